from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.jats import (
    References,
    load_articles,
    score_articles,
    score_references,
)
from xml_samples import JATS


def test_an_article_is_read_with_its_words_and_references(tmp_path: Path) -> None:
    (tmp_path / "a.nxml").write_text(JATS, "utf-8")
    [case] = load_articles(tmp_path / "a.nxml")
    assert case.gold.words[:6] == ("mice", "men", "aim", "we", "looked", "at")
    assert "diet" not in case.gold.words
    assert "rye" not in case.gold.words
    assert case.gold.n_references == 2


def test_words_and_references_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.nxml").write_text(JATS, "utf-8")
    [case] = load_articles(tmp_path / "a.nxml")
    rows = [
        {"kind": "paragraph", "text": " ".join(case.gold.words)},
        {"kind": "reference", "text": "x"},
        {"kind": "table", "text": "y"},
    ]
    figures = score_articles({"a": case.gold}, {"a": Predicted("0", "", {"segments": rows})})
    assert [one.value for one in figures] == [1.0, 1.0, 1.0, 1.0, 0.5, 2 / 3]


def test_fields_of_references_are_compared_as_they_stand() -> None:
    gold = References((frozenset({("year", "1999"), ("doi", "10.1/x")}), frozenset()))
    rows = [{"year": 1999, "volume": None, "doi": "10.1/X", "pmid": None}]
    figures = score_references({"a": gold}, {"a": Predicted("0", "", {"citations": rows})})
    assert [one.value for one in figures if one.name.endswith("F1")][::2] == [1.0, 1.0]
