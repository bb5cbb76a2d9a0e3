"""Merges the rows that components gave into the table that consumers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Bools, Ints
from opsonin.stages.coordinates import (
    NONE,
    Coordinates,
    column_ints,
    enclosing,
    rows_outside,
)
from opsonin.stages.numbering import MERGED, Renumbering, renumber
from opsonin.tables.model import (
    Role,
    Table,
    arrow_schema,
    column_references,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.parts import ABSENT, has_span, is_anchored, part_schema


def owner_column(table: type[Table]) -> str:
    """Return the column that rows are grouped and numbered by: doc_id for most tables."""
    return info_of(table).keys[0]


def merge_parts(
    parts: Sequence[pa.Table],
    table: type[Table],
    coordinates: Coordinates,
    numbers: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Merge the rows of several components into one table, with ids in text order.

    Args:
        parts: Rows x ``part_schema(table)``, one table for each component, in their order.
        table: The table they are for.
        coordinates: Texts, alignments and segments of all documents that have rows.
        numbers: How rows of other tables were renumbered, for columns that refer to them.

    Returns:
        Rows x ``arrow_schema(table)``, sorted by document and place in the text; and how the
        components' own row numbers were replaced.
    """
    rows = pa.concat_tables([part_schema(table).empty_table(), *parts]).drop_columns(["part"])
    rows = refer(rows, table, numbers or {})
    return _finish(rows, rows["component"], table, coordinates)


def extend_rows(
    before: pa.Table,
    parts: Sequence[pa.Table],
    table: type[Table],
    coordinates: Coordinates,
    numbers: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Merge further rows into a table that was merged before.

    Args:
        before: Rows x ``arrow_schema(table)``.
        parts: Rows x ``part_schema(table)`` of the components that come later.
        table: The table they are for.
        coordinates: Texts, alignments and segments of all documents that have rows.
        numbers: How rows of other tables were renumbered, for columns that refer to them.

    Returns:
        The new table, and how rows were renumbered; those that had been merged before stand
        under ``MERGED`` as their maker.
    """
    kept = as_part(before, table).drop_columns(["part"])
    added = pa.concat_tables(parts).drop_columns(["part"])
    added = refer(added, table, numbers or {})
    makers = pa.chunked_array(
        [*_constant(MERGED, kept.num_rows).chunks, *added["component"].chunks], pa.string()
    )
    return _finish(pa.concat_tables([kept, added]), makers, table, coordinates)


def as_part(rows: pa.Table, table: type[Table]) -> pa.Table:
    """Return merged rows in the shape in which a component's rows are merged."""
    schema = part_schema(table)
    part = rows.append_column("part", pa.repeat(pa.scalar(""), rows.num_rows))
    return part.select(schema.names).cast(schema)


def follow(rows: pa.Table, table: type[Table], target: str, numbers: Renumbering) -> pa.Table:
    """Renumber the references of a merged table to another one that was extended."""
    owners = rows[owner_column(table)]
    makers = _constant(MERGED, rows.num_rows)
    for name, to in column_references(table).items():
        if to == target:
            cells = renumber(rows[name], makers, owners, numbers)
            position = rows.schema.get_field_index(name)
            rows = rows.set_column(position, rows.schema.field(name), cells)
    return rows


def refine_rows(
    before: pa.Table,
    given: pa.Table,
    table: type[Table],
    coordinates: Coordinates,
) -> tuple[pa.Table, Renumbering, Counter[str], Counter[str]]:
    """Put what a refiner gave in the place of the rows that it was given.

    Args:
        before: The rows that the refiner was given, with their ids.
        given: Rows x ``part_schema(table)``: rows with an id are rows of ``before``, changed or
            not, and keep their maker; rows without one are new.
        table: The table they are for.
        coordinates: Texts, alignments and segments of all documents that have rows.

    Returns:
        The new table; how its rows were renumbered, under ``MERGED``; the rows refined away and
        the rows added, both by who made them.
    """
    rows = given.drop_columns(["part"])
    after, numbers = _finish(rows, _constant(MERGED, rows.num_rows), table, coordinates)
    number = id_column(table)
    if number is None:
        was, now = _makers(before), _makers(given)
        return after, numbers, was - now, now - was
    old = Renumbering.of(*_named(before, table), dense=before[number])
    new = Renumbering.of(*_named(given, table), dense=given[number])
    _, stays = new.find(*_named(before, table))
    _, was_there = old.find(*_named(given, table))
    is_new = ~was_there | column_ints(given[number].is_null()).astype(np.bool_)
    refined, added = before.filter(pa.array(~stays)), given.filter(pa.array(is_new))
    return after, numbers, _makers(refined), _makers(added)


def _named(
    rows: pa.Table, table: type[Table]
) -> tuple[pa.ChunkedArray, pa.ChunkedArray, pa.ChunkedArray]:
    """Return what a merged row is known by: as if one maker had numbered all of them."""
    return _constant(MERGED, rows.num_rows), rows[owner_column(table)], rows[id_column(table)]


def _makers(rows: pa.Table) -> Counter[str]:
    counted = pc.value_counts(rows["component"]).to_pylist()
    return Counter({entry["values"]: entry["counts"] for entry in counted})


def repeated_id(given: pa.Table, table: type[Table]) -> int | None:
    """Return an id that a refiner gives to two rows of a document, if there is one."""
    number = id_column(table)
    if number is None or number not in given.column_names:
        return None
    numbered = given.filter(given[number].is_valid()) if given[number].null_count else given
    ids = column_ints(numbered[number])
    _, owned = _ranks(numbered[owner_column(table)])
    order = np.lexsort((ids, owned))
    ids, owned = ids[order], owned[order]
    twice = np.flatnonzero((ids[1:] == ids[:-1]) & (owned[1:] == owned[:-1]))
    return int(ids[twice[0]]) if len(twice) else None


def restore_makers(before: pa.Table, given: pa.Table, table: type[Table]) -> pa.Table:
    """Complete what a refiner gave from the rows that it was given.

    Cells that the refiner left out, and who made a row, are taken from the row with the same id.

    Args:
        before: The rows that the refiner was given.
        given: Rows x any columns of the table; without an id column all rows are new.
        table: The table they are for.
    """
    number = id_column(table)
    absent = given[ABSENT] if ABSENT in given.column_names else None
    given = given.drop_columns([ABSENT]) if absent is not None else given
    if number is None or number not in given.column_names:
        return given
    place = pa.array(np.arange(before.num_rows, dtype=np.int32))
    places = Renumbering.of(*_named(before, table), dense=place)
    try:
        own = given[number].cast(pa.int32())
    except pa.ArrowException:
        return given
    at, is_known = places.find(_constant(MERGED, len(own)), given[owner_column(table)], own)
    is_known &= own.is_valid().to_numpy(zero_copy_only=False).astype(np.bool_)
    positions = pa.array(at, pa.int64(), mask=~is_known)
    columns = {name: given[name] for name in given.column_names}
    for field in part_schema(table):
        is_makers = field.name in ("component", "component_version")
        if field.name not in before.column_names:
            continue
        if is_makers or field.name not in columns:
            columns[field.name] = before[field.name].take(positions)
        elif absent is not None:
            earlier = before[field.name].take(positions)
            is_absent = _lists_with(absent, field.name) & is_known
            columns[field.name] = _filled(columns[field.name], earlier, pa.array(is_absent))
    engine_made = set(column_roles(table)) - {number, "doc_id", "component", "component_version"}
    return pa.table({name: cells for name, cells in columns.items() if name not in engine_made})


def _filled(cells: pa.ChunkedArray, earlier: pa.ChunkedArray, mask: pa.Array) -> pa.ChunkedArray:
    """Put earlier cells where the mask says; what does not fit stays, for Pandera to name it."""
    try:
        if pa.types.is_null(cells.type):
            return pc.if_else(mask, earlier, cells.cast(earlier.type))
        return pc.if_else(mask, earlier.cast(cells.type), cells)
    except pa.ArrowException:
        return cells


def _lists_with(lists: pa.ChunkedArray, value: str) -> Bools:
    """Tell which lists hold a value."""
    whole = lists.combine_chunks()
    holds = np.zeros(len(whole), np.bool_)
    holds[pc.list_parent_indices(whole).filter(pc.equal(pc.list_flatten(whole), value))] = True
    return holds


def _constant(value: str, n_rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(value), n_rows)])


def _finish(
    rows: pa.Table, makers: pa.ChunkedArray, table: type[Table], coordinates: Coordinates
) -> tuple[pa.Table, Renumbering]:
    """Sort the rows, number them, and add what the engine knows about each.

    Args:
        rows: Rows x ``part_schema(table)`` without ``part``.
        makers: In whose counting the numbers of each row are meant.
        table: The table they are for.
        coordinates: Where their documents' spans stand.
    """
    names, owned = _ranks(rows[owner_column(table)])
    order = _order(rows, table, owned)
    if order is not None:
        rows, makers, owned = rows.take(order), makers.take(order), owned[order.to_numpy()]
    roles = column_roles(table)
    owners = rows[owner_column(table)]
    columns: dict[str, Any] = {name: rows[name] for name in rows.column_names}
    number = id_column(table)
    numbers = Renumbering.none()
    dense = _dense(owned)
    if number is not None:
        columns[number] = dense
        numbers = Renumbering.of(makers, owners, rows[number], dense)
        for name, target in column_references(table).items():
            if target == info_of(table).name:
                columns[name] = renumber(columns[name], makers, owners, numbers)
    at = owned
    if has_span(table) or is_anchored(table):
        if owner_column(table) != "doc_id":
            names, at = _ranks(rows["doc_id"])
        at = coordinates.positions(names)[at] if len(names) else at
        columns.update(_placed(rows, table, coordinates, at))
    if Role.PARENT in roles.values():
        parent = next(name for name, role in roles.items() if role is Role.PARENT)
        columns[parent] = _parents(rows, dense, coordinates.alignments.clean_base[at])
    schema = arrow_schema(table)
    return pa.table([columns[name] for name in schema.names], schema=schema), numbers


def _order(rows: pa.Table, table: type[Table], owned: Ints) -> pa.Array | None:
    """Return what sorts rows by owner, place (outer spans first), maker, and order of giving.

    Args:
        rows: The rows.
        table: The table they are for.
        owned: Rank of the owner of each.

    Returns:
        Positions; None if the rows are in order.
    """
    keys = [owned]
    keys += [_ranks(rows[name])[1] for name in info_of(table).keys[1:]]
    if has_span(table):
        keys += [column_ints(rows["clean_start"]), -column_ints(rows["clean_end"])]
    is_ordered, has_ties = _is_ordered(keys)
    if is_ordered and not has_ties:
        return None
    order = np.lexsort([_ranks(rows["component"])[1], *reversed(keys)])
    return None if bool((order == np.arange(len(order))).all()) else pa.array(order)


def _is_ordered(keys: Sequence[Ints]) -> tuple[bool, bool]:
    """Tell whether rows are in the order of these keys, and whether two are equal in all."""
    equal = np.arange(len(keys[0]) - 1)
    for key in keys:
        before, after = key[equal], key[equal + 1]
        if (after < before).any():
            return False, True
        equal = equal[after == before]
    return True, len(equal) > 0


def _ranks(cells: pa.ChunkedArray) -> tuple[pa.Array, Ints]:
    """Return the different strings in their order, and the position in them of each cell."""
    coded = pc.dictionary_encode(cells.combine_chunks())
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    order = pc.sort_indices(coded.dictionary)
    ranks = np.empty(len(order), np.int64)
    ranks[order.to_numpy()] = np.arange(len(order))
    return coded.dictionary.take(order), ranks[coded.indices.to_numpy()]


def _dense(owned: Ints) -> pa.Array:
    """Number rows that are sorted by owner from 0 in each owner."""
    firsts = np.flatnonzero(np.append(True, owned[1:] != owned[:-1])[: len(owned)])
    first = np.repeat(firsts, np.diff(firsts, append=len(owned)))
    return pa.array((np.arange(len(owned)) - first).astype(np.int32), pa.int32())


def _placed(
    rows: pa.Table, table: type[Table], coordinates: Coordinates, at: Ints
) -> dict[str, pa.Array]:
    """Compute text, raw offsets and segment of each row from its clean offsets.

    Args:
        rows: The rows.
        table: The table they are for.
        coordinates: Where their documents' spans stand.
        at: Position there of the document of each row.
    """
    starts, ends = column_ints(rows["clean_start"]), column_ints(rows["clean_end"])
    anchored = starts != NONE
    if not anchored.all():
        return _placed_some(rows, table, coordinates, at, pa.array(anchored))
    start, end = coordinates.raw_spans(at, starts, ends)
    columns = {"raw_start": start, "raw_end": end}
    if has_span(table):
        columns["text"] = coordinates.covered(at, starts, ends)
    roles = column_roles(table)
    wants_segment = next((name for name, role in roles.items() if role is Role.SEGMENT), None)
    if wants_segment:
        columns[wants_segment] = coordinates.innermost_segments(at, starts, ends)
    return columns


def _placed_some(
    rows: pa.Table, table: type[Table], coordinates: Coordinates, at: Ints, anchored: pa.Array
) -> dict[str, pa.Array]:
    """Compute the same where some rows have no place in the text."""
    placed = _placed(
        rows.filter(anchored), table, coordinates, at[anchored.to_numpy(zero_copy_only=False)]
    )
    counted = pc.subtract(pc.cumulative_sum(anchored.cast(pa.int32())), 1)
    places = pc.if_else(anchored, counted, pa.scalar(None, pa.int32()))
    return {name: cells.take(places) for name, cells in placed.items()}


def _parents(rows: pa.Table, dense: pa.Array, base: Ints) -> pa.Array:
    """Find the innermost earlier row around each row; rows are sorted outer ones first.

    Args:
        rows: The rows.
        dense: Their ids.
        base: Where the document of each begins, counted through the whole batch.
    """
    starts, ends = column_ints(rows["clean_start"]), column_ints(rows["clean_end"])
    around = enclosing(starts + base, ends + base)
    return dense.take(pa.array(around, pa.int64(), mask=around == NONE))


def refer(rows: pa.Table, table: type[Table], numbers: Mapping[str, Renumbering]) -> pa.Table:
    """Let rows refer to those of other tables by the numbers that a merge gave.

    Args:
        rows: Rows x at least the columns that refer, the owner and ``component``.
        table: The table they are for.
        numbers: How rows of other tables were renumbered, by their makers' own numbers.
    """
    for name, target in column_references(table).items():
        known = numbers.get(target)
        if target == info_of(table).name or known is None or not known.entries.num_rows:
            continue
        cells = renumber(rows[name], rows["component"], rows[owner_column(table)], known)
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), cells)
    return rows


def spans_outside(rows: pa.Table, coordinates: Coordinates) -> dict[str, str]:
    """Return the documents in which a span lies outside the text, with the first such span.

    Args:
        rows: Rows with ``doc_id``, ``clean_start`` and ``clean_end``.
        coordinates: The texts of all those documents.
    """
    at = coordinates.positions(rows["doc_id"])
    starts, ends = (column_ints(rows[name], NONE) for name in ("clean_start", "clean_end"))
    bad = rows_outside(rows, at, (starts, ends), coordinates.lengths)
    outside: dict[str, str] = {}
    for row in rows.select(["doc_id", "clean_start", "clean_end"]).take(pa.array(bad)).to_pylist():
        length = coordinates.lengths[coordinates.ids.index(row["doc_id"]).as_py()]
        span = f"{row['clean_start']}:{row['clean_end']}"
        outside.setdefault(row["doc_id"], f"span {span} of a text of {length} code points")
    return outside


def rows_of(table: pa.Table, column: str, owners: Iterable[str] | pa.Array) -> pa.Table:
    """Return the rows whose ``column`` is one of ``owners``."""
    wanted = owners if isinstance(owners, pa.Array) else pa.array(list(owners), pa.string())
    mask = pc.is_in(table[column], value_set=wanted)
    return table if pc.all(mask).as_py() is not False else table.filter(mask)
