from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from keyed_corpus import KeyedCorpus
from opsonin import Context
from opsonin_plugins.taggers.links.stories import STORIES, StoryOptions

_TOLD = ("person:roe a", "number:count:659", "number:%:3.57", "quote:1", "quote:2", "quote:3")


def _links(corpus: KeyedCorpus, order: list[int] | None = None) -> list[tuple[str, str]]:
    tables = STORIES.tag(corpus.documents(order), Context(StoryOptions()))
    rows = tables["links"].to_pylist()
    assert {row["kind"] for row in rows} <= {"same_story"}
    return [(row["from_doc_id"], row["to_doc_id"]) for row in rows]


def test_names_numbers_and_quotes_tell_a_story() -> None:
    corpus = KeyedCorpus()
    corpus.add("a", *_TOLD, day=date(2025, 3, 5))
    corpus.add("b", *_TOLD, "place:oslo", kind="newswire", day=date(2025, 3, 4))
    assert _links(corpus) == [("a", "b")]


@pytest.mark.parametrize(
    "names",
    [
        ("person:roe a", "person:poe b", "person:loe c", "person:zoe d", "place:oslo"),
        ("concept:D:1", "concept:D:2", "place:oslo", "publication:lancet"),
        ("quote:1", "quote:2", "quote:3"),
        ("number:count:659", "number:%:3.57", "number:count:1234"),
        ("phrase:1", "phrase:2", "phrase:3"),
    ],
)
def test_one_kind_of_evidence_is_too_little(names: tuple[str, ...]) -> None:
    corpus = KeyedCorpus()
    for doc_id in "ab":
        corpus.add(doc_id, *names)
    assert _links(corpus) == []


def test_much_of_the_same_wording_is_enough() -> None:
    corpus = KeyedCorpus()
    for doc_id in "ab":
        corpus.add(doc_id, *(f"phrase:{n}" for n in range(10)))
    assert _links(corpus) == [("b", "a")]


def test_what_all_have_tells_nothing() -> None:
    corpus = KeyedCorpus()
    for n in range(500):
        corpus.add(f"{n:04}", *_TOLD)
    assert _links(corpus) == []


def test_days_far_apart_and_papers_are_other_stories() -> None:
    corpus = KeyedCorpus()
    corpus.add("a", *_TOLD, day=date(2025, 3, 5))
    corpus.add("b", *_TOLD, day=date(2025, 3, 20))
    corpus.add("c", *_TOLD, kind="paper")
    assert _links(corpus) == []


def test_a_short_share_of_much_is_no_story() -> None:
    corpus = KeyedCorpus()
    for doc_id in "ab":
        others = [
            f"{kind}:{doc_id}{n} x" for kind in ("person", "quote", "phrase") for n in range(9)
        ]
        numbers = [f"number:count:{ord(doc_id)}{n}1" for n in range(9)]
        corpus.add(doc_id, *_TOLD, *others, *numbers)
    assert len(_links(corpus)) == 1
    strict = StoryOptions(overlap=0.9)
    assert STORIES.tag(corpus.documents(), Context(strict))["links"].num_rows == 0


def test_order_of_documents_does_not_matter() -> None:
    corpus = KeyedCorpus()
    for n in range(60):
        story = n % 9
        names = (
            f"person:p{story} a",
            f"number:count:{story}59",
            f"quote:{story}",
            f"quote:{story}x",
        )
        corpus.add(f"{n:04}", *names, *(f"phrase:{story}{k}" for k in range(n % 4)))
    order = sorted(range(60), key=lambda n: n * 7 % 60)
    first = STORIES.tag(corpus.documents(), Context(StoryOptions()))
    again = STORIES.tag(corpus.documents(order), Context(StoryOptions()))
    assert first["links"].num_rows > 0
    assert first == again


def test_evidence_stands_on_both_sides() -> None:
    corpus = KeyedCorpus()
    for doc_id in "ab":
        corpus.add(doc_id, *_TOLD)
    rows = STORIES.tag(corpus.documents(), Context(StoryOptions()))["link_evidence"].to_pylist()
    assert {(row["side"], row["doc_id"]) for row in rows} == {("from", "b"), ("to", "a")}
    assert {row["table_name"] for row in rows} == {"mentions", "statistics", "quotes"}
    [one, _] = [row for row in rows if row["note"] == "shared person roe a"]
    assert (one["clean_start"], one["clean_end"], one["row_id"]) == (0, 5, 0)


def test_large_story_takes_a_bounded_number_of_links_a_document() -> None:
    corpus = KeyedCorpus()
    for n in range(80):
        corpus.add(f"{n:04}", *_TOLD, *(f"phrase:{k}" for k in range(8)))
    links = _links(corpus)
    assert {one for one, _ in links} == {f"{n:04}" for n in range(1, 80)}
    assert len(links) <= 5 * 80


@pytest.mark.parametrize(
    "options", [{"overlap": 0.0}, {"overlap": 1.5}, {"least": 0}, {"days": -1}]
)
def test_options_without_a_meaning_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected more than 0"):
        StoryOptions(**options)  # type: ignore[arg-type] # by name


def test_empty_corpus_has_no_links() -> None:
    corpus = KeyedCorpus()
    corpus.add("a")
    tables = STORIES.tag(corpus.documents(), Context(StoryOptions()))
    assert isinstance(tables["links"], pa.Table)
    assert tables["links"].num_rows == 0
