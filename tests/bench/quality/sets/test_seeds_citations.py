from __future__ import annotations

from typing import Any

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.seeds_citations import reference_of, score

ENTRY = {
    "raw": {"start": 5, "end": 50},
    "ordinal": 1,
    "authors": [{"family": "Doe J", "et_al": True}],
    "title": "Cells at work",
    "container": "Cell",
    "year": 2018,
    "volume": "12",
    "pages": "1-9",
    "doi": "10.1000/x.1",
}
ROW: dict[str, Any] = {
    **{name: ENTRY[name] for name in ("ordinal", "title", "container", "year", "volume", "pages")},
    "raw_start": 5,
    "raw_end": 50,
    "authors": ["Doe J"],
    "issue": None,
    "doi": "10.1000/x.1",
    "pmid": None,
}


def _values(row: dict[str, Any]) -> list[float | None]:
    gold = {"a": frozenset({reference_of(ENTRY)}), "b": frozenset[tuple[object, ...]]()}
    predicted = {"a": Predicted("1", "", {"citations": [row]})}
    return [one.value for one in score(gold, predicted)]


def test_reference_is_right_with_all_of_its_fields() -> None:
    assert _values(ROW) == [1, 1, 1, 1]


def test_one_wrong_field_is_a_wrong_reference_with_a_right_span() -> None:
    assert _values({**ROW, "volume": "13"}) == [0, 1, 1, 1]
