"""The tag stage on a batch: taggers and refiners in their order, and the merged tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.analysis.analysis import Analysis
from opsonin.components.component import Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import TableError
from opsonin.stages.calling import ISOLATED_BATCH, Counts, Failure, call, clocked
from opsonin.stages.coordinates import NONE, Coordinates, positions_in, read_coordinates
from opsonin.stages.gate import Gate
from opsonin.stages.merging import (
    as_part,
    extend_rows,
    follow,
    merge_parts,
    refine_rows,
    repeated_id,
    restore_makers,
    rows_of,
    spans_outside,
)
from opsonin.stages.numbering import Renumbering
from opsonin.stages.output import Rejected, Result, StageOutput, rejects_table
from opsonin.stages.timing import Clock
from opsonin.tables.model import Table, column_references, id_column
from opsonin.tables.ordering import sorted_by
from opsonin.tables.parts import ENGINE_COLUMNS, complete, has_span, part_schema

#: What a tagger must not see: same bytes, same result, wherever they were found.
HIDDEN = ("source_uri", "component", "component_version")


@dataclass(frozen=True, slots=True)
class TagStep:
    """One tagger of the pipeline, ready to be called.

    Attributes:
        tagger: The component.
        context: What it is told.
        fingerprint: What its results are remembered under.
        is_required: Whether a broken contract stops the run.
        cached: Its rows by table name from an earlier run; None when it has to be called.
        rejected: Documents that it rejected in that run, with the reject.
    """

    tagger: Tagger[Any]
    context: Context[Any]
    fingerprint: str
    is_required: bool = True
    cached: Mapping[str, pa.Table] | None = None
    rejected: Mapping[str, Failure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What taggers stand on.

    Attributes:
        documents: Documents x the columns that taggers see.
        coordinates: Texts, alignments and segments of the documents.
        uris: Where each document was seen.
        load: Rows of a table that this run does not compute, for all documents of the batch.
        tables: Model of every table by name.
    """

    documents: pa.RecordBatch
    coordinates: Coordinates
    uris: Mapping[str, str]
    load: Callable[[str], pa.Table]
    tables: Mapping[str, type[Table]]

    @classmethod
    def of(
        cls,
        cleaned: Mapping[str, pa.Table],
        uris: Mapping[str, str],
        load: Callable[[str], pa.Table],
        tables: Mapping[str, type[Table]],
    ) -> Ground:
        """Lay the ground from what the clean stage has written.

        Args:
            cleaned: Tables ``documents``, ``alignment`` and ``segments`` by name.
            uris: Where each document was seen.
            load: As the attribute.
            tables: As the attribute.
        """
        documents = sorted_by(cleaned["documents"], cleaned["documents"]["doc_id"])
        documents = documents.combine_chunks()
        visible = documents.drop_columns(list(HIDDEN))
        batch = next(iter(visible.to_batches()), pa.RecordBatch.from_pylist([], visible.schema))
        places = read_coordinates(documents, cleaned["alignment"], cleaned["segments"])
        return cls(batch, places, uris, load, tables)


@dataclass(slots=True)
class _Batch:
    """A shard on its way through the taggers."""

    ground: Ground
    touched: frozenset[str]
    analysis: Analysis
    output: StageOutput
    gate: Gate
    rejected: list[Rejected] = field(default_factory=list)
    parts: dict[str, list[pa.Table]] = field(default_factory=dict)
    merged: dict[str, pa.Table] = field(default_factory=dict)
    numbers: dict[str, Renumbering] = field(default_factory=dict)
    failed: dict[str, set[str]] = field(default_factory=dict)
    fillers: dict[str, set[str]] = field(default_factory=dict)


def tag_documents(
    ground: Ground, steps: Sequence[TagStep], touched: Iterable[str], *, clock: Clock | None = None
) -> StageOutput:
    """Run the taggers over documents.

    Args:
        ground: The documents and what is known about them.
        steps: All document taggers in their order.
        touched: The tables to be merged anew: those that a called tagger fills or refines, and
            those that a tagger which is gone used to fill.
        clock: Is told where the time goes.

    Returns:
        The touched tables and ``rejects``.

    Raises:
        TableError: A required tagger breaks the contract of a table.
    """
    output = StageOutput(clock=clock or Clock())
    analysis = Analysis(ground.documents.column("text"))
    batch = _Batch(ground, frozenset(touched), analysis, output, Gate(output.clock))
    for step in steps:
        for name in step.tagger.fills:
            batch.fillers.setdefault(name, set()).add(step.tagger.name)
        _run(batch, step)
    batch.gate.close()
    for name in sorted(batch.touched & set(ground.tables)):
        batch.output.tables[name] = _merged(batch, name)
    batch.output.tables["rejects"] = rejects_table(batch.rejected, ground.uris)
    return batch.output


def _run(batch: _Batch, step: TagStep) -> None:
    """Take one tagger's rows, remembered or new."""
    tagger = step.tagger
    counts = batch.output.counts.setdefault(tagger.name, Counts())
    ids = batch.ground.documents.column("doc_id")
    counts.documents_in += len(ids)
    if step.cached is not None:
        counts.documents_cached += len(ids) - len(step.rejected)
        failures = list(step.rejected.values())
        given = {name: rows for name, rows in step.cached.items() if name in batch.touched}
    else:
        failures, given = _call(batch, step, counts)
        for name, rows in given.items():
            _keep_part(batch, name, rows)
    reasons = _note_failures(batch, tagger, failures)
    bad = pa.array(list(reasons), pa.string())
    done = ids.filter(pc.invert(pc.is_in(ids, value_set=bad))) if reasons else ids
    batch.output.results.append(Result(tagger.name, step.fingerprint, done, reasons))
    for name in tagger.fills:
        if name in given:
            counts.rows_emitted += given[name].num_rows
            counts.bytes_emitted += given[name].nbytes
            _add(batch, name, given[name])
    for name in tagger.refines:
        if name in batch.touched:
            empty = part_schema(batch.ground.tables[name]).empty_table()
            _refine(batch, name, given.get(name, empty), reasons)


def _note_failures(
    batch: _Batch, tagger: Tagger[Any], failures: Sequence[Failure]
) -> dict[str, str]:
    """Note rejects, and which tables are incomplete by them; return document -> reason."""
    for entry in failures:
        batch.rejected.append(Rejected("tag", tagger.name, tagger.version, entry))
        for name in (*tagger.fills, *tagger.refines):
            batch.failed.setdefault(name, set()).add(entry.doc_id)
    return {entry.doc_id: entry.reason for entry in failures}


def _add(batch: _Batch, name: str, rows: pa.Table) -> None:
    """Add a component's rows to a table, which somebody may have read already."""
    if name not in batch.merged:
        batch.parts.setdefault(name, []).append(rows)
        return
    tables, coordinates = batch.ground.tables, batch.ground.coordinates
    batch.merged[name], numbers = extend_rows(
        batch.merged[name], [rows], tables[name], coordinates, batch.numbers
    )
    _renumber(batch, name, numbers)


def _renumber(batch: _Batch, name: str, numbers: Renumbering) -> None:
    """Make references follow a table whose rows have new numbers, now and when they are merged."""
    batch.numbers[name] = batch.numbers[name].followed_by(numbers)
    tables = batch.ground.tables
    for other in set(batch.merged) - {name}:
        if name in column_references(tables[other]).values():
            batch.merged[other] = follow(batch.merged[other], tables[other], name, numbers)
    for other in set(batch.parts) - set(batch.merged):
        if name in column_references(tables[other]).values():
            batch.parts[other] = [
                # Who fills the table means rows of its own, and is understood when they merge.
                rows
                if _is_filler(batch, name, rows)
                else follow(rows, tables[other], name, numbers)
                for rows in batch.parts[other]
            ]


def _is_filler(batch: _Batch, name: str, rows: pa.Table) -> bool:
    """Tell whether the component that gave rows of another table fills this one, too."""
    return not rows.num_rows or rows["part"][0].as_py() in batch.fillers.get(name, ())


def _keep_part(batch: _Batch, name: str, rows: pa.Table) -> None:
    kept = batch.output.parts.get(name)
    batch.output.parts[name] = rows if kept is None else pa.concat_tables([kept, rows])


def _call(
    batch: _Batch, step: TagStep, counts: Counts
) -> tuple[list[Failure], dict[str, pa.Table]]:
    tagger = step.tagger
    failures = _upstream(batch, tagger)
    reads = dict.fromkeys((*tagger.needs, *tagger.refines))
    documents = Documents(
        batch.ground.documents, {name: _loader(batch, name) for name in reads}, batch.analysis
    )
    if failures:
        skipped = {entry.doc_id for entry in failures}
        places = [place for place, doc_id in enumerate(documents.ids) if doc_id not in skipped]
        documents = documents.take(places)

    def component(given: Documents) -> dict[str, pa.Table]:
        with clocked(counts, batch.output.clock):
            return dict(tagger.tag(given, step.context))

    size = ISOLATED_BATCH if tagger.isolation == "process" else None
    outcome = call(component, documents, batch_documents=size)
    failures += outcome.failures
    found: dict[str, list[pa.Table]] = {}
    for given, tables in outcome.results:
        checked, problems = _checked(batch, step, given, tables)
        failures += problems
        rejected = _n_rows(tables) - _n_rows(checked)
        counts.rows_emitted += rejected
        counts.rows_rejected += rejected
        for name, rows in checked.items():
            found.setdefault(name, []).append(rows)
    return failures, {name: pa.concat_tables(rows) for name, rows in found.items()}


def _n_rows(tables: Mapping[str, object]) -> int:
    return sum(rows.num_rows for rows in tables.values() if isinstance(rows, pa.Table))


def _upstream(batch: _Batch, tagger: Tagger[Any]) -> list[Failure]:
    """Leave out the documents whose needed rows are missing."""
    missing: dict[str, str] = {}
    for name in tagger.needs:
        for doc_id in batch.failed.get(name, ()):
            missing.setdefault(doc_id, name)
    return [
        Failure(doc_id, "upstream", f"table {name} is incomplete for this document")
        for doc_id, name in sorted(missing.items())
    ]


def _loader(batch: _Batch, name: str) -> Callable[[], pa.Table]:
    return lambda: _merged(batch, name)


def _merged(batch: _Batch, name: str) -> pa.Table:
    """Return the rows of a table as they stand now: all fillers come before whoever asks."""
    if name not in batch.touched:
        return batch.ground.load(name)
    if name not in batch.merged:
        table = batch.ground.tables[name]
        for target in sorted(set(column_references(table).values()) - {name}):
            if target in batch.parts:
                _merged(batch, target)
        batch.merged[name], batch.numbers[name] = merge_parts(
            batch.parts.get(name, []), table, batch.ground.coordinates, batch.numbers
        )
    return batch.merged[name]


def _refine(batch: _Batch, name: str, rows: pa.Table, reasons: Mapping[str, str]) -> None:
    """Replace a table by what a refiner gave; where it failed, the rows stay as they were."""
    before = _merged(batch, name)
    table = batch.ground.tables[name]
    if reasons:
        rows = pa.concat_tables([rows, as_part(rows_of(before, "doc_id", reasons), table)])
    after, numbers, refined, added = refine_rows(before, rows, table, batch.ground.coordinates)
    batch.merged[name] = after
    _renumber(batch, name, numbers)
    for maker, n_rows in refined.items():
        batch.output.counts.setdefault(maker, Counts()).rows_refined += n_rows
    for maker, n_rows in added.items():
        batch.output.counts.setdefault(maker, Counts()).rows_emitted += n_rows


def _checked(
    batch: _Batch, step: TagStep, documents: Documents, tables: Mapping[str, pa.Table]
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Check what a tagger gave; only an optional one may break the contract of a table."""
    tagger = step.tagger
    try:
        _check_shape(tagger, tables)
        checked = _conforming(batch, step, documents, tables)
    except TableError as error:
        if step.is_required:
            raise
        return _checked_one_by_one(batch, step, documents, tables, error)
    failures = _outside(batch, checked)
    if not failures:
        return checked, []
    bad = pa.array([entry.doc_id for entry in failures], pa.string())
    return {
        name: rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=bad)))
        for name, rows in checked.items()
    }, failures


def _conforming(
    batch: _Batch, step: TagStep, documents: Documents, tables: Mapping[str, pa.Table]
) -> dict[str, pa.Table]:
    """Return what a tagger gave as rows that the gate has let in."""
    tagger = step.tagger
    who = f"{tagger.name} {tagger.version}"
    checked = {}
    for name, rows in tables.items():
        table = batch.ground.tables[name]
        made = rows
        if name in tagger.refines:
            made = restore_makers(documents.table(name), rows, table)
        given = complete(made, table, part=tagger.name, version=tagger.version)
        checked[name] = batch.gate.enter(given, table, component=who, is_required=step.is_required)
        _check_owners(tagger, name, checked[name], documents)
        twice = repeated_id(checked[name], table) if name in tagger.refines else None
        if twice is not None:
            raise TableError(
                "It gives one row of a document twice.",
                component=who,
                table=name,
                column=id_column(table) or "",
                example=str(twice),
            )
    return checked


def _checked_one_by_one(
    batch: _Batch,
    step: TagStep,
    documents: Documents,
    tables: Mapping[str, pa.Table],
    error: TableError,
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Find the documents that break the contract, so that how a batch is cut does not matter."""
    is_divisible = all(
        isinstance(rows, pa.Table) and "doc_id" in rows.column_names for rows in tables.values()
    )
    if len(documents) == 1 or not is_divisible:
        table = error.table if error.table in batch.ground.tables else None
        return {}, [Failure(doc_id, "contract", str(error), table) for doc_id in documents.ids]
    found: dict[str, list[pa.Table]] = {}
    failures: list[Failure] = []
    for position, doc_id in enumerate(documents.ids):
        own = {name: rows_of(rows, "doc_id", [doc_id]) for name, rows in tables.items()}
        checked, problems = _checked(batch, step, documents.take([position]), own)
        failures += problems
        for name, rows in checked.items():
            found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(rows) for name, rows in found.items()}, failures


def _check_shape(tagger: Tagger[Any], tables: Mapping[str, object]) -> None:
    problem = _shape_problem(tagger, tables)
    if problem is not None:
        who = f"{tagger.name} {tagger.version}"
        raise TableError(problem, component=who, table=", ".join(tables) or "none")


def _shape_problem(tagger: Tagger[Any], tables: Mapping[str, object]) -> str | None:
    for name, rows in tables.items():
        if name not in tagger.fills and name not in tagger.refines:
            return f"It gives rows of table {name!r} without declaring it in fills or refines."
        if not isinstance(rows, pa.Table):
            return f"It gives {type(rows).__name__} for table {name!r}; expected a pyarrow.Table."
        if "doc_id" not in rows.column_names:
            return f"Its rows of table {name!r} have no column doc_id."
        taken = ENGINE_COLUMNS & {*rows.column_names} if name not in tagger.refines else None
        if taken:
            return f"Its rows of {name!r} have a column {min(taken)!r}, which the engine fills."
    missing = [name for name in tagger.refines if name not in tables]
    return f"It refines {missing[0]!r} but does not give it back." if missing else None


def _check_owners(tagger: Tagger[Any], name: str, rows: pa.Table, documents: Documents) -> None:
    at = positions_in(documents.arrow.column("doc_id"), rows["doc_id"])
    strangers = rows["doc_id"].filter(pa.array(at == NONE)).to_pylist()
    if strangers:
        raise TableError(
            "It gives rows of a document that it was not given.",
            component=f"{tagger.name} {tagger.version}",
            table=name,
            column="doc_id",
            example=min(strangers),
        )


def _outside(batch: _Batch, checked: Mapping[str, pa.Table]) -> list[Failure]:
    """Reject the documents in which a span lies outside the text."""
    problems: dict[str, Failure] = {}
    for name, rows in checked.items():
        if has_span(batch.ground.tables[name]):
            for doc_id, detail in spans_outside(rows, batch.ground.coordinates).items():
                problems.setdefault(doc_id, Failure(doc_id, "span_outside", detail, name))
    return [problem for _, problem in sorted(problems.items())]
