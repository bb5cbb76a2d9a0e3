"""Merges the rows that components gave into the table that consumers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.stages.coordinates import Coordinates
from opsonin.tables.model import (
    Role,
    Table,
    arrow_schema,
    column_references,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.parts import has_span, is_anchored, part_schema

#: What a component called a row, and what the row is called after the merge; None if it is gone.
Renumbering = Mapping[tuple[str, str, int], int | None]

#: Stands for the maker of a row whose number was given by a merge.
MERGED = ""

_NUMBER = "__number__"
_NUMBERED_BY = "__numbered_by__"


def owner_column(table: type[Table]) -> str:
    """Return the column that rows are grouped and numbered by: doc_id for most tables."""
    return info_of(table).keys[0]


def merge_parts(
    parts: Sequence[pa.Table],
    table: type[Table],
    coordinates: Mapping[str, Coordinates],
    numbers: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Merge the rows of several components into one table, with ids in text order.

    Args:
        parts: Rows x ``part_schema(table)``, one table for each component, in their order.
        table: The table they are for.
        coordinates: Text, alignment and segments of every document that has rows.
        numbers: How rows of other tables were renumbered, for columns that refer to them.

    Returns:
        Rows x ``arrow_schema(table)``, sorted by document and place in the text; and how the
        components' own row numbers were replaced.
    """
    rows = pa.concat_tables([part_schema(table).empty_table(), *parts]).drop_columns(["part"])
    rows = _refer(rows, table, numbers or {})
    return _finish(_numbered_by(rows, rows["component"]), table, coordinates)


def extend_rows(
    before: pa.Table,
    parts: Sequence[pa.Table],
    table: type[Table],
    coordinates: Mapping[str, Coordinates],
    numbers: Mapping[str, Renumbering] | None = None,
) -> tuple[pa.Table, Renumbering]:
    """Merge further rows into a table that was merged before.

    Args:
        before: Rows x ``arrow_schema(table)``.
        parts: Rows x ``part_schema(table)`` of the components that come later.
        table: The table they are for.
        coordinates: Text, alignment and segments of every document that has rows.
        numbers: How rows of other tables were renumbered, for columns that refer to them.

    Returns:
        The new table, and how rows were renumbered; those that had been merged before stand
        under ``MERGED`` as their maker.
    """
    schema = part_schema(table)
    kept = before.append_column("part", pa.repeat(pa.scalar(""), before.num_rows))
    kept = _numbered_by(kept.select(schema.names).cast(schema).drop_columns(["part"]), MERGED)
    added = _refer(pa.concat_tables(parts).drop_columns(["part"]), table, numbers or {})
    added = _numbered_by(added, added["component"])
    return _finish(pa.concat_tables([kept, added]), table, coordinates)


def follow(rows: pa.Table, table: type[Table], target: str, numbers: Renumbering) -> pa.Table:
    """Renumber the references of a merged table to another one that was extended."""
    names = [name for name, to in column_references(table).items() if to == target]
    owners = rows[owner_column(table)].to_pylist()
    for name in names:
        cells = _mapped(rows[name], [MERGED] * len(owners), owners, numbers)
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), cells)
    return rows


def renumbered(earlier: Renumbering, numbers: Renumbering) -> Renumbering:
    """Return what components called rows after a merged table was merged anew.

    Args:
        earlier: How rows were renumbered before.
        numbers: What the new merge did; what the earlier one gave stands under ``MERGED``.
    """
    kept = {
        key: numbers[MERGED, key[1], dense]
        for key, dense in earlier.items()
        if dense is not None and (MERGED, key[1], dense) in numbers
    }
    # A reference to a row that is gone must not be taken for the id of somebody else's row.
    gone = dict.fromkeys(earlier.keys() - kept.keys())
    return {**gone, **kept, **numbers}


def refine_rows(
    before: pa.Table,
    given: pa.Table,
    table: type[Table],
    coordinates: Mapping[str, Coordinates],
) -> tuple[pa.Table, Renumbering, Counter[str], Counter[str]]:
    """Put what a refiner gave in the place of the rows that it was given.

    Args:
        before: The rows that the refiner was given, with their ids.
        given: Rows x ``part_schema(table)``: rows with an id are rows of ``before``, changed or
            not, and keep their maker; rows without one are new.
        table: The table they are for.
        coordinates: Text, alignment and segments of every document that has rows.

    Returns:
        The new table; how its rows were renumbered, under ``MERGED``; the rows refined away and
        the rows added, both by who made them.
    """
    numbered = _numbered_by(given.drop_columns(["part"]), MERGED)
    rows, numbers = _finish(numbered, table, coordinates)
    old, new = _makers(before, table), _makers(given, table)
    if id_column(table) is None:
        was, now = Counter(old.values()), Counter(new.values())
        return rows, numbers, was - now, now - was
    refined = Counter(maker for key, maker in old.items() if key not in new)
    added = Counter(maker for key, maker in new.items() if key not in old)
    return rows, numbers, refined, added


def _makers(rows: pa.Table, table: type[Table]) -> dict[object, str]:
    """Return who made each row, by its owner and id; rows without an id count one by one."""
    number = id_column(table)
    ids = rows[number].to_pylist() if number else [None] * rows.num_rows
    owners = rows[owner_column(table)].to_pylist()
    keys = (
        (owner, own) if own is not None else (owner, None, place)
        for place, (owner, own) in enumerate(zip(owners, ids, strict=True))
    )
    return dict(zip(keys, rows["component"].to_pylist(), strict=True))


def repeated_id(given: pa.Table, table: type[Table]) -> int | None:
    """Return an id that a refiner gives to two rows of a document, if there is one."""
    number = id_column(table)
    if number is None or number not in given.column_names:
        return None
    keys = zip(given[owner_column(table)].to_pylist(), given[number].to_pylist(), strict=True)
    seen = Counter(key for key in keys if key[1] is not None)
    return next((own for (_, own), count in seen.items() if count > 1), None)


def restore_makers(before: pa.Table, given: pa.Table, table: type[Table]) -> pa.Table:
    """Complete what a refiner gave from the rows that it was given.

    Columns that the refiner left out, and who made a row, are taken from the row with the same id.

    Args:
        before: The rows that the refiner was given.
        given: Rows x any columns of the table; without an id column all rows are new.
        table: The table they are for.
    """
    number = id_column(table)
    if number is None or number not in given.column_names:
        return given
    owner = owner_column(table)
    old = zip(before[owner].to_pylist(), before[number].to_pylist(), strict=True)
    places = {key: position for position, key in enumerate(old)}
    wanted = zip(given[owner].to_pylist(), given[number].to_pylist(), strict=True)
    positions = pa.array([places.get(key) for key in wanted], pa.int64())
    columns = {name: given[name] for name in given.column_names}
    for field in part_schema(table):
        is_makers = field.name in ("component", "component_version")
        if field.name in before.column_names and (is_makers or field.name not in columns):
            columns[field.name] = before[field.name].take(positions)
    engine_made = set(column_roles(table)) - {number, "doc_id", "component", "component_version"}
    return pa.table({name: cells for name, cells in columns.items() if name not in engine_made})


def _numbered_by(rows: pa.Table, makers: pa.ChunkedArray | str) -> pa.Table:
    """Add a column that tells in whose counting the rows' numbers are meant."""
    if isinstance(makers, str):
        makers = pa.repeat(pa.scalar(makers), rows.num_rows)
    return rows.append_column(pa.field(_NUMBERED_BY, pa.string()), makers)


def _finish(
    rows: pa.Table, table: type[Table], coordinates: Mapping[str, Coordinates]
) -> tuple[pa.Table, Renumbering]:
    """Sort the rows, number them, and add what the engine knows about each."""
    rows = _sorted(rows, table)
    roles = column_roles(table)
    owners = rows[owner_column(table)].to_pylist() if rows.num_rows else []
    numbers = _dense(owners)
    columns: dict[str, Any] = {name: rows[name] for name in rows.column_names}
    number = id_column(table)
    renumbering: dict[tuple[str, str, int], int | None] = {}
    if number is not None:
        makers = rows[_NUMBERED_BY].to_pylist()
        called = rows[number].to_pylist()
        for maker, owner, own, dense in zip(makers, owners, called, numbers, strict=True):
            if own is not None:
                renumbering[maker, owner, own] = dense
        columns[number] = pa.array(numbers, pa.int32())
        for name, target in column_references(table).items():
            if target == info_of(table).name:
                columns[name] = _mapped(columns[name], makers, owners, renumbering)
    if has_span(table) or is_anchored(table):
        columns.update(_placed(rows, table, coordinates))
    if Role.PARENT in roles.values():
        parent = next(name for name, role in roles.items() if role is Role.PARENT)
        columns[parent] = _parents(rows, owners, numbers)
    schema = arrow_schema(table)
    return pa.table([columns[name] for name in schema.names], schema=schema), renumbering


def _sorted(rows: pa.Table, table: type[Table]) -> pa.Table:
    """Sort by owner, place (outer spans first), maker, and the order in which rows were given."""
    rows = rows.append_column(_NUMBER, pa.array(range(rows.num_rows), pa.int64()))
    order = [(name, "ascending") for name in info_of(table).keys]
    if has_span(table):
        order += [("clean_start", "ascending"), ("clean_end", "descending")]
    order += [("component", "ascending"), (_NUMBER, "ascending")]
    return rows.sort_by(order).drop_columns([_NUMBER])


def _dense(owners: Iterable[str]) -> list[int]:
    numbers: list[int] = []
    previous: str | None = None
    number = 0
    for owner in owners:
        number = number + 1 if owner == previous else 0
        previous = owner
        numbers.append(number)
    return numbers


def _placed(
    rows: pa.Table, table: type[Table], coordinates: Mapping[str, Coordinates]
) -> dict[str, pa.Array]:
    """Compute text, raw offsets and segment of each row from its clean offsets."""
    ids = rows["doc_id"].to_pylist()
    starts = rows["clean_start"].to_pylist()
    ends = rows["clean_end"].to_pylist()
    texts: list[str] = []
    raw: list[tuple[int | None, int | None]] = []
    segments: list[int | None] = []
    roles = column_roles(table)
    wants_segment = next((name for name, role in roles.items() if role is Role.SEGMENT), None)
    for doc_id, start, end in zip(ids, starts, ends, strict=True):
        if start is None or end is None:
            raw.append((None, None))
            continue
        place = coordinates[doc_id]
        texts.append(place.text[start:end])
        raw.append(place.alignment.raw_span(start, end) or (None, None))
        if wants_segment:
            segments.append(place.innermost_segment(start, end))
    columns = {
        "raw_start": pa.array([start for start, _ in raw], pa.int32()),
        "raw_end": pa.array([end for _, end in raw], pa.int32()),
    }
    if has_span(table):
        columns["text"] = pa.array(texts, pa.string())
    if wants_segment:
        columns[wants_segment] = pa.array(segments, pa.int32())
    return columns


def _parents(rows: pa.Table, owners: Sequence[str], numbers: Sequence[int]) -> pa.Array:
    """Find the innermost earlier row around each row; rows are sorted outer ones first."""
    parents: list[int | None] = []
    open_rows: list[tuple[int, int]] = []
    spans = zip(rows["clean_start"].to_pylist(), rows["clean_end"].to_pylist(), strict=True)
    previous: str | None = None
    for owner, number, (start, end) in zip(owners, numbers, spans, strict=True):
        if owner != previous:
            open_rows, previous = [], owner
        while open_rows and open_rows[-1][0] <= start:
            open_rows.pop()
        around = [row for row in open_rows if row[0] >= end]
        parents.append(around[-1][1] if around else None)
        open_rows.append((end, number))
    return pa.array(parents, pa.int32())


def _refer(rows: pa.Table, table: type[Table], numbers: Mapping[str, Renumbering]) -> pa.Table:
    """Renumber references to rows of other tables that the same component numbered itself."""
    for name, target in column_references(table).items():
        if target == info_of(table).name or not numbers.get(target):
            continue
        owners = rows[owner_column(table)].to_pylist()
        makers = rows["component"].to_pylist()
        cells = _mapped(rows[name], makers, owners, numbers[target])
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), cells)
    return rows


def _mapped(
    cells: pa.ChunkedArray, makers: Sequence[str], owners: Sequence[str], numbers: Renumbering
) -> pa.Array:
    """Replace row numbers.

    A number that its maker never gave to a row is the id of somebody else's row and stays; one
    that a merge gave and that is no longer there belonged to a row that is gone.
    """

    def one(maker: str, owner: str, number: int) -> int | None:
        return numbers.get((maker, owner, number), None if maker == MERGED else number)

    mapped: list[object] = []
    for maker, owner, cell in zip(makers, owners, cells.to_pylist(), strict=True):
        if isinstance(cell, list):
            found = [one(maker, owner, number) for number in cell]
            mapped.append([number for number in found if number is not None])
        else:
            mapped.append(None if cell is None else one(maker, owner, cell))
    return pa.array(mapped, cells.type)


def spans_outside(rows: pa.Table, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the documents in which a span lies outside the text, with the first such span.

    Args:
        rows: Rows with ``doc_id``, ``clean_start`` and ``clean_end``.
        texts: The text of each document that the spans count in.
    """
    outside: dict[str, str] = {}
    columns = (rows[name].to_pylist() for name in ("doc_id", "clean_start", "clean_end"))
    for doc_id, start, end in zip(*columns, strict=True):
        if start is None and end is None:
            continue
        if start is None or end is None or not 0 <= start < end <= len(texts[doc_id]):
            outside.setdefault(
                doc_id, f"span {start}:{end} of a text of {len(texts[doc_id])} code points"
            )
    return outside


def rows_of(table: pa.Table, column: str, owners: Iterable[str]) -> pa.Table:
    """Return the rows whose ``column`` is one of ``owners``."""
    return table.filter(pc.is_in(table[column], value_set=pa.array(list(owners), pa.string())))
