"""Brings the rows of corpus taggers together in their tables, as far as they are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Tagger
from opsonin.errors import TableError
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.merging import (
    as_part,
    merge_parts,
    owner_column,
    refer,
    rows_of,
    spans_outside,
)
from opsonin.stages.numbering import Renumbering
from opsonin.tables.digest import owner_digests
from opsonin.tables.model import Table, arrow_schema, column_references, info_of
from opsonin.tables.parts import has_span, part_schema
from opsonin.tables.validation import check_table

#: Where coordinates of documents come from.
Places = Callable[[Sequence[str]], Coordinates]
#: Rows x ``part_schema`` of each table, by its name.
Parts = Mapping[str, Sequence[pa.Table]]


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
    coordinates: Places,
    unchecked: Collection[Tagger[Any]] = (),
) -> tuple[dict[str, pa.Table], set[str]]:
    """Merge the rows of the owners whose rows are not as they stand.

    Args:
        parts: What was given, for every table that stands as well.
        standing: What stands.
        tables: Model of every table by name.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        unchecked: Taggers whose spans have not been compared with the texts.

    Returns:
        Rows x ``arrow_schema`` by table name; and those owners, with those that have no rows any
        more.

    Raises:
        TableError: A span lies outside its text, or is about a document that is not there.
    """
    owners = changed_owners(parts, standing, tables, coordinates([]))
    new = {
        name: [rows_of(rows, owner_column(tables[name]), owners) for rows in parts[name]]
        for name in parts
    }
    return unite(new, tables, coordinates, unchecked), owners


def changed_owners(
    parts: Parts,
    standing: Standing,
    tables: Mapping[str, type[Table]],
    places: Coordinates,
) -> set[str]:
    """Return the owners whose rows are not as they stand, in any of the tables.

    Args:
        parts: What was given.
        standing: What stands.
        tables: Model of every table by name.
        places: Those of no document: rows that have a place are not placed here.
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
            now, numbers[name] = merge_parts(parts[name], table, places, numbers)
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
    coordinates: Places,
    unchecked: Collection[Tagger[Any]] = (),
) -> dict[str, pa.Table]:
    """Merge tables, those that others refer to first.

    Args:
        parts: What was given.
        tables: Model of every table by name.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        unchecked: Taggers whose spans have not been compared with the texts.

    Raises:
        TableError: A span lies outside its text, or is about a document that is not there.
    """
    spans = [name for name in parts if has_span(tables[name])]
    ids = {
        doc_id for name in spans for rows in parts[name] for doc_id in rows["doc_id"].to_pylist()
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
        merged[name], numbers[name] = merge_parts(parts[name], tables[name], places, numbers)
    return merged


def check_alone(
    tagger: Tagger[Any],
    rows: Mapping[str, pa.Table],
    standing: Standing,
    tables: Mapping[str, type[Table]],
    coordinates: Places,
) -> None:
    """Make sure that what one tagger gave makes sound tables, as far as it is new.

    Args:
        tagger: Who gave it.
        rows: Rows x ``part_schema`` by table name.
        standing: The tagger's own rows that stand; they were sound.
        tables: Model of every table by name.
        coordinates: Gives text, alignment and segments of the documents that have rows.

    Raises:
        TableError: A row breaks the contract, is about a text that is not there, or refers to a
            row that the tagger does not give.
    """
    parts = {name: [rows[name]] if name in rows else [] for name in {*rows, *standing.tables}}
    united, _ = unite_changed(parts, standing, tables, coordinates, [tagger])
    for name, merged in united.items():
        check_table(merged, tables[name])
        for column, target in column_references(tables[name]).items():
            if target in tagger.fills and target in united:
                owners = united[target][owner_column(tables[target])].to_pylist()
                _check_references(merged, column, tables[name], Counter(owners), tagger)


def _referred_first(names: Collection[str], tables: Mapping[str, type[Table]]) -> list[str]:
    """Sort tables: those that others refer to before them."""

    def referred(name: str) -> int:
        return len(set(column_references(tables[name]).values()) & set(names))

    return sorted(names, key=lambda name: (referred(name), name))


def _check_places(
    rows: pa.Table, tagger: Tagger[Any], table: type[Table], places: Coordinates
) -> None:
    """Check that spans lie inside the texts of documents that are there."""
    missing = rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=places.ids)))
    problems = dict.fromkeys(
        missing["doc_id"].to_pylist(), "It is about a document that is not there."
    )
    if not problems:
        outside = spans_outside(rows, places)
        problems = {one: f"It gives {detail}." for one, detail in outside.items()}
    for doc_id, problem in problems.items():
        raise TableError(
            problem,
            component=f"{tagger.name} {tagger.version}",
            table=info_of(table).name,
            column="doc_id",
            example=doc_id,
        )


def _check_references(
    rows: pa.Table, column: str, table: type[Table], n_rows: Counter[str], tagger: Tagger[Any]
) -> None:
    """Check that a column refers to rows that the same owner has, of which so many are given."""
    owners = rows[owner_column(table)].to_pylist()
    for owner, cell in zip(owners, rows[column].to_pylist(), strict=True):
        for number in _numbers(cell):
            if not 0 <= number < n_rows[owner]:
                raise TableError(
                    f"It refers to row {number} of {owner}, which it does not give.",
                    component=f"{tagger.name} {tagger.version}",
                    table=info_of(table).name,
                    column=column,
                    example=str(number),
                )


def _numbers(cell: Any) -> Iterator[int]:
    if isinstance(cell, list):
        yield from cell
    elif cell is not None:
        yield cell
