"""What components called their rows, and what the rows are called after a merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Bools, Ints
from opsonin.stages.coordinates import NONE, column_ints, positions_in

#: Stands for the maker of a row whose number was given by a merge.
MERGED = ""

#: Numbers are 32 bits wide, the most that a column of the contract holds.
_WIDTH = 32
_SCHEMA = pa.schema(
    [
        ("maker", pa.string()),
        ("owner", pa.string()),
        ("own", pa.int32()),
        ("dense", pa.int32()),
    ]
)


@dataclass(frozen=True, eq=False)
class Renumbering:
    """How rows were renumbered.

    Attributes:
        entries: Rows x ``maker``, ``owner`` (document), ``own`` (what the maker called the row)
            and ``dense`` (what it is called now; null if it is gone). Of two entries for one row
            the later one holds.
    """

    entries: pa.Table

    @classmethod
    def of(cls, makers: pa.Array, owners: pa.Array, own: pa.Array, dense: pa.Array) -> Renumbering:
        """Note how rows were renumbered; those without a number of their own are left out."""
        columns = [makers, owners, own, dense]
        entries = pa.table(columns, names=_SCHEMA.names).cast(_SCHEMA)
        return cls(entries.filter(entries["own"].is_valid()) if own.null_count else entries)

    @classmethod
    def none(cls) -> Renumbering:
        """Return the renumbering of no rows."""
        return cls(_SCHEMA.empty_table())

    @classmethod
    def from_mapping(cls, numbers: Mapping[tuple[str, str, int], int | None]) -> Renumbering:
        """Return a renumbering of (maker, owner, own number) to new numbers."""
        rows = [(*key, dense) for key, dense in numbers.items()]
        names = _SCHEMA.names
        return cls(
            pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], _SCHEMA)
        )

    def to_mapping(self) -> dict[tuple[str, str, int], int | None]:
        """Return (maker, owner, own number) -> new number."""
        rows = self.entries.to_pylist()
        return {(row["maker"], row["owner"], row["own"]): row["dense"] for row in rows}

    @cached_property
    def _makers(self) -> pa.Array:
        return pc.unique(self.entries["maker"])

    @cached_property
    def _owners(self) -> pa.Array:
        return pc.unique(self.entries["owner"])

    @cached_property
    def _sorted(self) -> tuple[Ints, Ints]:
        """Keys in ascending order and the new number of each."""
        keys, _ = self._keys(*(self.entries[name] for name in ("maker", "owner", "own")))
        order = np.argsort(keys, kind="stable")
        return keys[order], column_ints(self.entries["dense"])[order]

    def _keys(
        self, makers: pa.ChunkedArray, owners: pa.ChunkedArray, own: pa.ChunkedArray
    ) -> tuple[Ints, Bools]:
        maker, owner = positions_in(self._makers, makers), positions_in(self._owners, owners)
        number = column_ints(own, 0) + (1 << (_WIDTH - 1))
        keys = ((maker * len(self._owners) + owner) << _WIDTH) + number
        return keys, (maker >= 0) & (owner >= 0)

    def find(
        self, makers: pa.ChunkedArray, owners: pa.ChunkedArray, own: pa.ChunkedArray
    ) -> tuple[Ints, Bools]:
        """Look rows up.

        Returns:
            The new number of each (`NONE` for a row that is gone), and whether it is known.
        """
        if not self.entries.num_rows:
            return np.full(len(own), NONE, np.int64), np.zeros(len(own), np.bool_)
        known, dense = self._sorted
        keys, is_known = self._keys(makers, owners, own)
        at = np.searchsorted(known, keys, "right") - 1
        is_known &= (at >= 0) & (known[at] == keys)
        return np.where(is_known, dense[at], NONE), is_known

    def followed_by(self, numbers: Renumbering) -> Renumbering:
        """Return what components called rows after a merged table was merged anew.

        Args:
            numbers: What the new merge did; what this one gave stands under `MERGED`.
        """
        entries = self.entries
        merged = pa.chunked_array([pa.repeat(pa.scalar(MERGED), entries.num_rows)])
        dense, _ = numbers.find(merged, entries["owner"], entries["dense"])
        # A reference to a row that is gone must not be taken for the id of somebody else's row.
        gone = (dense == NONE) | (column_ints(entries["dense"]) == NONE)
        now = pa.array(np.where(gone, 0, dense).astype(np.int32), pa.int32(), mask=gone)
        kept = entries.set_column(_SCHEMA.get_field_index("dense"), "dense", now)
        return Renumbering(pa.concat_tables([kept, numbers.entries]))


def renumber(
    cells: pa.ChunkedArray,
    makers: pa.ChunkedArray,
    owners: pa.ChunkedArray,
    numbers: Renumbering,
) -> pa.Array:
    """Replace row numbers, or lists of them.

    A number that its maker never gave to a row is the id of somebody else's row and stays; one
    that a merge gave and that is no longer there belonged to a row that is gone.

    Args:
        cells: Numbers, or lists of numbers.
        makers: Who counted so in each row.
        owners: The document of each row.
        numbers: How the rows that are meant were renumbered.
    """
    if pa.types.is_list(cells.type):
        lists = pa.concat_arrays(cells.chunks) if cells.num_chunks else pa.array([], cells.type)
        rows = pc.list_parent_indices(lists)
        flat = renumber(
            _chunked(pc.list_flatten(lists)), makers.take(rows), owners.take(rows), numbers
        )
        left = flat.is_valid()
        kept = column_ints(rows.filter(left))
        counts = np.bincount(kept, minlength=len(lists))
        offsets = pa.array(np.append(0, np.cumsum(counts)), pa.int32())
        return pa.ListArray.from_arrays(offsets, flat.filter(left)).cast(cells.type)
    dense, is_known = numbers.find(makers, owners, cells)
    is_merged = pc.equal(makers, MERGED).to_numpy(zero_copy_only=False).astype(np.bool_)
    is_null = cells.is_null().to_numpy(zero_copy_only=False).astype(np.bool_)
    values = np.where(is_known, dense, column_ints(cells, 0))
    gone = is_null | (is_known & (dense == NONE)) | (~is_known & is_merged)
    return pa.array(np.where(gone, 0, values).astype(np.int32), cells.type, mask=gone)


def _chunked(array: pa.Array) -> pa.ChunkedArray:
    return pa.chunked_array([array])
