"""The tables as they will stand once this run is committed: the store under what is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property, partial

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.documents import ByColumn, Documents
from opsonin.stages.coordinates import COORDINATES, Coordinates, Places, read_coordinates
from opsonin.stages.slices import SlicedPlaces
from opsonin.stages.tagging import HIDDEN
from opsonin.store.parquet import FileRef
from opsonin.store.store import Store
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin.tables.ordering import MAX_STRING_BYTES, sorted_by

#: Bytes of raw documents whose texts are read at once. Clean texts are mostly shorter, and at
#: most thrice as long: where each byte was a letter that takes three in UTF-8.
SLICE_BYTES = 2**26


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

    def read(
        self,
        name: str,
        owners: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pa.Table:
        """Return the rows of some or all owners, sorted by owner.

        Args:
            name: The table.
            owners: Whose rows; all when left out.
            columns: Columns wanted, the owner's among them; all when left out.
        """
        key = info_of(self.tables[name]).keys[0]
        wanted = self.owners(name) if owners is None else list(owners)
        live = self.live.get(name, {})
        old = [owner for owner in wanted if owner not in live]
        old = [owner for owner in old if owner not in self.replaced.get(name, set())]
        found = [self.store.read_rows(name, old, columns)]
        new = set(wanted) & set(live)
        for ref in self.added.get(name, ()):
            mine = pa.array([owner for owner in new if live[owner] == ref.file], pa.string())
            if len(mine):
                rows = self.store.read(name, ref.file, columns)
                found.append(rows.filter(pc.is_in(rows[key], value_set=mine)))
                del rows
                # A whole file was decoded for a few of its rows: what is free goes back at once.
                pa.default_memory_pool().release_unused()
        rows = pa.concat_tables(found)
        return sorted_by(rows, rows[key])

    def count(self, name: str, owners: Sequence[str]) -> dict[str, int]:
        """Return the number of rows of each owner; those without rows are left out."""
        key = info_of(self.tables[name]).keys[0]
        counted = pc.value_counts(self.read(name, owners, [key])[key].combine_chunks())
        columns = (counted.field(field).to_pylist() for field in ("values", "counts"))
        return dict(zip(*columns, strict=True))

    def coordinates(self, doc_ids: Sequence[str]) -> Places:
        """Return where the spans of some documents stand; much text is read slice by slice."""
        slices = self.slices(doc_ids)
        if len(slices) == 1:
            return self._coordinates(slices[0])
        return SlicedPlaces(slices, self._coordinates)

    def slices(self, doc_ids: Sequence[str]) -> list[list[str]]:
        """Cut documents into slices of bounded size, each of documents that lie together.

        Returns:
            Documents that have a clean text; one slice at least.
        """
        files = self._files(doc_ids)
        sizes = self.read("raw", sorted(files), ["doc_id", "size_bytes"])
        columns = (sizes[name].to_pylist() for name in ("doc_id", "size_bytes"))
        n_bytes = dict(zip(*columns, strict=True))
        slices: list[list[str]] = [[]]
        filled = 0
        for doc_id in sorted(files, key=lambda one: (files[one], one)):
            size = n_bytes.get(doc_id, 0)
            if slices[-1] and filled + size > SLICE_BYTES:
                slices.append([])
                filled = 0
            slices[-1].append(doc_id)
            filled += size
        return slices

    def _files(self, doc_ids: Sequence[str]) -> dict[str, str]:
        """Return the file of table ``documents`` that each document lies in."""
        live, replaced = self.live.get("documents", {}), self.replaced.get("documents", set())
        new = {one: live[one] for one in doc_ids if one in live}
        old = [one for one in doc_ids if one not in live and one not in replaced]
        stored = self.store.owners("documents", old)
        return {**{one: rows.file for one, rows in stored.items()}, **new}

    def _coordinates(self, doc_ids: Sequence[str]) -> Coordinates:
        documents, alignment, segments = (
            self.read(name, doc_ids, columns) for name, columns in COORDINATES.items()
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
        parts = []
        for some in self.slices(doc_ids):
            rows = self.read("documents", some)
            parts.append(_widened(rows.drop_columns(list(HIDDEN))))
        empty = _schema(self.tables).empty_table()
        rows = pa.concat_tables([_widened(empty), *parts]).sort_by("doc_id")
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
        changed: Documents that are not as they were when their tagger gave its earlier rows.
    """

    def __init__(
        self,
        rows: Overlay,
        reads: Sequence[str],
        given: Mapping[str, pa.Table] | None = None,
        changed: AbstractSet[str] | None = None,
    ) -> None:
        self.rows = rows
        self.at_hand = dict(given or {})
        self._batch: pa.RecordBatch | None = None
        # They know nothing of this object: one that knows itself stays until garbage is collected.
        loaders = {
            name: partial(_same, self.at_hand[name])
            if name in self.at_hand
            else ByColumn(partial(_read, rows, name))
            for name in {*reads, *self.at_hand}
        }
        super().__init__(pa.RecordBatch.from_pylist([], pa.schema([])), loaders, changed=changed)

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

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of all documents; no text is read for the others."""
        if self._batch is not None:
            return super().columns(names)
        unknown = {*names} - {*_schema(self.rows.tables).names}
        if unknown:
            raise KeyError(f"Documents have no column {min(unknown)!r}.")
        read = list(dict.fromkeys(["doc_id", *names]))
        return self.rows.read("documents", self.ids, read).select(list(names))

    def take(self, indices: list[int]) -> Documents:
        """Return the documents at these positions, with their tables; nothing else is read."""
        ids = [self.ids[index] for index in indices]
        batch = self.rows.batch(sorted(set(ids)))
        positions = pc.index_in(pa.array(ids, pa.string()), value_set=batch.column("doc_id"))
        loaders = {name: ByColumn(partial(self._rows_of, name, ids)) for name in self._load}
        return Documents(batch.take(positions), loaders, changed=self.changed)

    def with_tables(
        self,
        tables: Mapping[str, pa.Table],
        changed: AbstractSet[str] | None = None,
        *,
        names: AbstractSet[str] | None = None,
    ) -> Corpus:
        """Return the same documents with these tables in the place of those of equal name."""
        at_hand = {**self.at_hand, **tables}
        reads: AbstractSet[str] = {*self.table_names, *at_hand}
        if names is not None:
            at_hand = {name: rows for name, rows in at_hand.items() if name in names}
            reads = reads & names
        found = Corpus(self.rows, sorted(reads), at_hand, changed)
        found.__dict__.update(ids=self.ids, _batch=self._batch)
        return found

    def _rows_of(
        self, name: str, ids: Sequence[str], columns: Sequence[str] | None = None
    ) -> pa.Table:
        """Return the rows of a table that some documents have."""
        if name not in self.at_hand and self.rows.is_by_document(name):
            return _read(self.rows, name, columns, sorted(set(ids)))
        rows = self.table(name)
        rows = rows.filter(pc.is_in(rows["doc_id"], value_set=pa.array(ids, pa.string())))
        return rows if columns is None else rows.select(list(columns))


def _read(
    rows: Overlay,
    name: str,
    columns: Sequence[str] | None,
    owners: Sequence[str] | None = None,
) -> pa.Table:
    """Return some columns of a table, which are read with the one that its rows are sorted by."""
    if columns is None:
        return rows.read(name, owners)
    key = info_of(rows.tables[name]).keys[0]
    read = list(dict.fromkeys([key, *columns]))
    unknown = {*read} - {*arrow_schema(rows.tables[name]).names}
    if unknown:
        raise KeyError(f"Table {name} has no column {min(unknown)!r}.")
    return rows.read(name, owners, read).select(list(columns))


def _schema(tables: Mapping[str, type[Table]]) -> pa.Schema:
    """Return the columns of documents that components see."""
    empty = arrow_schema(tables["documents"]).empty_table()
    return empty.drop_columns(list(HIDDEN)).schema


def _same(rows: pa.Table) -> pa.Table:
    return rows


def _widened(rows: pa.Table) -> pa.Table:
    position = rows.schema.get_field_index("text")
    field = rows.schema.field(position).with_type(pa.large_string())
    return rows.set_column(position, field, rows["text"].cast(pa.large_string()))
