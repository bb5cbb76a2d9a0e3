"""The corpus step: taggers that look at all documents at once."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from opsonin.components.component import Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import StageError, TableError
from opsonin.stages.calling import Counts
from opsonin.stages.keeping import Kept, kept_rows
from opsonin.stages.merging import as_part
from opsonin.stages.uniting import (
    Parts,
    Places,
    Standing,
    check_alone,
    differing,
    unite,
    unite_changed,
)
from opsonin.tables.model import Table, info_of
from opsonin.tables.parts import ENGINE_COLUMNS, PART, complete
from opsonin.tables.validation import check_part


@dataclass(frozen=True, slots=True)
class CorpusStep:
    """One corpus tagger, ready to be called.

    Attributes:
        tagger: The component.
        context: What it is told.
        cached: Its rows by table name from an earlier run; None when it has to be called.
        earlier: Its rows by table name from an earlier run, as far as they are about documents
            that have not changed since. It may use them to save work.
        kept: What stands in its place if it fails; None when its failure ends the run.
    """

    tagger: Tagger[Any]
    context: Context[Any]
    cached: Mapping[str, pa.Table] | None = None
    earlier: Mapping[str, pa.Table] = field(default_factory=dict)
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Corpora:
    """What the corpus taggers have given.

    Attributes:
        tables: The rows of all owners whose rows are not as they stood, by table name.
        owners: Those owners, with those that have no rows any more.
        counts: The account of each tagger.
        failures: Taggers that failed, with what they raised or what is wrong with their rows.
    """

    tables: Mapping[str, pa.Table]
    owners: AbstractSet[str]
    counts: Mapping[str, Counts]
    failures: Mapping[str, Exception] = field(default_factory=dict)


def tag_corpus(
    documents: Documents,
    steps: Sequence[CorpusStep],
    coordinates: Places,
    tables: Mapping[str, type[Table]],
    standing: Standing | None = None,
) -> Corpora:
    """Run the corpus taggers and merge what they give.

    A tagger that may fail and does so leaves what stood of its rows. Those that come after it read
    these as they read any others: what they give belongs to the tables that it is committed with.

    Args:
        documents: All documents, their texts and tables loaded on demand.
        steps: The corpus taggers in their order.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        tables: Model of every table by name.
        standing: What stands already; nothing when left out.

    Raises:
        TableError: A tagger that must not fail breaks the contract of a table. A corpus tagger
            has no single document to reject.
        StageError: A tagger that must not fail has raised.
    """
    standing = standing or Standing()
    filled = {name for step in steps for name in step.tagger.fills}
    parts: dict[str, list[pa.Table]] = {name: [] for name in (*filled, *standing.tables)}
    counts: dict[str, Counts] = {}
    failures: dict[str, Exception] = {}
    for number, step in enumerate(steps):
        fresh = _fresh(step, steps[:number], parts, tables, coordinates)
        own = {n: rows for n, rows in step.earlier.items() if n not in step.tagger.needs}
        account = counts.setdefault(step.tagger.name, Counts(documents_in=len(documents)))
        started = time.perf_counter()
        try:
            found = _rows(documents.with_tables({**fresh, **own}), step, tables)
            _check_kept(step, found, standing, tables, coordinates)
        except (StageError, TableError) as error:
            if step.kept is None:
                raise
            failures[step.tagger.name] = error
            found = _stood(step, step.kept, fresh, standing, tables)
        for name, rows in found.items():
            account.rows_emitted += rows.num_rows
            parts[name].append(rows)
        is_called = step.cached is None and step.tagger.name not in failures
        account.documents_cached = 0 if is_called else len(documents)
        account.seconds = time.perf_counter() - started
    united, owners = unite_changed(parts, standing, tables, coordinates, _unchecked(steps))
    return Corpora(united, owners, counts, failures)


def _fresh(
    step: CorpusStep,
    earlier: Sequence[CorpusStep],
    parts: Parts,
    tables: Mapping[str, type[Table]],
    coordinates: Places,
) -> dict[str, pa.Table]:
    """Return what the taggers before one have filled, if it reads that: the store lacks it yet."""
    before = {name for one in earlier for name in one.tagger.fills}
    if not before & {*step.tagger.needs}:
        return {}
    united = unite(parts, tables, coordinates, _unchecked(earlier))
    return {name: rows for name, rows in united.items() if name in before}


def _unchecked(steps: Sequence[CorpusStep]) -> list[Tagger[Any]]:
    """Return the taggers whose spans nobody has compared with the texts yet."""
    return [step.tagger for step in steps if step.cached is None and step.kept is None]


def _check_kept(
    step: CorpusStep,
    found: Mapping[str, pa.Table],
    standing: Standing,
    tables: Mapping[str, type[Table]],
    coordinates: Places,
) -> None:
    """Check what a tagger that may fail gave, while it can still be left out."""
    if step.cached is None and step.kept is not None:
        stood = Standing(step.kept.tables, standing.changed)
        check_alone(step.tagger, found, stood, tables, coordinates)


def _stood(
    step: CorpusStep,
    kept: Kept,
    fresh: Mapping[str, pa.Table],
    standing: Standing,
    tables: Mapping[str, type[Table]],
) -> dict[str, pa.Table]:
    """Return what stays of a tagger's rows: those that rest on nothing that has changed."""
    changed: set[str] = set()
    for name in ({*step.tagger.needs} & {*fresh}) - {*step.tagger.fills}:
        was = standing.tables.get(name, fresh[name].schema.empty_table())
        changed |= differing(fresh[name], was, tables[name])
    stood = kept_rows(kept, tables, changed)
    return {name: _part_of(step.tagger, rows, tables[name]) for name, rows in stood.items()}


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
            problem = "It gives rows of a table that it does not declare in fills."
            raise TableError(problem, component=who, table=str(name))
        checked[name] = _checked(rows, tagger, tables[name], who)
    return checked


def _checked(rows: object, tagger: Tagger[Any], table: type[Table], who: str) -> pa.Table:
    if not isinstance(rows, pa.Table):
        problem = f"It gives a {type(rows).__name__}, expected a pyarrow.Table."
        raise TableError(problem, component=who, table=info_of(table).name)
    taken = sorted(ENGINE_COLUMNS.intersection(rows.column_names))
    if taken:
        problem = "It gives a column that the engine fills."
        raise TableError(problem, component=who, table=info_of(table).name, column=taken[0])
    try:
        given = complete(rows, table, part=tagger.name, version=tagger.version)
        return check_part(given, table, component=who)
    except TableError:
        raise
    # Such as bytes that are no UTF-8, or two columns of one name.
    except Exception as error:
        problem = f"{type(error).__name__}: {error}."
        raise TableError(problem, component=who, table=info_of(table).name) from error


def _part_of(tagger: Tagger[Any], rows: pa.Table, table: type[Table]) -> pa.Table:
    part = pa.repeat(pa.scalar(tagger.name), rows.num_rows)
    return as_part(rows, table).set_column(0, PART, part)


def _called(documents: Documents, step: CorpusStep) -> dict[str, Any]:
    try:
        return dict(step.tagger.tag(documents, step.context))
    except Exception as error:
        raise StageError(
            f"{type(error).__name__}: {error}.",
            where=f"corpus tagger {step.tagger.name} {step.tagger.version}",
            remedy="Mend the component, or leave it out with `disabled` in opsonin.toml.",
        ) from error
