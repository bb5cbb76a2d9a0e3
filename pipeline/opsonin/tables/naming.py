"""Which rows name a document, in whatever column."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import pyarrow as pa
import pyarrow.compute as pc

_ONE, _MANY = ("doc_id", "_doc_id"), ("doc_ids", "_doc_ids")


def naming_columns(schema: pa.Schema) -> list[str]:
    """Return the columns that name documents.

    These are ``doc_id`` and all that end in ``_doc_id``; lists of documents stand in ``doc_ids``
    and columns that end in ``_doc_ids``.
    """
    return [one.name for one in schema if _names_one(one) or _names_many(one)]


def names_any(rows: pa.Table, documents: AbstractSet[str]) -> pa.ChunkedArray:
    """Tell for each row whether it names one of some documents, in any of `naming_columns`."""
    wanted = pa.array(sorted(documents), pa.string())
    found = pa.chunked_array([pa.repeat(pa.scalar(value=False), rows.num_rows)])
    for named in _named_in(rows, wanted):
        found = pc.or_(found, named)
    return found


def _named_in(rows: pa.Table, wanted: pa.Array) -> Iterator[pa.ChunkedArray]:
    for field in rows.schema:
        cells = rows[field.name]
        if _names_one(field):
            yield pc.is_in(cells, value_set=wanted)
        elif _names_many(field):
            whole = cells.combine_chunks()
            hits = pc.is_in(pc.list_flatten(whole), value_set=wanted)
            parents = pc.list_parent_indices(whole).filter(hits)
            yield pc.is_in(pa.array(range(rows.num_rows), parents.type), value_set=parents)


def _names_one(field: pa.Field) -> bool:
    is_called_so = field.name == _ONE[0] or field.name.endswith(_ONE[1])
    return is_called_so and bool(pa.types.is_string(field.type))


def _names_many(field: pa.Field) -> bool:
    is_called_so = field.name == _MANY[0] or field.name.endswith(_MANY[1])
    return is_called_so and bool(pa.types.is_list(field.type))
