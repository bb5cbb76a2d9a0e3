"""Puts what a refiner gave in the place of the rows that it was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Bools, Ints
from opsonin.stages.coordinates import NONE, Places, column_ints
from opsonin.stages.merging import constant, finish, owner_column
from opsonin.stages.numbering import MERGED, Renumbering, readers_of, renumber
from opsonin.stages.sorting import ranks
from opsonin.tables.model import (
    Table,
    column_references,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.parts import ABSENT, part_schema


@dataclass(frozen=True, slots=True)
class Refined:
    """A table after a refiner.

    Attributes:
        rows: Rows x ``arrow_schema(table)``.
        numbers: How its rows were renumbered, under ``MERGED``.
        taken: The rows refined away, by who made them.
        added: The rows added, by who made them.
        n_changed: Rows that stay, with other cells than before.
    """

    rows: pa.Table
    numbers: Renumbering
    taken: Counter[str]
    added: Counter[str]
    n_changed: int


def refine_rows(
    before: pa.Table,
    given: pa.Table,
    table: type[Table],
    places: Places,
    numbers: Mapping[str, Renumbering] | None = None,
) -> Refined:
    """Put what a refiner gave in the place of the rows that it was given.

    Args:
        before: The rows that the refiner was given, with their ids.
        given: Rows x ``part_schema(table)``: rows with an id are rows of ``before``, changed or
            not, and keep their maker; rows without one are new.
        table: The table they are for.
        places: Where their documents' spans stand.
        numbers: How rows of other tables were renumbered, for columns that refer to them.
    """
    at = _places_in(before, given, table)
    changed = _changed(before, given, table, at)
    rows = _refer(before, given, table, at, numbers or {})
    rows = rows.drop_columns(["part"])
    after, own = finish(rows, [constant(MERGED, rows.num_rows)], table, places)
    if id_column(table) is None:
        was, now = _makers(before), _makers(given)
        return Refined(after, own, was - now, now - was, 0)
    is_kept = np.zeros(before.num_rows, np.bool_)
    is_kept[at[at != NONE]] = True
    taken = _makers(before.filter(pa.array(~is_kept)))
    return Refined(after, own, taken, _makers(given.filter(pa.array(at == NONE))), changed)


def _places_in(before: pa.Table, given: pa.Table, table: type[Table]) -> Ints:
    """Return the row of ``before`` that each given row is, or `NONE` for a new one."""
    number = id_column(table)
    if number is None or number not in given.column_names:
        return np.full(given.num_rows, NONE, np.int64)
    owners = owner_column(table)
    place = pa.array(np.arange(before.num_rows, dtype=np.int32))
    known = Renumbering.of(constant(MERGED, before.num_rows), before[owners], before[number], place)
    at, _ = known.find(constant(MERGED, given.num_rows), given[owners], given[number])
    is_new = given[number].is_null().to_numpy(zero_copy_only=False).astype(np.bool_)
    return np.where(is_new, NONE, at)


def _changed(before: pa.Table, given: pa.Table, table: type[Table], at: Ints) -> int:
    """Count the rows that stay but are not as they were."""
    stays = np.flatnonzero(at != NONE)
    now, was = given.take(pa.array(stays)), before.take(pa.array(at[stays]))
    changed = np.zeros(len(stays), np.bool_)
    for field in part_schema(table):
        if field.name in was.column_names:
            changed |= _unlike(now[field.name], was[field.name])
    return int(changed.sum())


def _unlike(one: pa.ChunkedArray, other: pa.ChunkedArray) -> Bools:
    """Tell where the cells of two columns of one type differ."""
    if pa.types.is_list(one.type):
        # Arrow compares no lists.
        pairs = zip(one.to_pylist(), other.to_pylist(), strict=True)
        return np.array([mine != theirs for mine, theirs in pairs], np.bool_)
    same = pc.fill_null(pc.equal(one, other), fill_value=False)
    same = pc.or_(same, pc.and_(one.is_null(), other.is_null()))
    differs: Bools = ~same.to_numpy(zero_copy_only=False).astype(np.bool_)
    return differs


def _refer(
    before: pa.Table,
    given: pa.Table,
    table: type[Table],
    at: Ints,
    numbers: Mapping[str, Renumbering],
) -> pa.Table:
    """Renumber what refers to other tables; a cell that was passed on is right as it stands."""
    rows = given
    for name, target in column_references(table).items():
        if target == info_of(table).name or target not in numbers:
            continue
        who = given["part"]
        cells = renumber(
            given[name], given[owner_column(table)], numbers[target], who, readers_of(who)
        )
        positions = pa.array(np.where(at == NONE, 0, at), pa.int64(), mask=at == NONE)
        was = before[name].take(positions)
        passed_on = pa.array(~_unlike(given[name], was) & (at != NONE))
        chosen = _choose(passed_on, given[name], pa.chunked_array([cells]))
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), chosen)
    return rows


def _choose(mask: pa.Array, one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """Take each cell from one column where the mask says so, else from the other."""
    n_rows = len(mask)
    both = pa.chunked_array([*one.chunks, *other.chunks], one.type)
    own = np.arange(n_rows)
    picked = np.where(mask.to_numpy(zero_copy_only=False).astype(np.bool_), own, own + n_rows)
    return both.take(pa.array(picked))


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
    _, owned = ranks(numbered[owner_column(table)])
    order = np.lexsort((ids, owned))
    ids, owned = ids[order], owned[order]
    twice = np.flatnonzero((ids[1:] == ids[:-1]) & (owned[1:] == owned[:-1]))
    return int(ids[twice[0]]) if len(twice) else None


def stranger_id(before: pa.Table, given: pa.Table, table: type[Table]) -> int | None:
    """Return an id that a refiner gives though no row that it was given has it, if there is one.

    Args:
        before: The rows that the refiner was given.
        given: Rows x the columns of ``part_schema(table)``; what is no number is not judged.
        table: The table they are for.
    """
    number, owner = id_column(table), owner_column(table)
    if number is None or given.schema.field(number).type != pa.int32():
        return None
    if not pa.types.is_string(given.schema.field(owner).type):
        return None
    is_stranger = pa.array(_places_in(before, given, table) == NONE)
    strangers = given[number].filter(pc.and_(is_stranger, given[number].is_valid()))
    return None if not len(strangers) else int(strangers[0].as_py())


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
    try:
        own = given[number].cast(pa.int32())
    except pa.ArrowException:
        return given
    named = pa.table({owner_column(table): given[owner_column(table)], number: own})
    at = _places_in(before, named, table)
    is_known = at != NONE
    positions = pa.array(np.where(is_known, at, 0), pa.int64(), mask=~is_known)
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
        # Nulls and empty lists alone have no type of their own.
        if cells.type in (pa.null(), pa.list_(pa.null())):
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
