"""The tables as they will stand once this run is committed: the store under what is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.documents import Documents
from opsonin.runner.shards import HIDDEN
from opsonin.stages.coordinates import Coordinates, read_coordinates
from opsonin.store.parquet import FileRef
from opsonin.store.store import Store
from opsonin.tables.model import Table, arrow_schema, info_of


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
        return pa.concat_tables(found).sort_by(key)

    def coordinates(self, doc_ids: Sequence[str]) -> Mapping[str, Coordinates]:
        """Return text, alignment and segments of some documents."""
        if not doc_ids:
            return {}
        documents, alignment, segments = (
            self.read(name, doc_ids) for name in ("documents", "alignment", "segments")
        )
        return read_coordinates(documents, alignment, segments)

    def documents(self, reads: Sequence[str]) -> Documents:
        """Return all documents as a corpus tagger sees them."""
        rows = self.read("documents").drop_columns(list(HIDDEN)).combine_chunks()
        batches = rows.to_batches()
        batch = batches[0] if batches else pa.RecordBatch.from_pylist([], rows.schema)
        loaders: dict[str, Callable[[], pa.Table]] = {
            name: partial(self.read, name) for name in reads
        }
        return Documents(batch, loaders)
