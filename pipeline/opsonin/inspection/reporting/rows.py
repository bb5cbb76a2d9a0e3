"""Rows of a snapshot, document by document, a batch of documents at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.store.reading import SnapshotFiles

Row: TypeAlias = dict[str, Any]

#: Columns that make a table one of spans, in the order in which cells come first.
_SPAN_COLUMNS = ("doc_id", "clean_start", "clean_end", "raw_start", "raw_end", "text")
#: What is shown as structure or as the evidence of a link, and not as a layer of its own.
_NO_LAYERS = frozenset({"segments", "link_evidence"})
#: Columns that no page shows; making objects of cells is most of the work.
_LEFT_OUT = frozenset({"component_version", "segment_id", "vocabulary_version"})
#: Tables whose column ``text`` repeats what the document's own texts say.
_TEXTS = frozenset({"raw", "documents"})


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """What the tables say of one document.

    Attributes:
        doc_id: The document.
        tables: Its rows of each table that was asked for, in the order of the files.
    """

    doc_id: str
    tables: Mapping[str, Sequence[Row]]


def layers_of(snapshot: SnapshotFiles) -> tuple[str, ...]:
    """Return the names of all span tables, those of plugins too, that have rows.

    Args:
        snapshot: The snapshot, held open.
    """
    found = []
    for name in snapshot.tables:
        table = snapshot.dataset(name)
        if name not in _NO_LAYERS and set(_SPAN_COLUMNS) <= set(table.schema.names):
            found += [name] if table.count_rows() else []
    return tuple(found)


def batches(
    snapshot: SnapshotFiles, tables: Sequence[str], doc_ids: Sequence[str], batch_documents: int
) -> Iterator[list[DocumentRows]]:
    """Read documents in the order of their ids, so that no more than a batch is in memory.

    Args:
        snapshot: The snapshot, held open.
        tables: Names of tables with a column ``doc_id``.
        doc_ids: The documents, sorted.
        batch_documents: Number of documents in a batch.

    Yields:
        One `DocumentRows` for every document of a batch.
    """
    for start in range(0, len(doc_ids), batch_documents):
        wanted = doc_ids[start : start + batch_documents]
        # Files are sorted by document, so that a range spares most of them.
        near = (pc.field("doc_id") >= wanted[0]) & (pc.field("doc_id") <= wanted[-1])
        found = {name: _by_document(_read(snapshot, name, near)) for name in tables}
        yield [
            DocumentRows(doc_id, {name: found[name].get(doc_id, ()) for name in tables})
            for doc_id in wanted
        ]


def _read(snapshot: SnapshotFiles, name: str, near: Any) -> pa.Table:
    """Return the rows of some documents that a page may show, without the columns it does not."""
    table = snapshot.dataset(name)
    columns = [one for one in table.schema.names if one not in _LEFT_OUT]
    if name not in _TEXTS:
        columns = [one for one in columns if one != "text"]
    if name == "segments":
        near &= pc.field("kind") != "sentence"
        columns = [one for one in columns if one not in {"parent_id", "component"}]
    # One that overlaps another of its type is told by `opsonin show --table`.
    if "is_preferred" in table.schema.names:
        near &= pc.field("is_preferred")
        columns.remove("is_preferred")
    return table.to_table(columns=columns, filter=near)


def rows_about(
    snapshot: SnapshotFiles, table: str, doc_ids: Sequence[str], columns: Sequence[str]
) -> dict[str, list[Row]]:
    """Return the rows that a table has about some documents, by document.

    Args:
        snapshot: The snapshot, held open.
        table: Name of a table with a column ``doc_id``.
        doc_ids: The documents.
        columns: The columns that are wanted.
    """
    wanted = pc.field("doc_id").isin(pa.array(sorted(set(doc_ids)), pa.string()))
    found = snapshot.dataset(table).to_table(columns=["doc_id", *columns], filter=wanted)
    return _by_document(found)


def _by_document(table: pa.Table) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row["doc_id"]].append(row)
    return rows
