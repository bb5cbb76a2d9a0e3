"""Reads a snapshot document by document, each with its rows of other tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias

from opsonin import Snapshot

#: Documents whose rows are held at a time.
_DOCUMENTS = 500

Rows: TypeAlias = Sequence[Mapping[str, Any]]


def each_document(
    snapshot: Snapshot, tables: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Rows]]]:
    """Yield each document with its rows.

    Args:
        snapshot: The snapshot.
        tables: Columns by table that are wanted besides ``doc_id``; ``documents`` is one of them.

    Yields:
        The document's row, and its rows of the other tables in text order. Documents come in the
        order of their ids.
    """
    # Takes a tenth of a second to import.
    import pyarrow.dataset as pads  # noqa: PLC0415

    others = {name: ["doc_id", *columns] for name, columns in tables.items() if name != "documents"}
    documents = snapshot.dataset("documents")
    ids = sorted(documents.to_table(columns=["doc_id"])["doc_id"].to_pylist())
    for first in range(0, len(ids), _DOCUMENTS):
        wanted = pads.field("doc_id").isin(ids[first : first + _DOCUMENTS])
        read = documents.to_table(columns=["doc_id", *tables["documents"]], filter=wanted)
        found = {
            name: _grouped(snapshot.dataset(name).to_table(columns=columns, filter=wanted))
            for name, columns in others.items()
        }
        for row in sorted(read.to_pylist(), key=itemgetter("doc_id")):
            yield row, {name: rows.get(row["doc_id"], ()) for name, rows in found.items()}


def _grouped(table: Any) -> dict[str, Rows]:
    order = [name for name in ("doc_id", "clean_start", "clean_end") if name in table.column_names]
    rows = table.sort_by([(name, "ascending") for name in order]).to_pylist()
    return {doc_id: list(group) for doc_id, group in groupby(rows, key=itemgetter("doc_id"))}
