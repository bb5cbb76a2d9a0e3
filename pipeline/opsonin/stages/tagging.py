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
from opsonin.stages.calling import ISOLATED_BATCH, Counts, Failure, call, clocked
from opsonin.stages.coordinates import Coordinates, read_coordinates
from opsonin.stages.gate import Gate
from opsonin.stages.judging import Judge
from opsonin.stages.merging import as_part
from opsonin.stages.output import Rejected, ShardResult, StageOutput, rejects_table
from opsonin.stages.standing import Merges, needed_tables
from opsonin.stages.timing import Clock
from opsonin.tables.model import Table
from opsonin.tables.ordering import sorted_by
from opsonin.tables.parts import part_schema
from opsonin.tables.picking import rows_of

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
        max_characters: Longer texts are not given to it; None where nothing is too long.
    """

    tagger: Tagger[Any]
    context: Context[Any]
    fingerprint: str
    is_required: bool = True
    cached: Mapping[str, pa.Table] | None = None
    rejected: Mapping[str, Failure] = field(default_factory=dict)
    max_characters: int | None = None


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
    merges: Merges
    judge: Judge
    analysis: Analysis
    output: StageOutput
    rejected: list[Rejected] = field(default_factory=list)
    failed: dict[str, set[str]] = field(default_factory=dict)


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
    gate = Gate(output.clock)
    wanted = frozenset(touched) & {*ground.tables}
    taggers = [step.tagger for step in steps]
    batch = _Batch(
        ground,
        wanted,
        Merges(needed_tables(wanted, taggers, ground.tables), ground.tables, ground.coordinates),
        Judge(ground.tables, ground.coordinates, gate),
        Analysis(ground.documents.column("text")),
        output,
    )
    for step in steps:
        _run(batch, step)
    gate.close()
    for name in sorted(wanted):
        output.tables[name] = batch.merges.table(name)
    output.tables["rejects"] = rejects_table(batch.rejected, ground.uris)
    return output


def _run(batch: _Batch, step: TagStep) -> None:
    """Take one tagger's rows, remembered or new."""
    tagger = step.tagger
    counts = batch.output.counts.setdefault(tagger.name, Counts())
    ids = batch.ground.documents.column("doc_id")
    counts.documents_in += len(ids)
    batch.merges.note_reader(tagger)
    if step.cached is not None:
        counts.documents_cached += len(ids) - len(step.rejected)
        failures, given = list(step.rejected.values()), dict(step.cached)
    else:
        failures, given = _call(batch, step, counts)
        for name, rows in given.items():
            _keep_part(batch, name, rows)
    reasons = _note_failures(batch, tagger, failures)
    bad = pa.array(list(reasons), pa.string())
    done = ids.filter(pc.invert(pc.is_in(ids, value_set=bad))) if reasons else ids
    batch.output.results.append(ShardResult(tagger.name, step.fingerprint, done, reasons))
    for name in tagger.fills:
        if name in given and name in batch.merges.names and name not in tagger.refines:
            batch.merges.add(name, given[name])
            if name in batch.touched:
                counts.rows_emitted += given[name].num_rows
                counts.bytes_emitted += given[name].nbytes
    for name in tagger.refines:
        if name in batch.merges.names:
            empty = part_schema(batch.ground.tables[name]).empty_table()
            _refine(batch, tagger, name, given.get(name, empty), reasons)


def _note_failures(
    batch: _Batch, tagger: Tagger[Any], failures: Sequence[Failure]
) -> dict[str, str]:
    """Note rejects, and which tables are incomplete by them; return document -> reason."""
    for entry in failures:
        batch.rejected.append(Rejected("tag", tagger.name, tagger.version, entry))
        for name in (*tagger.fills, *tagger.refines):
            batch.failed.setdefault(name, set()).add(entry.doc_id)
    return {entry.doc_id: entry.reason for entry in failures}


def _keep_part(batch: _Batch, name: str, rows: pa.Table) -> None:
    kept = batch.output.parts.get(name)
    batch.output.parts[name] = rows if kept is None else pa.concat_tables([kept, rows])


def _call(
    batch: _Batch, step: TagStep, counts: Counts
) -> tuple[list[Failure], dict[str, pa.Table]]:
    tagger = step.tagger
    failures = _left_out(batch, step)
    reads = dict.fromkeys((*tagger.needs, *tagger.refines))
    documents = Documents(
        batch.ground.documents, {name: _loader(batch, name) for name in reads}, batch.analysis
    )
    if failures:
        skipped = {entry.doc_id for entry in failures}
        positions = [
            position for position, doc_id in enumerate(documents.ids) if doc_id not in skipped
        ]
        documents = documents.take(positions)

    def component(given: Documents) -> Mapping[str, pa.Table]:
        with clocked(counts, batch.output.clock):
            return tagger.tag(given, step.context)

    size = ISOLATED_BATCH if tagger.isolation == "process" else None
    outcome = call(component, documents, batch_documents=size)
    failures += outcome.failures
    found: dict[str, list[pa.Table]] = {}
    for given, tables in outcome.results:
        checked, problems = batch.judge.judge(
            tagger,
            given,
            tables,
            is_required=step.is_required,
            again=lambda one: tagger.tag(one, step.context),
        )
        failures += problems
        rejected = _n_rows(tables) - _n_rows(checked)
        counts.rows_emitted += rejected
        counts.rows_rejected += rejected
        for name, rows in checked.items():
            found.setdefault(name, []).append(rows)
    return failures, {name: pa.concat_tables(rows) for name, rows in found.items()}


def _n_rows(tables: object) -> int:
    found = tables.values() if isinstance(tables, Mapping) else ()
    return sum(rows.num_rows for rows in found if isinstance(rows, pa.Table))


def _left_out(batch: _Batch, step: TagStep) -> list[Failure]:
    """Leave out documents that are too long, then those whose needed rows are missing."""
    too_long = _too_long(batch, step.max_characters)
    known = {entry.doc_id for entry in too_long}
    return too_long + [one for one in _upstream(batch, step.tagger) if one.doc_id not in known]


def _too_long(batch: _Batch, limit: int | None) -> list[Failure]:
    documents = batch.ground.documents
    texts = documents.column("text")
    # Bytes, of which there are no fewer than characters, need not be looked through.
    if limit is None or (pc.max(pc.binary_length(texts)).as_py() or 0) <= limit:
        return []
    pairs = zip(
        documents.column("doc_id").to_pylist(), pc.utf8_length(texts).to_pylist(), strict=True
    )
    return [
        Failure(doc_id, "too_large", f"The text has {n} characters, {limit} are allowed.")
        for doc_id, n in pairs
        if n > limit
    ]


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
    return lambda: _table(batch, name)


def _table(batch: _Batch, name: str) -> pa.Table:
    """Return the rows of a table as they stand now: all fillers come before whoever asks."""
    return batch.merges.table(name) if name in batch.merges.names else batch.ground.load(name)


def _refine(
    batch: _Batch, tagger: Tagger[Any], name: str, rows: pa.Table, reasons: Mapping[str, str]
) -> None:
    """Replace a table by what a refiner gave; where it failed, the rows stay as they were."""
    if reasons:
        before = rows_of(batch.merges.table(name), "doc_id", reasons)
        kept = as_part(before, batch.ground.tables[name], tagger.name)
        rows = pa.concat_tables([rows, kept])
    refined = batch.merges.refine(name, rows)
    if name not in batch.touched:
        return
    counts = batch.output.counts
    counts[tagger.name].rows_changed += refined.n_changed
    for maker, n_rows in refined.taken.items():
        counts.setdefault(maker, Counts()).rows_refined += n_rows
    for maker, n_rows in refined.added.items():
        counts.setdefault(maker, Counts()).rows_emitted += n_rows
