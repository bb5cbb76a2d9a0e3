"""What a commit says of the documents that came, went, or took another's place."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from opsonin.runner.commit.news import News
from opsonin.runner.ingest.ingested import Ingested
from opsonin.store.store import Store
from opsonin.tables.parts import column_of


def changes_of(
    ingested: Ingested, store: Store, news: News, number: int, schema: pa.Schema
) -> pa.Table:
    """Return the rows of table ``changes`` that belong to a commit.

    They compare table ``documents`` before and after: a document that a cleaner rejects now is
    removed, though its source is where it was.

    Args:
        ingested: The places of documents now, and what stood there before.
        store: The state that the commit follows.
        news: What it changes.
        number: Its number.
        schema: The columns of table ``changes``.
    """
    now = news.written.owners("documents")
    came = sorted(now - store.owners_among("documents", sorted(now)))
    previous = {
        doc_id: ingested.previous[uri]
        for doc_id, uri in ingested.uris.items()
        if uri in ingested.previous
    }
    # Where a document that was known already has taken a place, the one before is only gone.
    taken = {previous.get(doc_id) for doc_id in came}
    void = news.written.replaced.get("documents", set()) - now - taken
    places = _places(store, sorted(void))
    went = sorted(places)
    columns: dict[str, Sequence[object]] = {
        "snapshot": [number] * (len(came) + len(went)),
        "doc_id": [*came, *went],
        "source_uri": [ingested.uris[one] for one in came] + [places[one] for one in went],
        "change": ["changed" if one in previous else "added" for one in came]
        + ["removed"] * len(went),
        "previous_doc_id": [previous.get(one) for one in came] + [None] * len(went),
    }
    return pa.table([column_of(columns[one.name], one.type) for one in schema], schema.names)


def _places(store: Store, doc_ids: Sequence[str]) -> dict[str, str]:
    """Return where the documents among these stood that have a clean text."""
    rows = store.read_rows("documents", doc_ids, ["doc_id", "source_uri"])
    return dict(zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True))
