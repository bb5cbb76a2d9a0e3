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
        entries: Rows x ``maker`` (or `reader_of` who read them), ``owner`` (document), ``own``
            (what the maker called the row) and ``dense`` (what it is called now; null if it is
            gone). Of two entries for one row the later one holds.
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
        """Return what rows were called by components after a merged table was merged anew.

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
        given = numbers.entries.filter(pc.not_equal(numbers.entries["maker"], MERGED))
        return Renumbering(pa.concat_tables([kept, given]))

    def read_by(
        self, name: str, owners: pa.ChunkedArray, read: pa.ChunkedArray, now: pa.ChunkedArray
    ) -> Renumbering:
        """Note that a component has read the table, and may refer to its rows by what it read.

        Args:
            name: The component.
            owners: The document of each row.
            read: What it was called when the component read it.
            now: What it is called now.
        """
        reader = pa.chunked_array([pa.repeat(pa.scalar(reader_of(name)), len(owners))])
        noted = Renumbering.of(reader, owners, read, now)
        return Renumbering(pa.concat_tables([self.entries, noted.entries]))

    def as_read_by(self, name: str, reading: Renumbering) -> Renumbering:
        """Do as `read_by` with rows that were numbered otherwise when they were read.

        Args:
            name: The component.
            reading: How the rows were numbered then, by the same makers' own numbers.
        """
        then = reading.entries
        now, is_known = self.find(then["maker"], then["owner"], then["own"])
        is_there = is_known & (now != NONE) & (column_ints(then["dense"]) != NONE)
        seen = then.filter(pa.array(is_there))
        numbers = pa.chunked_array([pa.array(now[is_there].astype(np.int32), pa.int32())])
        return self.read_by(name, seen["owner"], seen["dense"], numbers)


def reader_of(name: str) -> str:
    """Return the maker of the numbers that a component has read; no component has this name."""
    return f"@{name}"


def readers_of(makers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Do as `reader_of` for each."""
    return pc.binary_join_element_wise(reader_of(""), makers, "")


def renumber(
    cells: pa.ChunkedArray,
    owners: pa.ChunkedArray,
    numbers: Renumbering,
    *makers: pa.ChunkedArray,
) -> pa.Array:
    """Replace row numbers, or lists of them, by what the rows are called now.

    A number under which nobody knows a row belonged to one that is gone.

    Args:
        cells: Numbers, or lists of numbers.
        owners: The document of each row.
        numbers: How the rows that are meant were renumbered.
        makers: Who may have counted so in each row; whoever comes first knows best.
    """
    if pa.types.is_list(cells.type):
        lists, rows, numbers_in = listed(cells)
        flat = renumber(numbers_in, owners.take(rows), numbers, *(one.take(rows) for one in makers))
        left = flat.is_valid()
        kept = column_ints(rows.filter(left))
        counts = np.bincount(kept, minlength=len(lists))
        offsets = pa.array(np.append(0, np.cumsum(counts)), pa.int32())
        return pa.ListArray.from_arrays(offsets, flat.filter(left)).cast(cells.type)
    values, is_known = look_up(cells, owners, numbers, *makers)
    is_null = cells.is_null().to_numpy(zero_copy_only=False).astype(np.bool_)
    gone = is_null | ~is_known | (values == NONE)
    return pa.array(np.where(gone, 0, values).astype(np.int32), cells.type, mask=gone)


def look_up(
    cells: pa.ChunkedArray,
    owners: pa.ChunkedArray,
    numbers: Renumbering,
    *makers: pa.ChunkedArray,
) -> tuple[Ints, Bools]:
    """Do as `Renumbering.find` with several makers, of whom the first that knows a row tells."""
    values = np.full(len(cells), NONE, np.int64)
    is_known = np.zeros(len(cells), np.bool_)
    for maker in makers:
        dense, knows = numbers.find(maker, owners, cells)
        values = np.where(is_known, values, dense)
        is_known |= knows
    return values, is_known


def listed(cells: pa.ChunkedArray) -> tuple[pa.Array, pa.Array, pa.ChunkedArray]:
    """Return lists as one array, the row of each item in them, and the items."""
    lists = pa.concat_arrays(cells.chunks) if cells.num_chunks else pa.array([], cells.type)
    items = pa.chunked_array([pc.list_flatten(lists)])
    return lists, pc.list_parent_indices(lists), items
