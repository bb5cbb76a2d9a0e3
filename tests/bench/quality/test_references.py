from __future__ import annotations

from opsonin_bench.quality.references import annotated, field_figures, said


def test_annotation_and_row_say_the_same_in_whatever_punctuation() -> None:
    gold = annotated(
        [
            ("author", "Doe, J."),
            ("title", "\u201cCells: at work.\u201d"),
            ("journal", "In Cell,"),
            ("volume", "vol. 12, no. 3,"),
            ("pages", "pp. 1\u201309."),
            ("date", "(March 2018)."),
            ("doi", "doi:10.1000/X.1."),
        ]
    )
    row = {
        "title": "Cells: at work",
        "container": "Cell",
        "volume": "12",
        "pages": "1-09",
        "year": 2018,
        "doi": "10.1000/x.1",
    }
    assert gold == said(row)
    assert len(gold) == 6


def test_pages_in_the_field_of_the_volume_count() -> None:
    assert annotated([("volume", "58(5):1583\u20131606.")])["pages"] == "1583-1606"


def test_figures_count_what_is_missing_and_what_is_too_much() -> None:
    pairs = [({"year": "2018"}, {"year": "2018"}), ({"year": "2019"}, {"pages": "1"})]
    figures = {one.name: one.value for one in field_figures(pairs, "by us")}
    assert figures["year, by us: F1"] == 2 / 3
    assert figures["pages, by us: F1"] == 0
    assert figures["title, by us: F1"] is None
