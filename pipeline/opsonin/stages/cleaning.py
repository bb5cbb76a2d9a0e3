"""The clean stage on a batch: cleaners in their order, the alignment, and the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Cleaner
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import TableError
from opsonin.spans.alignments import Ints
from opsonin.stages.calling import ISOLATED_BATCH, Counts, Failure, call, clocked
from opsonin.stages.checking import EDITS, check_single, tables_of
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.describing import check_fields, describe, documents_table
from opsonin.stages.gate import Gate
from opsonin.stages.merging import merge_parts
from opsonin.stages.output import Rejected, ShardResult, StageOutput, rejects_table
from opsonin.stages.pages import FILLED, Pages
from opsonin.stages.timing import Clock
from opsonin.tables import clean
from opsonin.tables.internal import Edits
from opsonin.tables.model import ENGINE, Table, arrow_schema
from opsonin.tables.parts import complete, part_schema
from opsonin.tables.picking import rows_of

#: Why the engine keeps a document from the cleaners.
NO_TEXT = "no_text"
#: Code points of a text that are looked at first for a word.
_HEAD = 64
#: Every table whose rows a cleaner gives.
_GIVEN: Mapping[str, type[Table]] = {**FILLED, EDITS: Edits}


@dataclass(frozen=True, slots=True)
class CleanStep:
    """One cleaner of the pipeline, ready to be called.

    Attributes:
        cleaner: The component.
        context: What it is told.
        fingerprint: What its results are remembered under.
        is_required: Whether a broken contract stops the run.
        cached: Its rows by table name from an earlier run; None when it has to be called.
    """

    cleaner: Cleaner[Any]
    context: Context[Any]
    fingerprint: str
    is_required: bool = True
    cached: Mapping[str, pa.Table] | None = None


@dataclass(slots=True)
class _Batch:
    """All documents of a shard, with what came of them so far."""

    pages: Pages
    version: str
    output: StageOutput
    gate: Gate
    rejected: list[Rejected] = field(default_factory=list)
    parts: dict[str, list[pa.Table]] = field(default_factory=dict)


def clean_documents(
    raw: pa.Table,
    steps: Sequence[CleanStep],
    *,
    version: str,
    clock: Clock | None = None,
    keeps_blank: bool = False,
) -> StageOutput:
    """Run the cleaners over raw documents.

    Args:
        raw: Documents x table ``raw``.
        steps: The cleaners in their order.
        version: Version of the engine, which stands in the rows that it makes.
        clock: Is told where the time goes.
        keeps_blank: Keep documents without a word, to see what components make of them.

    Returns:
        All tables of the clean stage and ``rejects``.

    Raises:
        TableError: A required cleaner breaks the contract of a table.
    """
    output = StageOutput(clock=clock or Clock())
    batch = _Batch(Pages.of(raw), version, output, Gate(output.clock))
    _reject_without_text(batch, raw)
    for step in steps:
        _run(batch, step)
    batch.gate.close()
    if not keeps_blank:
        _reject_blank(batch)
    return _assembled(batch)


def _reject_without_text(batch: _Batch, raw: pa.Table) -> None:
    failures = [
        Failure(row["doc_id"], NO_TEXT, f"No source gave a text of its {row['media_type']} bytes.")
        for row in raw.filter(raw["text"].is_null()).to_pylist()
    ]
    _reject(batch, ENGINE, batch.version, failures)


def _reject_blank(batch: _Batch) -> None:
    """Take out what would be a document without a word; all cleaners are done with it."""
    coordinates = batch.pages.coordinates()
    # Nearly all texts show a word at once; only the others are read on.
    heads = pc.utf8_slice_codeunits(coordinates.texts, 0, _HEAD)
    open_ = pc.indices_nonzero(pc.or_(pc.utf8_is_space(heads), pc.equal(heads, "")))
    trimmed = pc.utf8_trim_whitespace(coordinates.texts.take(open_))
    blank = open_.filter(pc.equal(trimmed, ""))
    detail = "The cleaners left no text, or only white space."
    failures = [
        Failure(doc_id, "empty", detail) for doc_id in coordinates.ids.take(blank).to_pylist()
    ]
    _reject(batch, ENGINE, batch.version, failures)


def _run(batch: _Batch, step: CleanStep) -> None:
    """Take one cleaner's results, remembered or new, and bring every document forward."""
    cleaner, pages = step.cleaner, batch.pages
    counts = batch.output.counts.setdefault(cleaner.name, Counts())
    n_alive = int(pages.alive.sum())
    wanted = _wanted(pages, cleaner)
    counts.documents_in += n_alive
    failures: list[Failure] = []
    given: Mapping[str, pa.Table] = {}
    if step.cached is not None:
        counts.documents_cached += n_alive
        ids = pages.ids.take(pa.array(np.flatnonzero(pages.alive)))
        given = {name: rows_of(rows, "doc_id", ids) for name, rows in step.cached.items()}
    elif len(wanted):
        given, failures = _call(batch, step, wanted, counts)
    _reject(batch, cleaner.name, cleaner.version, failures)
    _advance(batch, cleaner, given, counts)
    for name, rows in given.items():
        if rows.num_rows:
            batch.parts.setdefault(name, []).append(rows)
    done = pages.ids if pages.alive.all() else pages.ids.filter(pa.array(pages.alive))
    rejected = {problem.doc_id: problem.reason for problem in failures}
    batch.output.results.append(ShardResult(cleaner.name, step.fingerprint, done, rejected))


def _wanted(pages: Pages, cleaner: Cleaner[Any]) -> Ints:
    """Return the positions of the documents that a cleaner is given."""
    mask = pages.alive
    if cleaner.media_types:
        types = pa.array(cleaner.media_types, pa.string())
        fits = pc.is_in(pages.media_types, value_set=types)
        mask = mask & fits.to_numpy(zero_copy_only=False)
    return np.flatnonzero(mask)


def _advance(
    batch: _Batch, cleaner: Cleaner[Any], given: Mapping[str, pa.Table], counts: Counts
) -> None:
    """Add a cleaner's rows to the pages, then apply its edits to all of them."""
    maker = (cleaner.name, cleaner.version)
    refined: Counter[str] = Counter()
    for name in FILLED:
        if name in given:
            counts.rows_emitted += given[name].num_rows
            counts.bytes_emitted += given[name].nbytes
            refined += batch.pages.add(name, given[name])
    if EDITS in given:
        refined += batch.pages.edit(given[EDITS], maker)
    for name, n_rows in refined.items():
        batch.output.counts[name].rows_refined += n_rows


def _call(
    batch: _Batch, step: CleanStep, wanted: Ints, counts: Counts
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Call a cleaner; return its rows and edits as parts, and the documents that it fails."""
    cleaner = step.cleaner
    documents = batch.pages.documents(wanted, cleaner.needs)

    def component(given: Documents) -> tuple[dict[str, pa.Table], list[Failure]]:
        with clocked(counts, batch.output.clock):
            result = cleaner.clean(given, step.context)
        return tables_of(cleaner, given, result)

    size = ISOLATED_BATCH if cleaner.isolation == "process" else None
    outcome = call(component, documents, batch_documents=size)
    failures = list(outcome.failures)
    found: dict[str, list[pa.Table]] = {}
    for given, (tables, problems) in outcome.results:
        failures += problems
        parts, broken = _conforming(batch, step, _without(given, problems), tables)
        failures += broken
        for name, rows in parts.items():
            found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(rows) for name, rows in found.items()}, failures


def _without(documents: Documents, failures: Sequence[Failure]) -> Documents:
    """Leave out documents that cannot go on anyway: nobody is asked twice what is decided."""
    bad = {one.doc_id for one in failures}
    left = [position for position, one in enumerate(documents.ids) if one not in bad]
    return documents.take(left) if bad else documents


def _conforming(
    batch: _Batch, step: CleanStep, documents: Documents, tables: Mapping[str, pa.Table]
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Check the rows of a cleaner against the contract; only an optional one may break it."""
    try:
        return _entered(batch, step, tables), []
    except TableError:
        if step.is_required:
            raise
    return _conforming_singles(batch, step, documents)


def _conforming_singles(
    batch: _Batch, step: CleanStep, documents: Documents
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Find the documents that break the contract, so that how a batch is cut does not matter.

    Rows of one document may spoil a column for all, so that each is asked for anew.
    """
    found: dict[str, list[pa.Table]] = {}

    def cleaned(one: Documents) -> tuple[dict[str, pa.Table], list[Failure]]:
        return tables_of(step.cleaner, one, step.cleaner.clean(one, step.context))

    outcome = call(cleaned, documents, batch_documents=1)
    failures = list(outcome.failures)
    for single, (tables, _) in outcome.results:
        try:
            parts = _entered(batch, step, tables)
        except TableError as error:
            table = error.table if error.table in _GIVEN else None
            failures.append(Failure(single.ids[0], "contract", str(error), table))
            continue
        for name, rows in parts.items():
            found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(rows) for name, rows in found.items()}, failures


def _entered(batch: _Batch, step: CleanStep, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    cleaner = step.cleaner
    who = f"{cleaner.name} {cleaner.version}"
    parts = {}
    for name, rows in tables.items():
        if rows.num_rows:
            given = complete(rows, _GIVEN[name], part=cleaner.name, version=cleaner.version)
            parts[name] = batch.gate.enter(
                given, _GIVEN[name], component=who, is_required=step.is_required
            )
            earlier = [placed.rows for placed in batch.pages.rows.get(name, ())]
            check_single(parts[name], earlier, _GIVEN[name], component=who)
    if not step.is_required and "fields" in parts:
        # Table `documents` is checked when all cleaners are through, too late to leave one out.
        check_fields(parts["fields"], batch.version)
    return parts


def _reject(batch: _Batch, component: str, version: str, failures: Sequence[Failure]) -> None:
    """Take documents out of the stage."""
    if not failures:
        return
    batch.rejected += [Rejected("clean", component, version, entry) for entry in failures]
    bad = pa.array([entry.doc_id for entry in failures], pa.string())
    positions = pc.index_in(bad, value_set=batch.pages.ids).to_pylist()
    for name, n_rows in batch.pages.drop(positions).items():
        batch.output.counts[name].rows_rejected += n_rows


def _assembled(batch: _Batch) -> StageOutput:
    """Make the tables of the stage out of the documents that got through."""
    output, pages = batch.output, batch.pages
    coordinates = pages.coordinates()
    for name in ("segments", "flags"):
        given = [placed.current() for placed in pages.rows.get(name, ())]
        output.tables[name], _ = merge_parts(given, FILLED[name], coordinates)
    output.tables["fields"] = _fields(pages)
    output.tables["signals"] = _plain_rows(pages, "signals")
    uris = [uri for uri, is_alive in zip(pages.uris, pages.alive, strict=True) if is_alive]
    described = describe(
        coordinates.ids,
        pa.array(uris, pa.string()),
        coordinates.texts,
        output.tables["fields"],
    )
    output.tables["documents"] = documents_table(described, batch.version)
    output.tables["alignment"] = _alignment_table(coordinates, batch.version)
    output.tables["removed"] = _removed_table(pages)
    places = dict(zip(pages.ids.to_pylist(), pages.uris, strict=True)) if batch.rejected else {}
    output.tables["rejects"] = rejects_table(batch.rejected, places)
    output.parts = {name: pa.concat_tables(rows) for name, rows in batch.parts.items()}
    return output


def _fields(pages: Pages) -> pa.Table:
    """Return what was found about the documents, by the place that it was read from."""
    schema = arrow_schema(clean.Fields)
    placed = pages.rows.get("fields", ())
    if not placed:
        return schema.empty_table()
    rows = pa.concat_tables([one.rows for one in placed])
    for side, name in enumerate(("raw_start", "raw_end")):
        cells = [one.raw[side] for one in placed if one.raw is not None]
        rows = rows.append_column(name, pa.chunked_array(cells, pa.int32()))
    at = np.concatenate([one.at for one in placed])
    start = pc.fill_null(rows["raw_start"], np.iinfo(np.int32).max).to_numpy()
    return rows.select(schema.names).take(pa.array(np.lexsort((start, at)))).cast(schema)


def _plain_rows(pages: Pages, name: str) -> pa.Table:
    """Return the rows of a table that says something of whole documents."""
    schema = arrow_schema(FILLED[name])
    placed = pages.rows.get(name, ())
    rows = pa.concat_tables([part_schema(FILLED[name]).empty_table(), *(p.rows for p in placed)])
    return (
        rows.select(schema.names)
        .cast(schema)
        .sort_by([("doc_id", "ascending"), ("component", "ascending")])
    )


def _made_by(columns: Mapping[str, Any], n_rows: int, maker: tuple[str, str]) -> dict[str, Any]:
    names = ("component", "component_version")
    made = {
        name: pa.repeat(pa.scalar(cell), n_rows) for name, cell in zip(names, maker, strict=True)
    }
    return {**columns, **made}


def _alignment_table(coordinates: Coordinates, version: str) -> pa.Table:
    schema = arrow_schema(clean.Alignment)
    at, clean_start, clean_end, raw_start, raw_end, kept = coordinates.alignments.pieces()
    op = np.where(kept, 0, np.where(raw_start < raw_end, 1, 2))
    names = pa.array(["keep", "replace", "insert"])
    columns = {
        "doc_id": coordinates.ids.take(pa.array(at)),
        "clean_start": clean_start.astype(np.int32),
        "clean_end": clean_end.astype(np.int32),
        "raw_start": raw_start.astype(np.int32),
        "raw_end": raw_end.astype(np.int32),
        "op": names.take(pa.array(op)),
    }
    made = _made_by(columns, len(at), (ENGINE, version))
    return pa.table([made[name] for name in schema.names], schema=schema)


def _removed_table(pages: Pages) -> pa.Table:
    """Return what was taken out, by document and place."""
    schema = arrow_schema(clean.Removed)
    tables = [schema.empty_table()]
    places: list[Ints] = []
    for at, start, end, reason, maker in pages.removed:
        left = pages.alive[at]
        columns = {
            "doc_id": pages.ids.take(pa.array(at[left])),
            "raw_start": start[left].astype(np.int32),
            "raw_end": end[left].astype(np.int32),
            "reason": reason.filter(pa.array(left)),
        }
        made = _made_by(columns, int(left.sum()), maker)
        tables.append(pa.table([made[name] for name in schema.names], schema=schema))
        places.append(np.stack([at[left], start[left]]))
    rows = pa.concat_tables(tables)
    if not places:
        return rows
    at, start = np.concatenate(places, axis=1)
    return rows.take(pa.array(np.lexsort((start, at))))
