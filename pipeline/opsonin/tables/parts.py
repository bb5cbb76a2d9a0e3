"""The part of a table that a component fills, and how its rows are brought into shape.

A component's rows are kept as it gave them, apart from those of others, so that a new version of
one component can be merged with what the others gave before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pandera.pyarrow as pandera
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.tables.model import (
    Role,
    Table,
    arrow_schema,
    column_defaults,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.rules import rule, rules_of

#: Who made a row; a component must not say it, or its rows would be put down to somebody else.
ENGINE_COLUMNS = frozenset({"part", "component", "component_version"})

#: A list of the columns that a row leaves out, in what a refiner gives; see `rows_to_table`.
ABSENT = "absent"

_START = pa.field("clean_start", pa.int32())
_END = pa.field("clean_end", pa.int32())


def part_name(table_name: str) -> str:
    """Return the name under which the store keeps the rows of single components."""
    return f"{table_name}.parts"


def has_span(table: type[Table]) -> bool:
    """Tell whether every row of the table covers a stretch of the clean text."""
    return Role.TEXT in column_roles(table).values()


def is_anchored(table: type[Table]) -> bool:
    """Tell whether a row may name its place in the text, though the clean offsets are not kept."""
    roles = column_roles(table)
    return Role.RAW in roles.values() and "clean_start" not in arrow_schema(table).names


@cache
def author_columns(table: type[Table]) -> tuple[pa.Field, ...]:
    """Return the columns that a component fills.

    A component may number its rows in the id column, so that rows of its other tables can refer
    to them; the engine renumbers both.
    """
    roles = column_roles(table)
    own = tuple(field for field in arrow_schema(table) if field.name not in roles)
    number = id_column(table)
    numbered = (pa.field(number, pa.int32()), *own) if number else own
    return (_START, _END, *numbered) if is_anchored(table) else numbered


@cache
def part_schema(table: type[Table]) -> pa.Schema:
    """Return the Arrow schema of the rows of single components.

    Its columns are ``part`` (the component whose result the row belongs to; for a row that a
    refiner passed on this is the refiner), ``doc_id``, those that components fill, ``component``
    and ``component_version`` (who made the row).
    """
    owner = [DOC_ID] if column_roles(table).get("doc_id") is Role.OWNER else []
    return pa.schema([PART, *owner, *author_columns(table), COMPONENT, COMPONENT_VERSION])


PART = pa.field("part", pa.string(), nullable=False)
DOC_ID = pa.field("doc_id", pa.string(), nullable=False)
COMPONENT = pa.field("component", pa.string(), nullable=False)
COMPONENT_VERSION = pa.field("component_version", pa.string(), nullable=False)


@cache
def part_model(table: type[Table]) -> pandera.DataFrameSchema:
    """Return the checks of a table's model that concern the rows of single components."""
    model = table.to_schema()
    columns: dict[str, Any] = {}
    for field in part_schema(table):
        if field.name in model.columns and field.name != id_column(table):
            columns[field.name] = model.columns[field.name]
        else:
            columns[field.name] = pandera.Column(field.type, nullable=field.nullable)
    checks = [rule(_runs_forward, "span_runs_forward")] if has_span(table) else []
    info = info_of(table)
    checks += rules_of(model, info.keys, is_single=info.is_single)
    return pandera.DataFrameSchema(
        columns, checks=checks, strict=True, ordered=True, name=part_name(info.name)
    )


def rows_as_table(
    rows: Sequence[Mapping[str, object]], schema: pa.Schema, **same: object
) -> pa.Table:
    """Build a table of dictionaries column by column; what does not fit stays for Pandera to name.

    Args:
        rows: One dictionary a row; keys that the schema lacks are left out.
        schema: The columns and their types.
        same: Values of columns that are equal in all rows.
    """
    columns = []
    for field in schema:
        if field.name in same:
            cells = [same[field.name]] * len(rows)
        else:
            cells = [row.get(field.name) for row in rows]
        columns.append(column_of(cells, field.type))
    return pa.table(columns, names=schema.names)


def column_of(cells: Sequence[object], kind: pa.DataType | None = None) -> pa.Array:
    """Return cells as an array of this type, else of the type they have, else as their repr.

    The last two do not pass validation, which then names the column and an example.
    """
    try:
        if kind is not None and pa.types.is_list(kind):
            _check_lists(cells)
        return pa.array(cells, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        if kind is not None:
            return column_of(cells)
        return pa.array([repr(cell).encode("utf-8", "replace") for cell in cells], pa.binary())


def _check_lists(cells: Sequence[object]) -> None:
    # Arrow takes a string for a list of its characters.
    if any(isinstance(cell, str | bytes) for cell in cells):
        raise TypeError("a string stands where a list is expected")


def complete(rows: pa.Table, table: type[Table], *, part: str, version: str) -> pa.Table:
    """Bring a component's rows into the shape of `part_schema`, without judging them.

    Columns that are missing are filled with their default, an empty list or null; numbers are
    widened or narrowed where no value changes. Whatever does not fit stays as it is, for Pandera
    to name it.

    Args:
        rows: Rows x any columns, as the component gave them.
        table: The table they are for.
        part: The component.
        version: Its version.
    """
    schema = part_schema(table)
    defaults = column_defaults(table)
    given = {name: rows[name] for name in rows.column_names}
    made = {"part": part, "component": part, "component_version": version}
    columns: dict[str, Any] = {}
    for field in schema:
        if field.name in made and field.name not in given:
            columns[field.name] = pa.repeat(pa.scalar(made[field.name]), rows.num_rows)
        elif field.name not in given:
            columns[field.name] = _filled(field, defaults.get(field.name), rows.num_rows)
        else:
            default = defaults.get(field.name, made.get(field.name))
            columns[field.name] = _fitted(given[field.name], field, default)
    unknown = {name: cells for name, cells in given.items() if name not in columns}
    return pa.table({**columns, **unknown})


def _filled(field: pa.Field, default: object, n_rows: int) -> pa.Array:
    if default is not None:
        return pa.repeat(pa.scalar(default, field.type), n_rows)
    if pa.types.is_list(field.type):
        return pa.array([[]] * n_rows, field.type)
    return pa.nulls(n_rows, field.type)


def _fitted(cells: pa.ChunkedArray, field: pa.Field, default: object) -> pa.ChunkedArray:
    if _is_castable(cells.type, field.type):
        try:
            cells = _cast(cells, field.type)
        except pa.ArrowException:
            return cells
    if pa.types.is_list(field.type) and cells.type == field.type and cells.null_count:
        return pa.chunked_array([pa.array([cell or [] for cell in cells.to_pylist()], field.type)])
    if default is not None and cells.null_count and cells.type == field.type:
        return pc.fill_null(cells, pa.scalar(default, field.type))
    return cells


def _cast(cells: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Return cells as another type, in which they say the same.

    A float is rounded to the nearest narrower one, which is what a narrower column is for.

    Raises:
        pa.ArrowException: A cell has no equal in the other type.
    """
    if pa.types.is_floating(cells.type):
        cast = cells.cast(kind, safe=False)
        same = pc.equal(pc.is_finite(cells), pc.is_finite(cast))
    elif pa.types.is_timestamp(cells.type) and pa.types.is_date(kind):
        # A date is that of the clock on the wall where the moment is told.
        local = pc.local_timestamp(cells) if cells.type.tz else cells
        cast = local.cast(kind)
        same = pc.equal(cast.cast(local.type), local)
    else:
        return cells.cast(kind)
    if pc.all(same).as_py() is False:
        raise pa.ArrowInvalid("a cell has no equal in the other type")
    return cast


_FAMILIES: tuple[Callable[[pa.DataType], bool], ...] = (
    pa.types.is_integer,
    pa.types.is_temporal,
    lambda kind: pa.types.is_string(kind) or pa.types.is_large_string(kind),
    lambda kind: pa.types.is_floating(kind) or pa.types.is_integer(kind),
)


def _is_castable(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Allow casts within a family of types; a number must not become a string in silence."""
    if pa.types.is_null(given):
        return True
    if pa.types.is_dictionary(given):
        given = given.value_type
    if pa.types.is_list(given) and pa.types.is_list(wanted):
        return _is_castable(given.value_type, wanted.value_type)
    if pa.types.is_floating(given) and pa.types.is_integer(wanted):
        return False
    return any(belongs(given) and belongs(wanted) for belongs in _FAMILIES)


def _runs_forward(data: Any) -> pa.Array:
    return pc.less(data.table["clean_start"], data.table["clean_end"])
