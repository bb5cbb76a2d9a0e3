from __future__ import annotations

from random import Random

from opsonin_bench.training.annotated import digest, folds, training_set, written
from opsonin_bench.training.restyling import restyled
from opsonin_plugins.taggers.citations.labelling import LABELS
from opsonin_plugins.taggers.citations.tokens import tokenize

ARTICLE = [
    ("author", "Doe, J., and Roe, R."),
    ("title", "Cells at work."),
    ("journal", "Cell,"),
    ("volume", "12,"),
    ("pages", "1-9."),
    ("date", "2018."),
]
BOOK = [("author", "Poe, E."), ("title", "Ageing."), ("publisher", "A Press,"), ("date", "1970.")]


def _by_label(fields: list[tuple[str, str]], *, is_glued: bool = False) -> list[tuple[str, str]]:
    one = written(fields, is_glued=is_glued)
    spans = zip(tokenize(one.text), one.labels.tolist(), strict=True)
    return [(LABELS[label], one.text[start:end]) for (start, end), label in spans]


def test_every_token_has_the_label_of_its_field() -> None:
    assert _by_label(BOOK)[:5] == [
        ("author", "Poe"),
        ("author", ","),
        ("author", "E"),
        ("author", "."),
        ("title", "Ageing"),
    ]


def test_numbers_stand_together_where_the_style_has_them_so() -> None:
    fields = [("date", "2018;"), ("volume", "12(3):"), ("pages", "1-9.")]
    assert written(fields, is_glued=True).text == "2018;12(3):1-9."
    assert ("pages", "9") in _by_label(fields, is_glued=True)


def test_articles_are_written_anew_and_books_are_not() -> None:
    chance = Random(3)  # noqa: S311 - a choice of styles
    anew = restyled(ARTICLE, chance)
    assert anew is not None
    assert {"author", "title", "journal", "date", "volume", "pages"} <= {one[0] for one in anew[0]}
    assert restyled(BOOK, chance) is None
    assert len(training_set([ARTICLE, BOOK])) >= 3


def test_equal_references_are_in_one_fold_and_all_are_in_some() -> None:
    references = [[("title", f"{n % 11}")] for n in range(20)]
    parts = folds(references)
    assert sorted(place for part in parts for place in part) == [*range(20)]
    assert all((n in part) == (n + 11 in part) for part in parts for n in range(9))


def test_digest_tells_references_apart() -> None:
    assert digest(ARTICLE) == digest(list(ARTICLE)) != digest(BOOK)
    assert len(digest(BOOK)) == 16
