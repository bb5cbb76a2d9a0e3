"""Writes raw rows: those that were read, and those whose document is known by another place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.items import Found
from opsonin.runner.ingest.seen import RawRow, Seen
from opsonin.runner.writing import write_table
from opsonin.runner.written import Written
from opsonin.stages.timing import Clock
from opsonin.store.store import Store
from opsonin.tables.model import arrow_schema
from opsonin.tables.parts import column_of
from opsonin.tables.picking import rows_of

#: That one array of strings can hold.
_MOST_BYTES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store's raw row of a document says of its origin: its place and its source."""

    source_uri: str
    component: str


def stored_rows(documents: Sequence[str], store: Store) -> dict[str, Stored]:
    """Return where the raw rows of documents come from; those without one are left out."""
    names = ["doc_id", "source_uri", "component"]
    rows = store.read_rows("raw", documents, names)
    cells = zip(*(rows[name].to_pylist() for name in names), strict=True)
    return {doc_id: Stored(uri, component) for doc_id, uri, component in cells}


def raw_table(documents: Sequence[Found], schema: pa.Schema) -> pa.Table:
    """Return documents as rows of table ``raw``, sorted as they are given."""
    makers = [item.source for item in documents]
    columns: dict[str, list[object]] = {
        "component": [one.name for one in makers],
        "component_version": [one.version for one in makers],
    }
    for field_ in schema:
        if field_.name not in columns and field_.name != "text":
            columns[field_.name] = [getattr(item, field_.name) for item in documents]
    texts = _texts([item.text for item in documents])
    return pa.table(
        {
            one.name: texts if one.name == "text" else column_of(columns[one.name], one.type)
            for one in schema
        }
    )


def _texts(encoded: Sequence[bytes | None]) -> pa.Array | pa.ChunkedArray:
    """Return texts in UTF-8 as a column, which costs a quarter of what Arrow takes to build it."""
    ends = np.cumsum([0, *(len(text or b"") for text in encoded)])
    if ends[-1] > _MOST_BYTES:
        return column_of(encoded, pa.string())
    is_there = np.array([text is not None for text in encoded], np.bool_)
    mask = None if is_there.all() else pa.array(is_there).buffers()[1]
    data = b"".join(text for text in encoded if text)
    buffers = [mask, pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)


def write_read(
    documents: Sequence[Found], seen: Seen, pipeline: Pipeline, store: Store, clock: Clock
) -> None:
    """Write the raw rows of documents that were read, and note where they lie.

    Raises:
        TableError: A source breaks the contract of table ``raw``.
    """
    table = raw_table(documents, arrow_schema(pipeline.tables["raw"]))
    ref = write_table(seen.written, "raw", table, pipeline, store, clock=clock)
    if ref is not None:
        for item in documents:
            seen.rows[item.doc_id] = RawRow(ref.file, item.source_uri, item.size_bytes, item.source)


def take_written(
    seen: Seen,
    rows: Mapping[str, RawRow],
    uris: Mapping[str, str],
    written: Written,
    pipeline: Pipeline,
    store: Store,
) -> dict[str, str]:
    """Take the files of rows that were read; one with rows that will not do is written anew.

    Args:
        seen: What was read.
        rows: Document -> row, of all that hold.
        uris: Document -> the place that it is known by.
        written: Is told of the files.
        pipeline: The tables.
        store: Where the files lie.

    Returns:
        Document -> file.
    """
    refs = {ref.file: ref for ref in seen.written.files.get("raw", ())}
    files: dict[str, str] = {}
    for index in seen.written.index:
        held = [one for one in index.owners if one in rows and rows[one].file == index.file]
        if len(held) == len(index.owners) and all(
            uris[one] == rows[one].source_uri for one in held
        ):
            written.files.setdefault("raw", []).append(refs[index.file])
            written.replaced.setdefault("raw", set()).update(index.owners)
            written.index.append(index)
            files.update(dict.fromkeys(held, index.file))
        elif held:
            mine = rows_of(store.read("raw", index.file), "doc_id", held)
            files |= _write_named(mine, uris, written, pipeline, store)
    return files


def rewrite_stored(
    documents: Iterable[str],
    uris: Mapping[str, str],
    written: Written,
    pipeline: Pipeline,
    store: Store,
) -> dict[str, str]:
    """Give stored rows the place that their document is known by; return document -> file."""
    files: dict[str, str] = {}
    known = sorted(documents)
    size = pipeline.settings.shard_documents
    for start in range(0, len(known), size):
        rows = store.read_rows("raw", known[start : start + size])
        files |= _write_named(rows, uris, written, pipeline, store)
    return files


def _write_named(
    rows: pa.Table, uris: Mapping[str, str], written: Written, pipeline: Pipeline, store: Store
) -> dict[str, str]:
    documents = rows["doc_id"].to_pylist()
    places = pa.array([uris[doc_id] for doc_id in documents], pa.string())
    position = rows.schema.get_field_index("source_uri")
    named = rows.set_column(position, rows.schema.field(position), places)
    ref = write_table(written, "raw", named, pipeline, store)
    return {} if ref is None else dict.fromkeys(documents, ref.file)
