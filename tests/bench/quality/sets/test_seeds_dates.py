from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.seeds_dates import Dated, load, score, timex_value

GOLD = {
    "a": (
        Dated(3, 10, "date", "2020-10", date(2020, 10, 1)),
        Dated(20, 27, "duration", "P17M", None),
    )
}


def found(*rows: tuple[int, int, str, str, date | None]) -> dict[str, Predicted]:
    names = ("raw_start", "raw_end", "type", "value", "resolved")
    return {"a": Predicted("id", "", {"dates": [dict(zip(names, r, strict=True)) for r in rows]})}


def test_date_is_right_with_span_and_type_and_its_value_is_counted_apart() -> None:
    figures = score(GOLD, found((3, 10, "date", "2020", None), (20, 27, "date", "P17M", None)))
    assert [figure.value for figure in figures] == [0.5, 0.5, 0.5, 0.0, 0.0]
    figures = score(GOLD, found((3, 10, "date", "2020-10", date(2020, 10, 1))))
    assert [figure.value for figure in figures] == [1.0, 0.5, 2 / 3, 1.0, 1.0]


@pytest.mark.parametrize(
    ("stated", "text", "value"),
    [
        ("relative: YYYY(pub)-02", "February this year", "XXXX-02"),
        ("publication year", "this year", "XXXX"),
        ("weekday before publication", "as of Sunday", "XXXX-WXX-7"),
        ("PRESENT_REF/PAST, approx", "recently", "PAST_REF"),
        ("P?W|P?M", "weeks or months", "PXW|PXM"),
        ("XXXX-08-24", "August 24th", "XXXX-08-24"),
    ],
)
def test_prose_of_the_gold_is_read_as_timex3(stated: str, text: str, value: str) -> None:
    assert timex_value(stated, text) == value


def test_stated_dates_have_a_calendar_date(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("In 2020 Oct, recently")
    dates = [
        {"span": {"start": 3, "end": 11, "text": "2020 Oct"}, "type": "DATE", "value": "2020-10"},
        {"span": {"start": 13, "end": 21, "text": "recently"}, "type": "DATE", "value": "PAST"},
    ]
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"docs": [{"file": "a.txt", "dates": dates}]}))
    (case,) = load(gold, tmp_path)
    assert [one.resolved for one in case.gold] == [date(2020, 10, 1), None]
    assert [one.type for one in case.gold] == ["date", "date"]
