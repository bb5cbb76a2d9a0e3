from __future__ import annotations

import math

import pyarrow as pa

from opsonin_plugins.taggers.checks.figures import Figure, decimals_of, figures_of, grouped

_ROW: dict[str, object] = {
    "doc_id": "a", "statistic_id": 3, "clean_start": 5, "clean_end": 9, "kind": "count",
    "value": 5.0, "value_high": None, "unit": None, "comparator": ">=", "role": None, "group_id": 0,
    "quantified": "ill Patients", "text": "5", "negated": False, "hypothetical": False,
}  # fmt: skip


def _figures(*rows: dict[str, object]) -> list[Figure]:
    return figures_of(pa.Table.from_pylist(list(rows))).get("a", [])


def test_rows_without_a_value_are_left_out() -> None:
    rows = [_ROW, {**_ROW, "value": None}, {**_ROW, "value": math.inf}]
    (one,) = _figures(*rows)
    assert (one.statistic_id, one.noun, one.is_stated) == (3, "patients", True)


def test_only_counts_ages_and_members_of_groups_are_looked_at() -> None:
    kinds = ("count", "age", "duration", "percentage")
    alone = [_figures({**_ROW, "kind": kind, "group_id": None}) for kind in kinds]
    grouped_ = [_figures({**_ROW, "kind": kind}) for kind in kinds]
    assert list(map(len, [*alone, *grouped_])) == [1, 1, 0, 0, 1, 1, 1, 1]


def test_comparators_are_bounds() -> None:
    signs = ("=", ">", "<=")
    bounds = [_figures({**_ROW, "comparator": sign})[0].bounds for sign in signs]
    assert bounds == [(5, 5), (5, math.inf), (-math.inf, 5)]


def test_groups_have_their_members_by_role() -> None:
    rows = [{**_ROW, "role": "numerator"}, {**_ROW, "clean_start": 9, "value": 7.0}]
    (group,) = grouped(_figures(*rows))
    assert {name: one.value for name, one in group.items()} == {"numerator": 5.0, "count": 7.0}


def test_decimals() -> None:
    texts = ("about 3.50%", "3,000", "0\u00b705", "1.234.567", "none")
    assert [decimals_of(text) for text in texts] == [2, 0, 2, 0, 0]
