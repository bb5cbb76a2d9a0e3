"""The checks of a table's model, as Pandera runs them on Arrow columns of many rows.

Pandera evaluates a declared check as an expression over a data frame, which costs more than a
millisecond a check and matches a pattern once for every row. The twins here are Pandera checks of
the same name and meaning that look at the Arrow column itself, and at each different string once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from functools import cache, partial
from typing import Any

import pandera.pyarrow as pandera
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.tables.model import Table

#: A mask that is false, or null for a null cell, where a cell does not pass.
Judge = Callable[[pa.ChunkedArray], pa.ChunkedArray]


@cache
def checked_schema(table: type[Table]) -> pandera.DataFrameSchema:
    """Return the Pandera schema of a table with checks that are fast on many rows."""
    schema = table.to_schema()
    columns = {
        name: _with_checks(column, [twin(check) for check in column.checks])
        for name, column in schema.columns.items()
    }
    return pandera.DataFrameSchema(
        columns,
        checks=schema.checks,
        strict=True,
        ordered=True,
        name=schema.name,
    )


def _with_checks(column: Any, checks: list[pandera.Check]) -> Any:
    column = copy(column)
    column.checks = checks
    return column


def twin(check: pandera.Check) -> pandera.Check:
    """Return a check of the same meaning that looks at Arrow columns, or the check itself."""
    judge = _judge(str(check.name), check.statistics or {})
    if judge is None or not check.ignore_na:
        return check
    return pandera.Check(
        partial(_judged, judge), name=check.name, error=check.error, native=True, ignore_na=True
    )


def _judge(name: str, statistics: Mapping[str, Any]) -> Judge | None:
    if name == "str_matches":
        return _once_each(partial(pc.match_substring_regex, pattern=statistics["pattern"]))
    if name == "isin":
        return partial(_is_in, allowed=pa.array(statistics["allowed_values"]))
    if name == "greater_than_or_equal_to":
        return lambda cells: pc.greater_equal(cells, statistics["min_value"])
    if name == "less_than_or_equal_to":
        return lambda cells: pc.less_equal(cells, statistics["max_value"])
    return None


def _judged(judge: Judge, data: Any) -> pa.Scalar | pa.ChunkedArray:
    """Tell that all cells pass, or which do; Pandera hands over the table and the column's name."""
    mask = judge(data.table[data.key])
    passed = pc.all(mask)
    # No cells, and nulls alone, give null; they pass.
    return mask if passed.as_py() is False else pc.fill_null(passed, fill_value=True)


def _is_in(cells: pa.ChunkedArray, allowed: pa.Array) -> pa.ChunkedArray:
    mask = pc.is_in(cells, value_set=allowed)
    return pc.if_else(cells.is_valid(), mask, None) if cells.null_count else mask


def _once_each(judge: Judge) -> Judge:
    """Judge every different cell once."""

    def judge_all(cells: pa.ChunkedArray) -> pa.ChunkedArray:
        different = pa.chunked_array([pc.unique(cells)])
        verdicts = judge(different)
        if pc.all(verdicts).as_py() is not False:
            return verdicts
        return judge(cells)

    return judge_all
