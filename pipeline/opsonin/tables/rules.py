"""The rules of a table that follow from what its columns are, besides what each cell may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from functools import partial
from typing import Any

import pandera.pyarrow as pandera
import pyarrow as pa
import pyarrow.compute as pc

#: What a check of finite numbers is called; NaN and the infinities mean nothing in a measure.
FINITE = "finite"
#: The statistic of a check that looks at whole rows, with what judges them.
RULE = "rule"


def with_rules(
    declared: pandera.DataFrameSchema, keys: tuple[str, ...], *, is_single: bool
) -> pandera.DataFrameSchema:
    """Return a table's declared schema with the rules that follow from it.

    Args:
        declared: All columns, with what `column` noted about each.
        keys: The columns that own a row.
        is_single: Whether an owner has one row at most.
    """
    rules = [*rules_of(declared, keys, is_single=is_single)]
    columns = {name: _with_finite(column) for name, column in declared.columns.items()}
    ruled = copy(declared)
    ruled.columns = columns
    ruled.checks = [*declared.checks, *rules]
    return ruled


def rules_of(
    declared: pandera.DataFrameSchema, keys: tuple[str, ...], *, is_single: bool
) -> Iterator[pandera.Check]:
    """Yield the checks that compare cells with each other; they need no column of the engine."""
    stretches = noted(declared, "ends")
    if stretches:
        yield rule(partial(_run_forward, stretches), "stretch_runs_forward")
    bounds = noted(declared, "at_least")
    if bounds:
        yield rule(partial(_are_in_order, bounds), "bounds_are_in_order")
    if is_single:
        yield rule(partial(_is_once_each, keys[0]), f"one_row_for_each_{keys[0]}")


def noted(declared: pandera.DataFrameSchema, what: str) -> dict[str, str]:
    """Return the columns about which something was noted, with what was."""
    return {
        name: column.metadata[what]
        for name, column in declared.columns.items()
        if column.metadata and what in column.metadata
    }


def rule(judge: Any, name: str) -> pandera.Check:
    """Return a check of whole rows, which `opsonin.tables.checks` judges with all others.

    Args:
        judge: Gets what Pandera gives a native check; tells of each row whether it passes.
        name: What the check is called.
    """
    return pandera.Check(judge, name=name, native=True, statistics={RULE: judge})


def _with_finite(column: Any) -> Any:
    if not str(column.dtype).startswith("Float"):
        return column
    ruled = copy(column)
    statistics = {"is_finite": True}
    ruled.checks = [
        *column.checks,
        pandera.Check(_are_finite, name=FINITE, native=True, statistics=statistics),
    ]
    return ruled


def _are_finite(data: Any) -> pa.ChunkedArray:
    return pc.fill_null(pc.is_finite(data.table[data.key]), fill_value=True)


def _run_forward(stretches: Mapping[str, str], data: Any) -> pa.ChunkedArray:
    """Tell of each row whether all of its stretches have both offsets in order, or neither."""
    passed = None
    for end, start in stretches.items():
        first, last = data.table[start], data.table[end]
        neither = pc.and_(first.is_null(), last.is_null())
        both = pc.fill_null(pc.less(first, last), fill_value=False)
        holds = pc.or_(neither, both)
        passed = holds if passed is None else pc.and_(passed, holds)
    return passed


def _are_in_order(bounds: Mapping[str, str], data: Any) -> pa.ChunkedArray:
    passed = None
    for upper, lower in bounds.items():
        holds = pc.greater_equal(data.table[upper], data.table[lower])
        holds = pc.fill_null(holds, fill_value=True)
        passed = holds if passed is None else pc.and_(passed, holds)
    return passed


def _is_once_each(owner: str, data: Any) -> pa.ChunkedArray:
    """Tell of each row whether its owner has no other."""
    counted = pc.value_counts(data.table[owner].combine_chunks())
    twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    return pc.invert(pc.is_in(data.table[owner], value_set=twice))
