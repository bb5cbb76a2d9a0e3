"""The corpus step: taggers that look at all documents at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import StageError, TableError
from opsonin.stages.calling import Counts
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
from opsonin.tables.parts import PART, complete, has_span, part_schema
from opsonin.tables.validation import check_part

#: Where coordinates of documents come from.
Places = Callable[[Sequence[str]], Coordinates]


@dataclass(frozen=True, slots=True)
class CorpusStep:
    """One corpus tagger, ready to be called.

    Attributes:
        tagger: The component.
        context: What it is told.
        cached: Its rows by table name from an earlier run; None when it has to be called.
        earlier: Its rows by table name from an earlier run, as far as they are about documents
            that have not changed since. It may use them to save work.
    """

    tagger: Tagger[Any]
    context: Context[Any]
    cached: Mapping[str, pa.Table] | None = None
    earlier: Mapping[str, pa.Table] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the tables that corpus taggers fill.

    Attributes:
        tables: Their rows by table name, as they were merged.
        changed: Documents whose text or segments are new: rows about them are placed anew.
    """

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    changed: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Corpora:
    """What the corpus taggers have given.

    Attributes:
        tables: The rows of all owners whose rows are not as they stood, by table name.
        owners: Those owners, with those that have no rows any more.
        counts: The account of each tagger.
    """

    tables: Mapping[str, pa.Table]
    owners: AbstractSet[str]
    counts: Mapping[str, Counts]


def tag_corpus(
    documents: Documents,
    steps: Sequence[CorpusStep],
    coordinates: Places,
    tables: Mapping[str, type[Table]],
    standing: Standing | None = None,
) -> Corpora:
    """Run the corpus taggers and merge what they give.

    Args:
        documents: All documents, their texts and tables loaded on demand.
        steps: The corpus taggers in their order.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        tables: Model of every table by name.
        standing: What stands already; nothing when left out.

    Raises:
        TableError: A tagger breaks the contract of a table. A corpus tagger has no single
            document to reject.
    """
    standing = standing or Standing()
    parts: dict[str, list[pa.Table]] = {name: [] for step in steps for name in step.tagger.fills}
    counts: dict[str, Counts] = {}
    for number, step in enumerate(steps):
        before = {name for one in steps[:number] for name in one.tagger.fills}
        # What the taggers before it have filled is not in the store yet.
        reads = before & {*step.tagger.needs}
        fresh = _merged(parts, steps[:number], tables, coordinates) if reads else {}
        own = {n: rows for n, rows in step.earlier.items() if n not in step.tagger.needs}
        given = documents.with_tables({**{n: fresh[n] for n in before & {*fresh}}, **own})
        account = counts.setdefault(step.tagger.name, Counts(documents_in=len(documents)))
        started = time.perf_counter()
        for name, rows in _rows(given, step, tables).items():
            account.rows_emitted += rows.num_rows
            parts[name].append(rows)
        account.documents_cached = len(documents) if step.cached is not None else 0
        account.seconds = time.perf_counter() - started
    parts = {**{name: [] for name in standing.tables}, **parts}
    owners = changed_owners(parts, standing, tables, coordinates([]))
    new = {
        name: [rows_of(rows, owner_column(tables[name]), owners) for rows in parts[name]]
        for name in parts
    }
    return Corpora(_merged(new, steps, tables, coordinates), owners, counts)


def changed_owners(
    parts: Mapping[str, Sequence[pa.Table]],
    standing: Standing,
    tables: Mapping[str, type[Table]],
    places: Coordinates,
) -> set[str]:
    """Return the owners whose rows are not as they stand, in any of the tables.

    Args:
        parts: Rows x ``part_schema`` of each table.
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
        keys = info_of(table).keys
        sides = ({*owner_digests(rows, keys)} for rows in (now, was))
        found |= {owner for owner, _, _ in set.symmetric_difference(*sides)}
        if has_span(table) and standing.changed:
            changed = pa.array(sorted(standing.changed), pa.string())
            about = now.filter(pc.is_in(now["doc_id"], value_set=changed))
            found |= {*about[keys[0]].to_pylist()}
    return found


def _referred_first(names: Collection[str], tables: Mapping[str, type[Table]]) -> list[str]:
    """Sort tables: those that others refer to before them."""

    def referred(name: str) -> int:
        return len(set(column_references(tables[name]).values()) & set(names))

    return sorted(names, key=lambda name: (referred(name), name))


def _rows(
    documents: Documents, step: CorpusStep, tables: Mapping[str, type[Table]]
) -> dict[str, pa.Table]:
    tagger = step.tagger
    if step.cached is not None:
        return {name: _part_of(tagger, rows, tables[name]) for name, rows in step.cached.items()}
    who = f"{tagger.name} {tagger.version}"
    checked = {}
    for name, rows in _called(documents, step).items():
        if name not in tagger.fills:
            raise TableError(
                "It gives rows of a table that it does not declare in fills.",
                component=who,
                table=name,
            )
        given = complete(rows, tables[name], part=tagger.name, version=tagger.version)
        checked[name] = check_part(given, tables[name], component=who)
    return checked


def _part_of(tagger: Tagger[Any], rows: pa.Table, table: type[Table]) -> pa.Table:
    part = pa.repeat(pa.scalar(tagger.name), rows.num_rows)
    return as_part(rows, table).set_column(0, PART, part)


def _called(documents: Documents, step: CorpusStep) -> dict[str, pa.Table]:
    try:
        return dict(step.tagger.tag(documents, step.context))
    except Exception as error:
        raise StageError(
            f"{type(error).__name__}: {error}.",
            where=f"corpus tagger {step.tagger.name} {step.tagger.version}",
            remedy="Mend the component, or leave it out with `disabled` in opsonin.toml.",
        ) from error


def _merged(
    parts: Mapping[str, Sequence[pa.Table]],
    steps: Sequence[CorpusStep],
    tables: Mapping[str, type[Table]],
    coordinates: Places,
) -> dict[str, pa.Table]:
    """Merge tables, those that others refer to first.

    Raises:
        TableError: A span lies outside its text, or is about a document that is not there.
    """
    ids = {
        doc_id
        for name, given in parts.items()
        if has_span(tables[name])
        for rows in given
        for doc_id in rows["doc_id"].to_pylist()
    }
    places = coordinates(sorted(ids))
    for step in steps:
        for name in step.tagger.fills:
            if step.cached is None and has_span(tables[name]):
                for rows in parts[name]:
                    mine = rows.filter(pc.equal(rows["part"], step.tagger.name))
                    _check_places(mine, step, tables[name], places)
    merged: dict[str, pa.Table] = {}
    numbers: dict[str, Renumbering] = {}
    for name in _referred_first(parts, tables):
        merged[name], numbers[name] = merge_parts(parts[name], tables[name], places, numbers)
    return merged


def _check_places(
    rows: pa.Table, step: CorpusStep, table: type[Table], places: Coordinates
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
            component=f"{step.tagger.name} {step.tagger.version}",
            table=info_of(table).name,
            column="doc_id",
            example=doc_id,
        )
