"""What stays of the rows of a corpus tagger that has failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.stages.merging import owner_column
from opsonin.tables.model import Table

_ONE, _MANY = ("doc_id", "_doc_id"), ("doc_ids", "_doc_ids")


@dataclass(frozen=True, slots=True)
class Kept:
    """What takes the place of a corpus tagger's rows if it fails.

    Attributes:
        tables: Its rows of the last commit by table name; those of an earlier version too.
        changed: Documents that are not as they were then, or are gone.
    """

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    changed: AbstractSet[str] = frozenset()


def kept_rows(
    kept: Kept, tables: Mapping[str, type[Table]], changed: AbstractSet[str] = frozenset()
) -> dict[str, pa.Table]:
    """Return the rows of all owners of whose rows none names a document that has changed.

    Rows of one owner refer to each other across tables, so that they go or stay together.

    Args:
        kept: What stood, and what has changed since.
        tables: Model of every table by name.
        changed: Further documents that have changed.
    """
    gone = kept.changed | changed
    owners: set[str] = set()
    for name, rows in kept.tables.items():
        touched = rows.filter(names_any(rows, gone))
        owners.update(touched[owner_column(tables[name])].to_pylist())
    lost = pa.array(sorted(owners), pa.string())
    return {
        name: rows.filter(pc.invert(pc.is_in(rows[owner_column(tables[name])], value_set=lost)))
        for name, rows in kept.tables.items()
    }


def names_any(rows: pa.Table, documents: AbstractSet[str]) -> pa.ChunkedArray:
    """Tell for each row whether it names one of some documents.

    Columns that name documents are ``doc_id`` and all that end in ``_doc_id``; lists of documents
    stand in ``doc_ids`` and columns that end in ``_doc_ids``.
    """
    wanted = pa.array(sorted(documents), pa.string())
    found = pa.chunked_array([pa.repeat(pa.scalar(value=False), rows.num_rows)])
    for named in _named_in(rows, wanted):
        found = pc.or_(found, named)
    return found


def _named_in(rows: pa.Table, wanted: pa.Array) -> Iterator[pa.ChunkedArray]:
    for name in rows.column_names:
        cells, kind = rows[name], rows[name].type
        if pa.types.is_string(kind) and (name == _ONE[0] or name.endswith(_ONE[1])):
            yield pc.is_in(cells, value_set=wanted)
        elif pa.types.is_list(kind) and (name == _MANY[0] or name.endswith(_MANY[1])):
            whole = cells.combine_chunks()
            hits = pc.is_in(pc.list_flatten(whole), value_set=wanted)
            parents = pc.list_parent_indices(whole).filter(hits)
            yield pc.is_in(pa.array(range(rows.num_rows), parents.type), value_set=parents)
