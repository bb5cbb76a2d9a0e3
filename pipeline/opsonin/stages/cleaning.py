"""The clean stage on a batch: cleaners in their order, the alignment, and the tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from numbers import Integral
from typing import Any

import pyarrow as pa

from opsonin.components.adapters import rows_to_table
from opsonin.components.component import Cleaner
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.errors import TableError
from opsonin.spans.alignment import (
    Alignment,
    Carrier,
    apply_edits,
    check_edits,
    removed_spans,
)
from opsonin.spans.edit import Edit
from opsonin.stages.calling import ISOLATED_BATCH, Counts, Failure, call, failure
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.describing import describe
from opsonin.stages.merging import merge_parts
from opsonin.stages.output import Rejected, Result, StageOutput, rejects_table
from opsonin.tables import clean
from opsonin.tables.internal import Edits
from opsonin.tables.model import ENGINE, Table, arrow_schema, column_defaults
from opsonin.tables.parts import author_columns, complete, part_schema, rows_as_table
from opsonin.tables.validation import check_part

#: Tables that cleaners fill.
FILLED = {"fields": clean.Fields, "segments": clean.Segments, "flags": clean.Flags}
#: Tables that the engine makes of what cleaners did.
MADE = {"documents": clean.Documents, "alignment": clean.Alignment, "removed": clean.Removed}
_PART_TABLES: Mapping[str, type[Table]] = {**FILLED, "edits": Edits}


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
class _Page:
    """A document on its way through the cleaners."""

    doc_id: str
    text: str
    media_type: str
    metadata: str
    alignment: Alignment
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    removed: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """All documents of a shard, with what came of them so far."""

    pages: dict[str, _Page]
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


def _pages(raw: pa.Table) -> dict[str, _Page]:
    return {
        row["doc_id"]: _Page(
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
        cleaned = _remembered(step.cached)
        counts.documents_cached += len(alive)
        batch.output.counts[cleaner.name].rows_emitted += sum(
            len(rows) for entry in cleaned.values() for rows in entry.rows.values()
        )
        for doc_id in wanted:
            _advance(batch, doc_id, cleaner, cleaned.get(doc_id, Cleaned()))
        for name, rows in step.cached.items():
            batch.parts.setdefault(name, []).append(rows)
    elif wanted:
        _call(batch, step, wanted, counts)
    for doc_id in alive:
        if doc_id in batch.pages:
            result = Result(doc_id, cleaner.name, step.fingerprint)
            batch.output.results.append(result)


def _concerns(cleaner: Cleaner[Any], page: _Page) -> bool:
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
            problem = _problem(batch.pages[doc_id], cleaner, entry)
            if problem is None:
                done[doc_id] = entry
            else:
                failures.append(problem)
    parts, broken = _checked(step, done)
    failures += broken
    for problem in failures:
        _reject(batch, cleaner.name, cleaner.version, problem, step.fingerprint)
    # Read back from the checked rows, so that new and remembered results cannot differ.
    checked = _remembered(parts)
    for doc_id in sorted(done.keys() - {problem.doc_id for problem in broken}):
        entry = checked.get(doc_id, Cleaned())
        counts.rows_emitted += sum(len(rows) for rows in entry.rows.values())
        _advance(batch, doc_id, cleaner, entry)
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


def _problem(page: _Page, cleaner: Cleaner[Any], cleaned: object) -> Failure | None:
    """Tell what is wrong with a cleaner's result, apart from the columns of its rows."""
    if not isinstance(cleaned, Cleaned):
        return Failure(page.doc_id, "contract", f"gave {type(cleaned).__name__}, not Cleaned")
    detail = next(_shape_problems(cleaned, cleaner), "")
    if detail:
        return Failure(page.doc_id, "contract", detail)
    try:
        check_edits(cleaned.edits, len(page.text))
    except ValueError as error:
        return failure(page.doc_id, error)
    for rows in cleaned.rows.values():
        for row in rows:
            inside = not isinstance(row, Span) or 0 <= row.start < row.end <= len(page.text)
            if not inside:
                detail = f"{row!r} lies outside a text of {len(page.text)} code points"
                return Failure(page.doc_id, "span_outside", detail)
    return None


def _shape_problems(cleaned: Cleaned, cleaner: Cleaner[Any]) -> Iterator[str]:
    """Yield what of a result is not even of the declared types."""
    if not isinstance(cleaned.edits, Sequence):
        yield f"gave {type(cleaned.edits).__name__} as edits"
    if not isinstance(cleaned.rows, Mapping):
        yield f"gave {type(cleaned.rows).__name__} as rows"
        return
    for name, rows in cleaned.rows.items():
        if name not in cleaner.fills:
            yield f"gave rows of {name} undeclared"
        if not isinstance(rows, Sequence):
            yield f"gave {type(rows).__name__} as rows of {name}"
            return
        for row in rows:
            if not isinstance(row, Span | Row):
                yield f"gave {type(row).__name__} as a row of {name}"
            elif isinstance(row, Span) and not (
                isinstance(row.start, Integral) and isinstance(row.end, Integral)
            ):
                yield f"gave {row!r} with an offset that is not an int"


def _checked(
    step: CleanStep, done: Mapping[str, Cleaned]
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Check the rows of a cleaner against the contract; only an optional one may break it."""
    try:
        return _parts(step.cleaner, done), []
    except TableError:
        if step.is_required:
            raise
    # One by one, so that it does not matter which documents share a batch.
    found: dict[str, list[pa.Table]] = {}
    failures = []
    for doc_id, entry in done.items():
        try:
            own = _parts(step.cleaner, {doc_id: entry})
        except TableError as error:
            failures.append(Failure(doc_id, "contract", str(error)))
            continue
        for name, rows in own.items():
            found.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(rows) for name, rows in found.items()}, failures


def _parts(cleaner: Cleaner[Any], done: Mapping[str, Cleaned]) -> dict[str, pa.Table]:
    parts: dict[str, pa.Table] = {}
    for name in (*cleaner.fills, "edits"):
        found = [
            (doc_id, _edit_rows(entry.edits) if name == "edits" else entry.rows.get(name, ()))
            for doc_id, entry in done.items()
        ]
        rows = rows_to_table(found)
        if rows.num_rows:
            table = _PART_TABLES[name]
            given = complete(rows, table, part=cleaner.name, version=cleaner.version)
            parts[name] = check_part(given, table, component=f"{cleaner.name} {cleaner.version}")
    return parts


def _edit_rows(edits: Sequence[Edit]) -> list[Row]:
    return [
        Row(start=edit.start, end=edit.end, replacement=edit.replacement, reason=edit.reason)
        for edit in edits
    ]


def _advance(batch: _Batch, doc_id: str, cleaner: Cleaner[Any], cleaned: Cleaned) -> None:
    """Apply a cleaner's edits and carry all rows, its own and earlier ones, through them."""
    page = batch.pages[doc_id]
    for name, rows in cleaned.rows.items():
        own = _own_rows(page, cleaner, name, rows)
        if name == "segments":
            _give_way(page, own, batch.output.counts)
        page.rows.setdefault(name, []).extend(own)
    edits = cleaned.edits
    if not edits:
        return
    page.removed += [
        {
            "doc_id": page.doc_id,
            "component": cleaner.name,
            "component_version": cleaner.version,
            "raw_start": start,
            "raw_end": end,
            "reason": reason,
        }
        for start, end, reason in removed_spans(edits, page.alignment)
    ]
    carrier = Carrier(edits, len(page.text))
    for name, placed in page.rows.items():
        page.rows[name] = [row for row in placed if _carried(row, carrier, batch.output.counts)]
    page.alignment = page.alignment.edited(edits)
    page.text = apply_edits(page.text, edits)


def _give_way(page: _Page, own: Sequence[Mapping[str, Any]], counts: Mapping[str, Counts]) -> None:
    """Let earlier blocks give way to those that a later cleaner knows better.

    Blocks tile the text, so only one cleaner can say what a stretch of it is.
    """
    taken = sorted((row["clean_start"], row["clean_end"]) for row in own if _is_block(row))
    if not taken:
        return
    starts = [start for start, _ in taken]
    reach = list(accumulate((end for _, end in taken), max))
    kept = []
    for row in page.rows.get("segments", []):
        before = bisect_left(starts, row["clean_end"])
        if _is_block(row) and before and reach[before - 1] > row["clean_start"]:
            counts[row["component"]].rows_refined += 1
        else:
            kept.append(row)
    page.rows["segments"] = kept


def _is_block(row: Mapping[str, Any]) -> bool:
    return bool(row["kind"] != "sentence")


def _own_rows(
    page: _Page, cleaner: Cleaner[Any], name: str, rows: Sequence[Span | Row]
) -> list[dict[str, Any]]:
    """Complete a cleaner's checked rows; metadata keeps the raw place it was read from."""
    blank: dict[str, object] = {column.name: None for column in author_columns(FILLED[name])}
    blank |= column_defaults(FILLED[name])
    made = {
        "doc_id": page.doc_id,
        "component": cleaner.name,
        "component_version": cleaner.version,
    }
    own = []
    for row in rows:
        cells: dict[str, Any] = {**blank, **row.columns, **made}
        if isinstance(row, Span):
            cells["clean_start"], cells["clean_end"] = row.start, row.end
        if name == "fields":
            span = page.alignment.raw_span(row.start, row.end) if isinstance(row, Span) else None
            cells["raw_start"], cells["raw_end"] = span or (None, None)
        own.append(cells)
    return own


def _carried(row: dict[str, Any], carrier: Carrier, counts: Mapping[str, Counts]) -> bool:
    """Move a row to its place after the edits; False when nothing of its span is left."""
    if row["clean_start"] is None:
        return True
    span = carrier.span(row["clean_start"], row["clean_end"])
    if span is None:
        if "field" in row:
            # A piece of metadata outlives the line that it was read from.
            row["clean_start"] = row["clean_end"] = None
            return True
        counts[row["component"]].rows_refined += 1
        return False
    row["clean_start"], row["clean_end"] = span
    return True


def _remembered(cached: Mapping[str, pa.Table]) -> dict[str, Cleaned]:
    """Read what a cleaner gave in an earlier run."""
    edits: dict[str, list[Edit]] = {}
    rows: dict[str, dict[str, list[Span | Row]]] = {}
    for name, table in cached.items():
        if name == "edits":
            for row in table.to_pylist():
                edit = Edit(row["start"], row["end"], row["replacement"], row["reason"])
                edits.setdefault(row["doc_id"], []).append(edit)
            continue
        names = [column.name for column in author_columns(FILLED[name])]
        for row in table.to_pylist():
            cells = {key: row[key] for key in names if key not in ("clean_start", "clean_end")}
            found: Span | Row = Row(**cells)
            if row["clean_start"] is not None:
                found = Span(row["clean_start"], row["clean_end"], **cells)
            rows.setdefault(row["doc_id"], {}).setdefault(name, []).append(found)
    return {
        doc_id: Cleaned(edits.get(doc_id, []), rows.get(doc_id, {})) for doc_id in {**edits, **rows}
    }


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
        page.rows.get("fields", []).sort(key=_place)
    fields = [row for page in pages for row in page.rows.get("fields", [])]
    output.tables["fields"] = rows_as_table(fields, arrow_schema(clean.Fields))
    output.tables["documents"] = _documents_table(batch, pages)
    output.tables["alignment"] = _alignment_table(batch, pages)
    removed = [row for page in pages for row in sorted(page.removed, key=_place)]
    output.tables["removed"] = rows_as_table(removed, arrow_schema(clean.Removed))
    output.tables["rejects"] = rejects_table(batch.rejected, batch.uris)
    output.parts = {name: pa.concat_tables(rows) for name, rows in batch.parts.items()}
    return output


def _place(row: Mapping[str, Any]) -> tuple[bool, int]:
    return (row["raw_start"] is None, row["raw_start"] or 0)


def _documents_table(batch: _Batch, pages: Sequence[_Page]) -> pa.Table:
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


def _alignment_table(batch: _Batch, pages: Sequence[_Page]) -> pa.Table:
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
