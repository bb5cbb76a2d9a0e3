from __future__ import annotations

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.seeds_identifiers import (
    columns_of,
    identifiers_of,
    score_columns,
    score_identifiers,
)

ENTRY = {
    "identifiers": [
        {"span": {"start": 3, "end": 9}, "type": "pmid", "value": "123456", "role": "self"},
        {
            "span": {"start": 20, "end": 31},
            "type": "nct",
            "value": "NCT01234567",
            "role": "trial registration",
        },
    ],
    "metadata": {
        "title": {"value": "A title", "span": {}},
        "doi": None,
        "published": {"value": None, "month": 9, "day": 8},
        "authors": [{"value": "A. Author"}, "B. Author"],
        "publisher": {"value": None, "original_source": "The Times"},
    },
    "type": "news blog",
    "language": "en",
    "machine_translated": False,
}


def found(*rows: tuple[int, int, str, str, str]) -> Predicted:
    names = ("raw_start", "raw_end", "type", "value", "role")
    return Predicted("id", "", {"identifiers": [dict(zip(names, r, strict=True)) for r in rows]})


def test_identifier_is_right_with_span_type_value_and_role() -> None:
    gold = {"a": identifiers_of(ENTRY)}
    right, wrong_role = (3, 9, "pmid", "123456", "self"), (20, 31, "nct", "NCT01234567", "mention")
    precision, recall, f1 = score_identifiers(gold, {"a": found(right, wrong_role)})
    assert (precision.value, recall.value, f1.value) == (0.5, 0.5, 0.5)
    right_role = (*wrong_role[:4], "trial")
    assert score_identifiers(gold, {"a": found(right, right_role)})[2].value == 1.0
    assert score_identifiers(gold, {})[1].value == 0.0


def test_columns_are_compared_cell_by_cell() -> None:
    gold = columns_of(ENTRY)
    assert gold["published_value"] == "XXXX-09-08"
    assert gold["authors"] == ["A. Author", "B. Author"]
    document = {**gold, "doi": "10.1/invented"}
    every, filled = score_columns(
        {"a": gold}, {"a": Predicted("id", "", {"documents": [document]})}
    )
    assert (every.value, every.n) == (15 / 16, 16)
    assert (filled.value, filled.n) == (1.0, 6)


def test_full_dates_stay_as_they_are() -> None:
    metadata = {**ENTRY["metadata"], "published": {"value": "2020-09-24"}}  # type: ignore[dict-item]
    assert columns_of({"metadata": metadata})["published_value"] == "2020-09-24"
