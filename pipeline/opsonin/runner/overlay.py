"""The tables as they will stand once this run is committed: the store under what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.documents import Documents
from opsonin.stages.coordinates import Coordinates, read_coordinates
from opsonin.stages.tagging import HIDDEN
from opsonin.store.parquet import FileRef
from opsonin.store.store import Store
from opsonin.tables.model import Table, arrow_schema, info_of

#: Documents that are read at once.
SLICE_DOCUMENTS = 512
#: Bytes of text that one array of ``string`` can hold: its offsets have 32 bits.
MAX_STRING_BYTES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Overlay:
    """The store's rows with those of this run in their place.

    Attributes:
        store: The committed state.
        tables: Model of every table by name.
        added: New files by table.
        live: New owner -> file, by table: a file may hold rows that a later one replaces.
        replaced: Owners by table whose committed rows are void.
    """

    store: Store
    tables: Mapping[str, type[Table]]
    added: Mapping[str, Sequence[FileRef]] = field(default_factory=dict)
    live: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    replaced: Mapping[str, set[str]] = field(default_factory=dict)

    def owners(self, name: str) -> list[str]:
        """Return the owners of a table's rows, sorted."""
        old = set(self.store.all_owners(name)) - self.replaced.get(name, set())
        return sorted(old | set(self.live.get(name, ())))

    def read(self, name: str, owners: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of some or all owners, sorted by owner."""
        key = info_of(self.tables[name]).keys[0]
        wanted = self.owners(name) if owners is None else list(owners)
        live = self.live.get(name, {})
        old = [owner for owner in wanted if owner not in live]
        old = [owner for owner in old if owner not in self.replaced.get(name, set())]
        found = [arrow_schema(self.tables[name]).empty_table(), self.store.read_rows(name, old)]
        new = set(wanted) & set(live)
        for ref in self.added.get(name, ()):
            mine = pa.array([owner for owner in new if live[owner] == ref.file], pa.string())
            if len(mine):
                rows = self.store.read(name, ref.file)
                found.append(rows.filter(pc.is_in(rows[key], value_set=mine)))
                del rows
                # A whole file was decoded for a few of its rows: what is free goes back at once.
                pa.default_memory_pool().release_unused()
        return pa.concat_tables(found).sort_by(key)

    def coordinates(self, doc_ids: Sequence[str]) -> Coordinates:
        """Return texts, alignments and segments of some documents."""
        documents, alignment, segments = (
            self.read(name, doc_ids) for name in ("documents", "alignment", "segments")
        )
        return read_coordinates(documents, alignment, segments)

    def documents(self, reads: Sequence[str]) -> Documents:
        """Return all documents as a corpus tagger sees them; nothing is read yet."""
        return Corpus(self, reads)

    def is_by_document(self, name: str) -> bool:
        """Tell whether the rows of a table belong to the document that they are about."""
        return info_of(self.tables[name]).keys == ("doc_id",)

    def batch(self, doc_ids: Sequence[str]) -> pa.RecordBatch:
        """Return some documents with their texts, sorted by id.

        Texts of more than 2 GiB together, which one array of ``string`` cannot hold, are
        ``large_string``.
        """
        files = self.store.owners("documents", doc_ids)
        by_file = sorted(doc_ids, key=lambda one: (files[one].file if one in files else "", one))
        parts = []
        for start in range(0, len(by_file), SLICE_DOCUMENTS):
            rows = self.read("documents", by_file[start : start + SLICE_DOCUMENTS])
            parts.append(_widened(rows.drop_columns(list(HIDDEN))))
        empty = arrow_schema(self.tables["documents"]).empty_table().drop_columns(list(HIDDEN))
        rows = pa.concat_tables([_widened(empty), *parts]).sort_by("doc_id").combine_chunks()
        n_bytes = pc.sum(pc.binary_length(rows["text"])).as_py() or 0
        if n_bytes <= MAX_STRING_BYTES:
            rows = rows.cast(empty.schema)
        batches = rows.combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], rows.schema)


class Corpus(Documents):
    """All documents; texts and tables are read when somebody asks for them.

    A corpus tagger that takes a few documents costs the files that hold them.

    Args:
        rows: The tables as they will stand.
        reads: The tables that somebody needs.
        given: Tables that are at hand.
    """

    def __init__(
        self, rows: Overlay, reads: Sequence[str], given: Mapping[str, pa.Table] | None = None
    ) -> None:
        self.rows = rows
        self.at_hand = dict(given or {})
        self._batch: pa.RecordBatch | None = None
        loaders = {name: partial(self._read, name) for name in {*reads, *self.at_hand}}
        super().__init__(pa.RecordBatch.from_pylist([], pa.schema([])), loaders)

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.ids)

    @property
    def arrow(self) -> pa.RecordBatch:
        """All documents with their texts."""
        if self._batch is None:
            self._batch = self.rows.batch(self.ids)
        return self._batch

    @arrow.setter
    def arrow(self, _batch: pa.RecordBatch) -> None:
        """Leave what the documents are made of for later."""

    @cached_property
    def ids(self) -> list[str]:
        """The ``doc_id`` of each document."""
        return self.rows.owners("documents")

    def take(self, indices: list[int]) -> Documents:
        """Return the documents at these positions, with their tables; nothing else is read."""
        ids = [self.ids[index] for index in indices]
        batch = self.rows.batch(sorted(set(ids)))
        places = pc.index_in(pa.array(ids, pa.string()), value_set=batch.column("doc_id"))
        return Documents(
            batch.take(places), {name: partial(self._read, name, ids) for name in self._load}
        )

    def with_tables(self, tables: Mapping[str, pa.Table]) -> Corpus:
        """Return the same documents with these tables in the place of those of equal name."""
        found = Corpus(self.rows, self.table_names, {**self.at_hand, **tables})
        found.__dict__.update(ids=self.ids, _batch=self._batch)
        return found

    def _read(self, name: str, ids: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of a table, of all documents or of some."""
        if ids is None:
            return self.at_hand[name] if name in self.at_hand else self.rows.read(name)
        if name not in self.at_hand and self.rows.is_by_document(name):
            return self.rows.read(name, sorted(set(ids)))
        rows = self.table(name)
        return rows.filter(pc.is_in(rows["doc_id"], value_set=pa.array(ids, pa.string())))


def _widened(rows: pa.Table) -> pa.Table:
    place = rows.schema.get_field_index("text")
    field = rows.schema.field(place).with_type(pa.large_string())
    return rows.set_column(place, field, rows["text"].cast(pa.large_string()))
