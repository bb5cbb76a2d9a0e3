"""Brings the rows of corpus taggers together in their tables, as far as they are new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Tagger
from opsonin.errors import TableError
from opsonin.stages.coordinates import Places, column_ints
from opsonin.stages.merging import as_part, merge_parts, owner_column, refer, rows_of
from opsonin.stages.numbering import Renumbering
from opsonin.stages.placing import spans_outside
from opsonin.tables.digest import owner_digests
from opsonin.tables.model import (
    Table,
    arrow_schema,
    column_references,
    id_column,
    info_of,
)
from opsonin.tables.parts import has_span, part_schema
from opsonin.tables.validation import check_table

#: Where coordinates of documents come from.
Locate = Callable[[Sequence[str]], Places]
#: Rows x ``part_schema`` of each table, by its name.
Parts = Mapping[str, Sequence[pa.Table]]
#: How the rows of each table were numbered when a component read it, by component and table.
Readings = Mapping[str, Mapping[str, Renumbering]]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the tables that corpus taggers fill.

    Attributes:
        tables: Their rows by table name, as they were merged.
        changed: Documents whose text or segments are new: rows about them are placed anew.
    """

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    changed: AbstractSet[str] = frozenset()


def unite_changed(
    parts: Parts,
    standing: Standing,
    tables: Mapping[str, type[Table]],
    coordinates: Locate,
    unchecked: Collection[Tagger[Any]] = (),
    readings: Readings | None = None,
) -> tuple[dict[str, pa.Table], set[str]]:
    """Merge the rows of the owners whose rows are not as they stand.

    Args:
        parts: What was given, for every table that stands as well.
        standing: What stands.
        tables: Model of every table by name.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        unchecked: Taggers whose spans have not been compared with the texts.
        readings: What taggers have read of these tables, and may refer to.

    Returns:
        Rows x ``arrow_schema`` by table name; and those owners, with those that have no rows any
        more.

    Raises:
        TableError: A span lies outside its text, or is about a document that is not there.
    """
    owners = changed_owners(parts, standing, tables, coordinates([]), readings)
    new = {
        name: [rows_of(rows, owner_column(tables[name]), owners) for rows in parts[name]]
        for name in parts
    }
    united, _ = unite(new, tables, coordinates, unchecked, readings)
    return united, owners


def changed_owners(
    parts: Parts,
    standing: Standing,
    tables: Mapping[str, type[Table]],
    places: Places,
    readings: Readings | None = None,
) -> set[str]:
    """Return the owners whose rows are not as they stand, in any of the tables.

    Args:
        parts: What was given.
        standing: What stands.
        tables: Model of every table by name.
        places: Those of no document: rows that have a place are not placed here.
        readings: What taggers have read of these tables, and may refer to.
    """
    found: set[str] = set()
    numbers: dict[str, Renumbering] = {}
    for name in _referred_first(parts, tables):
        table = tables[name]
        was = standing.tables.get(name, arrow_schema(table).empty_table())
        if has_span(table):
            now = pa.concat_tables([part_schema(table).empty_table(), *parts[name]])
            now = refer(now, table, numbers).drop_columns(["part"])
            was = as_part(was, table).drop_columns(["part"])
        else:
            read = _of_table(name, readings)
            now, numbers[name] = merge_parts(parts[name], table, places, numbers, read)
        found |= differing(now, was, table)
        if has_span(table) and standing.changed:
            changed = pa.array(sorted(standing.changed), pa.string())
            about = now.filter(pc.is_in(now["doc_id"], value_set=changed))
            found |= {*about[owner_column(table)].to_pylist()}
    return found


def differing(now: pa.Table, was: pa.Table, table: type[Table]) -> set[str]:
    """Return the owners whose rows of one table are not the same in two states of it."""
    keys = info_of(table).keys
    sides = ({*owner_digests(rows, keys)} for rows in (now, was))
    return {owner for owner, _, _ in set.symmetric_difference(*sides)}


def unite(
    parts: Parts,
    tables: Mapping[str, type[Table]],
    coordinates: Locate,
    unchecked: Collection[Tagger[Any]] = (),
    readings: Readings | None = None,
) -> tuple[dict[str, pa.Table], dict[str, Renumbering]]:
    """Merge tables, those that others refer to first.

    Args:
        parts: What was given.
        tables: Model of every table by name.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        unchecked: Taggers whose spans have not been compared with the texts.
        readings: What taggers have read of these tables, and may refer to.

    Returns:
        Rows x ``arrow_schema``, and how they were renumbered, by table name.

    Raises:
        TableError: A span lies outside its text, or is about a document that is not there.
    """
    spans = [name for name in parts if has_span(tables[name])]
    ids = {
        doc_id
        for name in spans
        for rows in parts[name]
        for doc_id in pc.unique(rows["doc_id"]).to_pylist()
    }
    places = coordinates(sorted(ids))
    for tagger in unchecked:
        for name in spans:
            for rows in parts[name]:
                mine = rows.filter(pc.equal(rows["part"], tagger.name))
                _check_places(mine, tagger, tables[name], places)
    merged: dict[str, pa.Table] = {}
    numbers: dict[str, Renumbering] = {}
    for name in _referred_first(parts, tables):
        read = _of_table(name, readings)
        merged[name], numbers[name] = merge_parts(parts[name], tables[name], places, numbers, read)
    return merged, numbers


def _of_table(name: str, readings: Readings | None) -> dict[str, Renumbering]:
    return {who: read[name] for who, read in (readings or {}).items() if name in read}


def check_together(
    tagger: Tagger[Any],
    parts: Parts,
    standing: Standing,
    tables: Mapping[str, type[Table]],
    coordinates: Locate,
    readings: Readings,
) -> None:
    """Make sure that what one tagger gave makes sound tables, as far as it is new.

    Args:
        tagger: Who gave the last rows of each table.
        parts: Rows x ``part_schema`` by table name, with those of all taggers before it.
        standing: What stands; it is sound.
        tables: Model of every table by name.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        readings: What taggers have read of these tables, and may refer to.

    Raises:
        TableError: A row breaks the contract, or is about a text that is not there.
    """
    united, _ = unite_changed(parts, standing, tables, coordinates, [tagger], readings)
    for name in tagger.fills:
        check_table(united[name], tables[name])


def numbered(rows: pa.Table, table: type[Table]) -> pa.Table:
    """Return a component's rows, all with numbers, so that they can be told apart.

    Args:
        rows: Rows x ``part_schema(table)``; those without a number get one that is free.
        table: The table they are for.
    """
    name = id_column(table)
    if name is None or not rows[name].null_count:
        return rows
    own = column_ints(rows[name])
    is_free = rows[name].is_null().to_numpy(zero_copy_only=False).astype(np.bool_)
    # Numbers are 32 bits wide; the greatest ones are nobody's.
    free = np.iinfo(np.int32).max - np.arange(len(own))
    cells = pa.array(np.where(is_free, free, own).astype(np.int32), pa.int32())
    return rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), cells)


def _referred_first(names: Collection[str], tables: Mapping[str, type[Table]]) -> list[str]:
    """Sort tables: those that others refer to before them."""

    def referred(name: str) -> int:
        return len(set(column_references(tables[name]).values()) & set(names))

    return sorted(names, key=lambda name: (referred(name), name))


def _check_places(rows: pa.Table, tagger: Tagger[Any], table: type[Table], places: Places) -> None:
    """Check that spans lie inside the texts of documents that are there."""
    missing = rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=places.ids)))
    problems = dict.fromkeys(
        missing["doc_id"].to_pylist(), "It is about a document that is not there."
    )
    if not problems:
        outside = spans_outside(rows, table, places)
        problems = {one: f"It gives {detail}." for one, detail in outside.items()}
    for doc_id, problem in problems.items():
        raise TableError(
            problem,
            component=f"{tagger.name} {tagger.version}",
            table=info_of(table).name,
            column="doc_id",
            example=doc_id,
        )
