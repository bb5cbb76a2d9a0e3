"""The clean stage on a batch: cleaners in their order, the alignment, and the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa

from opsonin.components.component import Cleaner
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned
from opsonin.errors import TableError
from opsonin.spans.alignment import (
    Alignment,
)
from opsonin.stages.calling import ISOLATED_BATCH, Counts, Failure, call
from opsonin.stages.checking import checked_parts, problem_of, remembered
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.describing import check_fields, describe
from opsonin.stages.merging import merge_parts
from opsonin.stages.output import Rejected, Result, StageOutput, rejects_table
from opsonin.stages.page import FILLED, Page, advance, raw_place
from opsonin.tables import clean
from opsonin.tables.model import ENGINE, arrow_schema
from opsonin.tables.parts import part_schema, rows_as_table


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

    pages: dict[str, Page]
    uris: Mapping[str, str]
    version: str
    output: StageOutput = field(default_factory=StageOutput)
    rejected: list[Rejected] = field(default_factory=list)
    parts: dict[str, list[pa.Table]] = field(default_factory=dict)


def clean_documents(raw: pa.Table, steps: Sequence[CleanStep], *, version: str) -> StageOutput:
    """Run the cleaners over raw documents.

    Args:
        raw: Documents x table ``raw``.
        steps: The cleaners in their order.
        version: Version of the engine, which stands in the rows that it makes.

    Returns:
        All tables of the clean stage and ``rejects``.

    Raises:
        TableError: A required cleaner breaks the contract of a table.
    """
    uris = dict(zip(raw["doc_id"].to_pylist(), raw["source_uri"].to_pylist(), strict=True))
    batch = _Batch(_pages(raw), uris, version)
    _reject_without_text(batch, raw)
    for step in steps:
        _run(batch, step)
    return _assembled(batch)


def _pages(raw: pa.Table) -> dict[str, Page]:
    return {
        row["doc_id"]: Page(
            row["doc_id"],
            row["text"] or "",
            row["media_type"],
            row["metadata"],
            Alignment.identity(len(row["text"] or "")),
        )
        for row in raw.to_pylist()
    }


def _reject_without_text(batch: _Batch, raw: pa.Table) -> None:
    for row in raw.filter(raw["text"].is_null()).to_pylist():
        detail = f"No source gave a text of its {row['media_type']} bytes."
        _reject(batch, ENGINE, batch.version, Failure(row["doc_id"], "no_text", detail))


def _run(batch: _Batch, step: CleanStep) -> None:
    """Take one cleaner's results, remembered or new, and bring every document forward."""
    cleaner = step.cleaner
    counts = batch.output.counts.setdefault(cleaner.name, Counts())
    alive = list(batch.pages)
    wanted = [doc_id for doc_id in alive if _concerns(cleaner, batch.pages[doc_id])]
    counts.documents_in += len(alive)
    if step.cached is not None:
        cleaned = remembered(step.cached)
        counts.documents_cached += len(alive)
        batch.output.counts[cleaner.name].rows_emitted += sum(
            len(rows) for entry in cleaned.values() for rows in entry.rows.values()
        )
        for doc_id in wanted:
            advance(
                batch.pages[doc_id], cleaner, cleaned.get(doc_id, Cleaned()), batch.output.counts
            )
        for name, rows in step.cached.items():
            batch.parts.setdefault(name, []).append(rows)
    elif wanted:
        _call(batch, step, wanted, counts)
    for doc_id in alive:
        if doc_id in batch.pages:
            result = Result(doc_id, cleaner.name, step.fingerprint)
            batch.output.results.append(result)


def _concerns(cleaner: Cleaner[Any], page: Page) -> bool:
    return not cleaner.media_types or page.media_type in cleaner.media_types


def _call(batch: _Batch, step: CleanStep, wanted: Sequence[str], counts: Counts) -> None:
    cleaner = step.cleaner
    documents = _documents(batch, cleaner, wanted)

    def component(given: Documents) -> Sequence[Cleaned]:
        cleaned = list(cleaner.clean(given, step.context))
        if len(cleaned) != len(given):
            raise ValueError(f"{len(cleaned)} results for {len(given)} documents")
        return cleaned

    size = ISOLATED_BATCH if cleaner.isolation == "process" else None
    outcome = call(component, documents, batch_documents=size)
    counts.seconds += outcome.seconds
    failures = list(outcome.failures)
    done: dict[str, Cleaned] = {}
    for given, cleaned in outcome.results:
        for doc_id, entry in zip(given.ids, cleaned, strict=True):
            problem = problem_of(batch.pages[doc_id], cleaner, entry)
            if problem is None:
                done[doc_id] = entry
            else:
                failures.append(problem)
    parts, broken = _checked(batch, step, done)
    failures += broken
    for problem in failures:
        _reject(batch, cleaner.name, cleaner.version, problem, step.fingerprint)
    # Read back from the checked rows, so that new and remembered results cannot differ.
    checked = remembered(parts)
    for doc_id in sorted(done.keys() - {problem.doc_id for problem in broken}):
        entry = checked.get(doc_id, Cleaned())
        counts.rows_emitted += sum(len(rows) for rows in entry.rows.values())
        advance(batch.pages[doc_id], cleaner, entry, batch.output.counts)
    for name, rows in parts.items():
        batch.parts.setdefault(name, []).append(rows)


def _documents(batch: _Batch, cleaner: Cleaner[Any], wanted: Sequence[str]) -> Documents:
    pages = [batch.pages[doc_id] for doc_id in wanted]
    arrow = pa.record_batch(
        {
            "doc_id": pa.array(wanted, pa.string()),
            "text": pa.array([page.text for page in pages], pa.string()),
            "media_type": pa.array([page.media_type for page in pages], pa.string()),
            "metadata": pa.array([page.metadata for page in pages], pa.string()),
        }
    )

    def load(name: str) -> pa.Table:
        columns = [field for field in part_schema(FILLED[name]) if field.name != "part"]
        rows = [row for page in pages for row in page.rows.get(name, [])]
        return pa.Table.from_pylist(rows, schema=pa.schema(columns))

    return Documents(arrow, {name: partial(load, name) for name in cleaner.needs if name in FILLED})


def _checked(
    batch: _Batch, step: CleanStep, done: Mapping[str, Cleaned]
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Check the rows of a cleaner against the contract; only an optional one may break it."""
    try:
        return _conforming(batch, step, done), []
    except TableError:
        if step.is_required:
            raise
    # One by one, so that it does not matter which documents share a batch.
    found: dict[str, list[pa.Table]] = {}
    failures = []
    for doc_id, entry in done.items():
        try:
            own = _conforming(batch, step, {doc_id: entry})
        except TableError as error:
            failures.append(Failure(doc_id, "contract", str(error)))
            continue
        for name, rows in own.items():
            found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(rows) for name, rows in found.items()}, failures


def _conforming(batch: _Batch, step: CleanStep, done: Mapping[str, Cleaned]) -> dict[str, pa.Table]:
    parts = checked_parts(step.cleaner, done)
    if not step.is_required and "fields" in parts:
        # Table `documents` is checked when all cleaners are through, too late to leave one out.
        check_fields(parts["fields"], batch.version)
    return parts


def _reject(
    batch: _Batch, component: str, version: str, entry: Failure, fingerprint: str | None = None
) -> None:
    """Take a document out of the stage."""
    batch.rejected.append(Rejected("clean", component, version, entry))
    if fingerprint is not None:
        result = Result(entry.doc_id, component, fingerprint, entry.reason)
        batch.output.results.append(result)
    page = batch.pages.pop(entry.doc_id, None)
    for rows in page.rows.values() if page else ():
        for row in rows:
            batch.output.counts[row["component"]].rows_rejected += 1


def _assembled(batch: _Batch) -> StageOutput:
    """Make the tables of the stage out of the documents that got through."""
    output = batch.output
    pages = [batch.pages[doc_id] for doc_id in sorted(batch.pages)]
    coordinates = {page.doc_id: Coordinates(page.text, page.alignment) for page in pages}
    for name in ("segments", "flags"):
        rows = [row for page in pages for row in page.rows.get(name, [])]
        schema = part_schema(FILLED[name])
        part = rows_as_table(rows, schema, part="").cast(schema)
        output.tables[name], _ = merge_parts([part], FILLED[name], coordinates)
    for page in pages:
        page.rows.get("fields", []).sort(key=raw_place)
    fields = [row for page in pages for row in page.rows.get("fields", [])]
    output.tables["fields"] = rows_as_table(fields, arrow_schema(clean.Fields))
    output.tables["documents"] = _documents_table(batch, pages)
    output.tables["alignment"] = _alignment_table(batch, pages)
    removed = [row for page in pages for row in sorted(page.removed, key=raw_place)]
    output.tables["removed"] = rows_as_table(removed, arrow_schema(clean.Removed))
    output.tables["rejects"] = rejects_table(batch.rejected, batch.uris)
    output.parts = {name: pa.concat_tables(rows) for name, rows in batch.parts.items()}
    return output


def _documents_table(batch: _Batch, pages: Sequence[Page]) -> pa.Table:
    rows = [
        describe(
            page.doc_id,
            batch.uris[page.doc_id],
            page.text,
            page.rows.get("fields", []),
            batch.version,
        )
        for page in pages
    ]
    return rows_as_table(rows, arrow_schema(clean.Documents))


def _alignment_table(batch: _Batch, pages: Sequence[Page]) -> pa.Table:
    rows = [
        {
            "doc_id": page.doc_id,
            "component": ENGINE,
            "component_version": batch.version,
            "clean_start": piece.clean_start,
            "clean_end": piece.clean_end,
            "raw_start": piece.raw_start,
            "raw_end": piece.raw_end,
            "op": piece.op,
        }
        for page in pages
        for piece in page.alignment.pieces
    ]
    return rows_as_table(rows, arrow_schema(clean.Alignment))
