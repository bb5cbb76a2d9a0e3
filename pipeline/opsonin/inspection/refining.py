"""Says which refiners have changed a row since its component gave it, and what they changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow.compute as pc

from opsonin.store.store import Store
from opsonin.tables.cells import readable_rows
from opsonin.tables.model import id_column
from opsonin.tables.parts import part_name

Row = Mapping[str, Any]

#: Columns that a refiner leaves alone, so that by them a row is known again.
_PLACE = ("clean_start", "clean_end", "component")
#: Columns that say whose result a row belongs to, not what it says.
_OURS = frozenset({"part", "doc_id", "component", "component_version"})


@dataclass(frozen=True, slots=True)
class Refinement:
    """What a refiner has changed in a row.

    Attributes:
        component: The refiner.
        component_version: Its version.
        was: The cells that were different before.
        now: The same cells after it.
    """

    component: str
    component_version: str
    was: Mapping[str, object]
    now: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _State:
    """All rows of a table after a tagger; of one that is no refiner nobody needs to know."""

    component: str
    version: str
    rows: Sequence[Row]


def refinements_of(
    store: Store, doc_id: str, table: str, rows: Sequence[Row]
) -> list[tuple[Refinement, ...]]:
    """Return what refiners have changed in each of some rows of a document, in their order.

    The store keeps what every component gave: a refiner's part are all rows of the table as it
    left them. Ids of rows are given anew each time, so that a row is known by its place, its
    maker, and the cells that it shares.

    Args:
        store: The data folder.
        doc_id: The document.
        table: The table.
        rows: Rows as the snapshot has them.
    """
    states = list(_states(store, doc_id, table)) if rows else []
    if len(states) < 2:  # noqa: PLR2004 - what was given, and what a refiner made of it
        return [()] * len(rows)
    number = id_column(store.tables[table])
    return [_walked(row, states, number) for row in rows]


def _walked(row: Row, states: Sequence[_State], number: str | None) -> tuple[Refinement, ...]:
    found: list[Refinement] = []
    current = _same(row, states[-1].rows)
    for before, after in zip(states[-2::-1], states[:0:-1], strict=True):
        was = None if current is None else _same(current, before.rows)
        if current is None or was is None:
            break
        changed = [
            name
            for name in current
            if name not in {*_OURS, number} and current[name] != was.get(name)
        ]
        if changed:
            found.append(
                Refinement(
                    after.component,
                    after.version,
                    {name: was.get(name) for name in changed},
                    {name: current[name] for name in changed},
                )
            )
        current = was
    return tuple(reversed(found))


def _same(row: Row, others: Sequence[Row]) -> Row | None:
    """Return the row at the same place and of the same maker that shares most cells."""
    near = [one for one in others if all(one.get(name) == row.get(name) for name in _PLACE)]
    return max(near, key=lambda one: sum(row.get(name) == one[name] for name in one), default=None)


def _states(store: Store, doc_id: str, table: str) -> Iterator[_State]:
    """Yield what taggers gave together, then the table after each of its refiners."""
    results = store.results([doc_id]).get(doc_id, {})
    given: list[Row] = []
    refined: list[_State] = []
    for name, version in _taggers(store):
        if name not in results:
            continue
        rows = _part(store, doc_id, table, name, results[name].shard)
        if any(row["component"] != name for row in rows):
            refined.append(_State(name, version, rows))
        else:
            given += rows
    yield _State("", "", given)
    yield from refined


def _taggers(store: Store) -> list[tuple[str, str]]:
    """Return the taggers of the newest run in their order, each with its version."""
    runs = store.scan("runs", ["finished_at", "configuration"]).sort_by("finished_at")
    if not runs.num_rows:
        return []
    newest = orjson.loads(runs["configuration"][-1].as_py())
    return [(one["name"], one["version"]) for one in newest["taggers"]]


def _part(store: Store, doc_id: str, table: str, component: str, shard: str) -> list[Row]:
    name = part_name(table)
    rows: list[Row] = []
    for ref in store.shard_files([shard]).get(shard, {}).get(name, ()):
        found = store.read(name, ref.file)
        own = pc.and_(pc.equal(found["doc_id"], doc_id), pc.equal(found["part"], component))
        rows += readable_rows(found.filter(own))
    return rows
