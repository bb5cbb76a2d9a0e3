"""Merges the rows that components gave into the table that consumers read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from opsonin.stages.coordinates import Places
from opsonin.stages.numbering import MERGED, Renumbering, readers_of, renumber
from opsonin.stages.placing import find_parents, place_rows
from opsonin.stages.sorting import dense_ids, order_of, ranks
from opsonin.tables.model import (
    Role,
    Table,
    arrow_schema,
    column_references,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.parts import part_schema


def owner_column(table: type[Table]) -> str:
    """Return the column that rows are grouped and numbered by: doc_id for most tables."""
    return info_of(table).keys[0]


def merge_parts(
    parts: Sequence[pa.Table],
    table: type[Table],
    places: Places,
    numbers: Mapping[str, Renumbering] | None = None,
    readings: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Merge the rows of several components into one table, with ids in text order.

    Args:
        parts: Rows x ``part_schema(table)``, one table for each component, in their order.
        table: The table they are for.
        places: Texts, alignments and segments of all documents that have rows.
        numbers: How rows of other tables were renumbered, for columns that refer to them.
        readings: How some of these rows were numbered when a component read them, by its name.

    Returns:
        Rows x ``arrow_schema(table)``, sorted by document and place in the text; and how the
        components' own row numbers were replaced.
    """
    if not any(part.num_rows for part in parts):
        # Most tables of a shard are empty when few components are selected.
        return arrow_schema(table).empty_table(), Renumbering.none()
    rows = pa.concat_tables([part_schema(table).empty_table(), *parts]).drop_columns(["part"])
    rows = refer(rows, table, numbers or {})
    makers = [rows["component"], readers_of(rows["component"])]
    return finish(rows, makers, table, places, readings)


def extend_rows(
    before: pa.Table,
    parts: Sequence[pa.Table],
    table: type[Table],
    places: Places,
    numbers: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Merge further rows into a table that was merged before.

    Args:
        before: Rows x ``arrow_schema(table)``.
        parts: Rows x ``part_schema(table)`` of the components that come later.
        table: The table they are for.
        places: Texts, alignments and segments of all documents that have rows.
        numbers: How rows of other tables were renumbered, for columns that refer to them.

    Returns:
        The new table, and how rows were renumbered; those that had been merged before stand
        under ``MERGED`` as their maker.
    """
    kept = as_part(before, table).drop_columns(["part"])
    added = pa.concat_tables(parts).drop_columns(["part"])
    added = refer(added, table, numbers or {})
    makers = _joined(constant(MERGED, kept.num_rows), added["component"])
    # Who gave further rows has read those that were there.
    readers = constant(MERGED, kept.num_rows + added.num_rows)
    return finish(pa.concat_tables([kept, added]), [makers, readers], table, places)


def as_part(rows: pa.Table, table: type[Table], name: str = "") -> pa.Table:
    """Return merged rows in the shape in which a component's rows are merged.

    Args:
        rows: Rows x ``arrow_schema(table)``.
        table: The table they are for.
        name: The component whose result they are to belong to.
    """
    schema = part_schema(table)
    part = rows.append_column("part", pa.repeat(pa.scalar(name), rows.num_rows))
    return part.select(schema.names).cast(schema)


def follow(rows: pa.Table, table: type[Table], target: str, numbers: Renumbering) -> pa.Table:
    """Renumber the references of a merged table to another one that was extended."""
    owners = rows[owner_column(table)]
    makers = constant(MERGED, rows.num_rows)
    for name, to in column_references(table).items():
        if to == target:
            cells = renumber(rows[name], owners, numbers, makers)
            position = rows.schema.get_field_index(name)
            rows = rows.set_column(position, rows.schema.field(name), cells)
    return rows


def refer(rows: pa.Table, table: type[Table], numbers: Mapping[str, Renumbering]) -> pa.Table:
    """Let rows refer to those of other tables by the numbers that a merge gave.

    Args:
        rows: Rows x at least the columns that refer, the owner and ``component``.
        table: The table they are for.
        numbers: How rows of other tables were renumbered, by their makers' own numbers and by
            those that others have read. References to tables that it lacks stay as they are.
    """
    for name, target in column_references(table).items():
        if target == info_of(table).name or target not in numbers:
            continue
        makers = rows["component"]
        cells = renumber(
            rows[name], rows[owner_column(table)], numbers[target], makers, readers_of(makers)
        )
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), cells)
    return rows


def finish(
    rows: pa.Table,
    makers: Sequence[pa.ChunkedArray],
    table: type[Table],
    places: Places,
    readings: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Sort the rows, number them, and add what the engine knows about each.

    Args:
        rows: Rows x ``part_schema(table)`` without ``part``.
        makers: In whose counting the numbers of each row are meant; references of a table to
            itself also in that of the further ones.
        table: The table they are for.
        places: Where their documents' spans stand.
        readings: As for `merge_parts`.

    Returns:
        Rows x ``arrow_schema(table)``, and how they were renumbered.
    """
    _, owned = ranks(rows[owner_column(table)])
    order = order_of(rows, table, owned)
    if order is not None:
        rows, owned = rows.take(order), owned[order.to_numpy()]
        makers = [one.take(order) for one in makers]
    owners = rows[owner_column(table)]
    columns: dict[str, Any] = {name: rows[name] for name in rows.column_names}
    number = id_column(table)
    numbers = Renumbering.none()
    dense = dense_ids(owned)
    if number is not None:
        columns[number] = dense
        numbers = Renumbering.of(makers[0], owners, rows[number], dense)
        for reader, reading in (readings or {}).items():
            numbers = numbers.as_read_by(reader, reading)
        for name, target in column_references(table).items():
            if target == info_of(table).name:
                columns[name] = renumber(columns[name], owners, numbers, *makers)
    columns.update(place_rows(rows, table, places))
    for name, role in column_roles(table).items():
        if role is Role.PARENT:
            columns[name] = find_parents(rows, owned, dense)
    schema = arrow_schema(table)
    return pa.table([columns[name] for name in schema.names], schema=schema), numbers


def constant(value: str, n_rows: int) -> pa.ChunkedArray:
    """Return a column with the same string in every row."""
    return pa.chunked_array([pa.repeat(pa.scalar(value), n_rows)])


def _joined(*columns: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([chunk for one in columns for chunk in one.chunks], pa.string())
