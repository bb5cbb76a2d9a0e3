"""The corpus step: taggers that look at all documents at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from opsonin.components.component import Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import StageError, StoreError, TableError
from opsonin.stages.calling import Counts
from opsonin.stages.judging import check_references
from opsonin.stages.keeping import Kept, kept_rows, whole_rows
from opsonin.stages.merging import as_part, owner_column
from opsonin.stages.numbering import Renumbering
from opsonin.stages.origins import told
from opsonin.stages.references import missing_row, named_documents
from opsonin.stages.uniting import (
    Locate,
    Standing,
    check_together,
    differing,
    numbered,
    unite,
    unite_changed,
)
from opsonin.tables.model import Table, arrow_schema, id_column, info_of
from opsonin.tables.parts import ENGINE_COLUMNS, complete
from opsonin.tables.validation import check_part

#: Returns how many rows of a table each of some documents has; those without are left out.
Count = Callable[[str, Sequence[str]], Mapping[str, int]]


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
        changed: The documents that have changed since ``earlier``; None if there was no such run.
    """

    tagger: Tagger[Any]
    context: Context[Any]
    cached: Mapping[str, pa.Table] | None = None
    earlier: Mapping[str, pa.Table] = field(default_factory=dict)
    kept: Kept | None = None
    changed: AbstractSet[str] | None = None


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
    coordinates: Locate,
    tables: Mapping[str, type[Table]],
    standing: Standing | None = None,
    count: Count | None = None,
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
        count: Counts the rows of documents, so that rows which evidence names are known to be
            there; when left out, they are not looked for.

    Raises:
        TableError: A tagger that must not fail breaks the contract of a table. A corpus tagger
            has no single document to reject.
        StageError: A tagger that must not fail has raised.
        StoreError: What a tagger asked for cannot be read.
    """
    standing = standing or Standing()
    filled = {name for step in steps for name in step.tagger.fills}
    work = _Work(
        {name: [] for name in (*filled, *standing.tables)}, coordinates, tables, standing, count
    )
    counts: dict[str, Counts] = {}
    failures: dict[str, Exception] = {}
    for number, step in enumerate(steps):
        fresh = _fresh(step, steps[:number], work)
        account = counts.setdefault(step.tagger.name, Counts(documents_in=len(documents)))
        started = time.perf_counter()
        try:
            found = _rows(_declared(documents, step, fresh, tables), step, work)
            _check_kept(step, found, work)
        except (StageError, TableError) as error:
            if step.kept is None:
                raise
            failures[step.tagger.name] = error
            found = _stood(step, step.kept, fresh, work)
        for name, rows in found.items():
            account.rows_emitted += rows.num_rows
            work.parts[name].append(rows)
        is_called = step.cached is None and step.tagger.name not in failures
        account.documents_cached = 0 if is_called else len(documents)
        account.seconds = time.perf_counter() - started
    united, owners = unite_changed(
        work.parts, standing, tables, coordinates, _unchecked(steps), work.readings
    )
    return Corpora(united, owners, counts, failures)


@dataclass(frozen=True, slots=True)
class _Work:
    """The rows of corpus taggers on their way into the tables."""

    parts: dict[str, list[pa.Table]]
    coordinates: Locate
    tables: Mapping[str, type[Table]]
    standing: Standing
    count: Count | None
    readings: dict[str, Mapping[str, Renumbering]] = field(default_factory=dict)


def _fresh(step: CorpusStep, earlier: Sequence[CorpusStep], work: _Work) -> dict[str, pa.Table]:
    """Return what the taggers before one have filled, if it reads that: the store lacks it yet."""
    before = {name for one in earlier for name in one.tagger.fills}
    if not before & {*step.tagger.needs}:
        return {}
    if step.cached is not None:
        # What it read then is what the taggers before it have given again.
        work.readings[step.tagger.name] = {
            name: _numbers_of(work.parts[name], work.tables[name]) for name in before
        }
        return {}
    united, numbers = unite(
        work.parts, work.tables, work.coordinates, _unchecked(earlier), work.readings
    )
    work.readings[step.tagger.name] = {name: numbers[name] for name in before}
    return {name: rows for name, rows in united.items() if name in before}


def _numbers_of(parts: Sequence[pa.Table], table: type[Table]) -> Renumbering:
    """Return the makers' numbers of rows that were taken out of a merged table."""
    number, owner = id_column(table), owner_column(table)
    if number is None or not parts:
        return Renumbering.none()
    rows = pa.concat_tables(parts)
    return Renumbering.of(rows["component"], rows[owner], rows[number], rows[number])


def _declared(
    documents: Documents,
    step: CorpusStep,
    fresh: Mapping[str, pa.Table],
    tables: Mapping[str, type[Table]],
) -> Documents:
    """Return the documents with the tables that a tagger has declared, and no others."""
    fills, needs = {*step.tagger.fills}, {*step.tagger.needs}
    given = {name: arrow_schema(tables[name]).empty_table() for name in fills}
    # Numbers in tables that others fill are not those that they were.
    given.update(whole_rows({**fresh, **step.earlier}, tables, fills - needs))
    given.update({name: rows for name, rows in fresh.items() if name in needs})
    return documents.with_tables(given, step.changed, names=fills | needs)


def _unchecked(steps: Sequence[CorpusStep]) -> list[Tagger[Any]]:
    """Return the taggers whose spans nobody has compared with the texts yet."""
    return [step.tagger for step in steps if step.cached is None and step.kept is None]


def _check_kept(step: CorpusStep, found: Mapping[str, pa.Table], work: _Work) -> None:
    """Check what a tagger that may fail gave, while it can still be left out."""
    if step.cached is None and step.kept is not None:
        parts = {name: list(rows) for name, rows in work.parts.items()}
        for name, rows in found.items():
            parts[name].append(rows)
        check_together(
            step.tagger, parts, work.standing, work.tables, work.coordinates, work.readings
        )


def _stood(
    step: CorpusStep, kept: Kept, fresh: Mapping[str, pa.Table], work: _Work
) -> dict[str, pa.Table]:
    """Return what stays of a tagger's rows: those that rest on nothing that has changed."""
    tables = work.tables
    changed: set[str] = set()
    for name in ({*step.tagger.needs} & {*fresh}) - {*step.tagger.fills}:
        was = work.standing.tables.get(name, fresh[name].schema.empty_table())
        changed |= differing(fresh[name], was, tables[name])
    stood = kept_rows(kept, tables, changed)
    # In a table that it both fills and reads, only its own rows are those that they were.
    own = {name: rows for name, rows in stood.items() if name in step.tagger.fills}
    stood = {**stood, **whole_rows(own, tables, own.keys())}
    return {name: as_part(rows, tables[name], step.tagger.name) for name, rows in stood.items()}


def _rows(documents: Documents, step: CorpusStep, work: _Work) -> dict[str, pa.Table]:
    tagger, tables = step.tagger, work.tables
    if step.cached is not None:
        return {
            name: as_part(rows, tables[name], tagger.name) for name, rows in step.cached.items()
        }
    who = f"{tagger.name} {tagger.version}"
    checked = {}
    for name, rows in _called(documents, step).items():
        if name not in tagger.fills:
            problem = "It gives rows of a table that it does not declare in fills."
            raise TableError(problem, component=who, table=str(name))
        checked[name] = numbered(_checked(rows, tagger, tables[name], who), tables[name])
    for name, rows in checked.items():
        check_references(tagger, documents, checked, name, tables)
        if work.count is not None:
            _check_named(tagger, rows, tables[name], work.count, tables)
    return checked


def _check_named(
    tagger: Tagger[Any],
    rows: pa.Table,
    table: type[Table],
    count: Count,
    tables: Mapping[str, type[Table]],
) -> None:
    """Check that the rows are there that others name by their table and number."""
    sizes = {
        name: count(name, doc_ids)
        for name, doc_ids in named_documents(rows, table).items()
        if name in tables
    }
    problem = missing_row(rows, table, tables, sizes)
    if problem is not None:
        column, what = problem
        who = f"{tagger.name} {tagger.version}"
        raise TableError(what, component=who, table=info_of(table).name, column=column)


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


def _called(documents: Documents, step: CorpusStep) -> dict[str, Any]:
    try:
        return dict(step.tagger.tag(documents, step.context))
    except StoreError:
        # What it asked for could not be read: that is no fault of the tagger.
        raise
    except Exception as error:
        raise StageError(
            f"{told(error).rstrip('.')}.",
            where=f"corpus tagger {step.tagger.name} {step.tagger.version}",
            remedy="Mend the component, or leave it out with `disabled` in opsonin.toml.",
        ) from error
