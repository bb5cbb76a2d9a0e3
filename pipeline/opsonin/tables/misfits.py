"""Says for people what Pandera finds wrong with rows: what stands there, and what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import did_you_mean
from opsonin.tables.cells import readable_row
from opsonin.tables.parts import ENGINE_COLUMNS
from opsonin.tables.rules import FINITE

#: What is told first: a column that does not fit makes others wrong as well.
_FIRST = (
    "COLUMN_NOT_IN_SCHEMA",
    "COLUMN_NOT_IN_DATAFRAME",
    "COLUMN_NOT_ORDERED",
    "WRONG_DATATYPE",
    "SERIES_CONTAINS_NULLS",
    "DATAFRAME_CHECK",
)
#: Of a cell or row that is shown.
_LENGTH = 200
#: Cells that are looked through for the one that does not fit its type.
_SEARCHED = 10_000


@dataclass(frozen=True, slots=True)
class Misfit:
    """What is wrong.

    Attributes:
        message: What stands there, and what was expected.
        column: The column; empty if the rule is about whole rows.
        example: An offending value, as Python would print it.
        row: The first offending row, as far as it is known.
    """

    message: str
    column: str = ""
    example: str = ""
    row: Mapping[str, Any] | None = None


def misfit_of(errors: Sequence[Any], rows: pa.Table, schema: pa.Schema) -> Misfit:
    """Return what the first of Pandera's errors is about; the others follow from it or can wait.

    Args:
        errors: What Pandera found.
        rows: The rows that it judged.
        schema: What they have to be.
    """
    ranks = {name: rank for rank, name in enumerate(_FIRST)}
    error = min(errors, key=lambda one: ranks.get(one.reason_code.name, len(ranks)))
    about = _ABOUT.get(error.reason_code.name)
    if about is not None:
        return about(error, rows, schema)
    column = str(getattr(error.schema, "name", "") or "")
    if column in rows.column_names:
        return _misfit_of_cell(error, rows, column)
    return _misfit_of_row(error)


def place_of(row: Mapping[str, Any] | None) -> str:
    """Return where a row stands, for a message; empty where that is not known.

    >>> place_of({"doc_id": "4d3c", "clean_start": 3, "clean_end": 9})
    'It stands in document 4d3c at 3:9.'
    """
    if row is None or not row.get("doc_id"):
        return ""
    start, end = row.get("clean_start"), row.get("clean_end")
    span = "" if start is None or end is None else f" at {start}:{end}"
    return f"It stands in document {row['doc_id']}{span}."


def _unknown(error: Any, _rows: pa.Table, schema: pa.Schema) -> Misfit:
    column = str(error.failure_cases)
    known = [name for name in schema.names if name not in ENGINE_COLUMNS]
    message = f"There is no column {column!r} for a component to fill."
    return Misfit(f"{message} {did_you_mean(column, known)}", column)


def _missing(error: Any, _rows: pa.Table, schema: pa.Schema) -> Misfit:
    column = str(error.failure_cases)
    kind = f" of type {schema.field(column).type}" if column in schema.names else ""
    return Misfit(f"The column is missing; expected one{kind}.", column)


def _misplaced(_error: Any, rows: pa.Table, schema: pa.Schema) -> Misfit:
    found, expected = ", ".join(rows.column_names), ", ".join(schema.names)
    return Misfit(f"The columns stand in the order {found}; expected {expected}.")


def _mistyped(error: Any, rows: pa.Table, schema: pa.Schema) -> Misfit:
    column = str(error.schema.name)
    wanted, found = schema.field(column).type, rows[column].type
    expected = f"The column has to be of type {_words(wanted)}"
    at = _first_unfit(rows[column], wanted)
    if at is None:
        return Misfit(f"{expected}, it is of type {_words(found)}.", column)
    row = rows.slice(at, 1).to_pylist()[0]
    example = _shown(row[column], found)
    message = f"{expected}, it holds {example} of type {_words(found)}."
    return Misfit(message, column, example, row)


def _empty(error: Any, rows: pa.Table, _schema: pa.Schema) -> Misfit:
    column = str(error.schema.name)
    cells = rows[column]
    row = _row_where(rows, pc.is_null(cells))
    if row is None and pa.types.is_floating(cells.type):
        row = _row_where(rows, pc.is_nan(cells))
    example = "None" if row is None else repr(row[column])
    what = "A cell is null" if example == "None" else f"A cell is {example}, which is no number"
    return Misfit(f"{what}; the column needs a value in every row.", column, example, row)


_ABOUT: Mapping[str, Callable[[Any, pa.Table, pa.Schema], Misfit]] = {
    "COLUMN_NOT_IN_SCHEMA": _unknown,
    "COLUMN_NOT_IN_DATAFRAME": _missing,
    "COLUMN_NOT_ORDERED": _misplaced,
    "WRONG_DATATYPE": _mistyped,
    "SERIES_CONTAINS_NULLS": _empty,
}


def _misfit_of_cell(error: Any, rows: pa.Table, column: str) -> Misfit:
    cases = error.failure_cases
    if not isinstance(cases, pa.Table) or not cases.num_rows:
        # A check that could not even be tried.
        return Misfit(f"The check {_name(error)!r} failed: {cases}.", column)
    kind = rows[column].type
    value = cases[column][0]
    mask = pc.equal(rows[column], value)
    if pa.types.is_floating(kind):
        mask = pc.or_(mask, pc.and_(pc.is_nan(rows[column]), pc.is_nan(value)))
    example = _shown(value.as_py(), kind)
    statistics = error.check.statistics or {}
    says = _SAYS.get(_name(error))
    words = f"does not keep the rule {_name(error)!r}" if says is None else says(statistics)
    message = f"{example} {words}."
    return Misfit(message, column, example, _row_where(rows, mask))


#: What to say of a cell that does not pass a check.
_SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "isin": lambda stated: (
        f"is not allowed; expected one of {', '.join(map(str, stated['allowed_values']))}"
    ),
    "str_matches": lambda stated: (
        f"does not have the form that is expected, the pattern {plain_pattern(stated['pattern'])}"
    ),
    "greater_than_or_equal_to": lambda stated: (
        f"is below {stated['min_value']}, the smallest value allowed"
    ),
    "less_than_or_equal_to": lambda stated: (
        f"is above {stated['max_value']}, the greatest value allowed"
    ),
    FINITE: lambda _: "is no finite number",
}


def plain_pattern(pattern: str) -> str:
    """Return a pattern as its author wrote it, without the anchors that `column` adds.

    >>> plain_pattern("^(?:[a-z]+)$")
    '[a-z]+'
    """
    is_anchored = pattern.startswith("^(?:") and pattern.endswith(")$")
    return pattern[4:-2] if is_anchored else pattern


def _misfit_of_row(error: Any) -> Misfit:
    cases = error.failure_cases
    rule = _name(error).replace("_", " ")
    if not isinstance(cases, pa.Table) or not cases.num_rows:
        return Misfit(f"The rule {rule!r} does not hold. {cases or ''}".strip())
    row = cases.slice(0, 1).to_pylist()[0]
    shown = {
        name: value
        for name, value in row.items()
        if value not in (None, []) and name not in {"doc_id", *ENGINE_COLUMNS}
    }
    example = repr(shown)[:_LENGTH]
    return Misfit(f"The rule {rule!r} does not hold for {example}.", "", example, row)


def _name(error: Any) -> str:
    return str(getattr(error.check, "name", None) or error.check or error.reason_code.name)


def _row_where(rows: pa.Table, mask: Any) -> dict[str, Any] | None:
    found = rows.filter(pc.fill_null(mask, fill_value=False)).slice(0, 1).to_pylist()
    return dict(found[0]) if found else None


def _first_unfit(cells: pa.ChunkedArray, wanted: pa.DataType) -> int | None:
    """Return where the first cell is that does not fit a type, else the first that is not null."""
    values = cells.slice(0, _SEARCHED).to_pylist()
    for at, value in enumerate(values):
        try:
            pa.scalar(value, wanted)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            return at
    return next((at for at, value in enumerate(values) if value is not None), None)


def _shown(value: object, kind: pa.DataType) -> str:
    narrow = ["cell"] if pa.types.is_float32(kind) else []
    return repr(readable_row({"cell": value}, narrow)["cell"])[:_LENGTH]


def _words(kind: pa.DataType) -> str:
    return str(kind).replace("item: ", "").replace("element: ", "").replace(" not null", "")
