"""The canonical bytes of rows: the same for equal rows, whatever their chunks and files.

A row has a head of fixed width, one byte for each column that tells null from a value and then its
number, or its length in bytes, in the order of the numbers. Behind it come the bodies: the UTF-8
bytes of its strings and the elements of its lists. A float is its IEEE 754 bits, with one zero and
one NaN. The head tells how to take apart what follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import TableError
from opsonin.tables.model import ENGINE

#: A packed record for each row: a flag and a number for each column.
Heads = npt.NDArray[np.void]

_EMPTY = pa.py_buffer(b"")

#: Integers that stand for the values of other types.
_NUMBERED = {
    pa.bool_(): pa.int8(),
    pa.date32(): pa.int32(),
    pa.timestamp("us", tz="UTC"): pa.int64(),
}


@dataclass(frozen=True, slots=True, eq=False)
class CanonicalRows:
    """Some rows in canonical form.

    Attributes:
        heads: One for each row.
        bodies: For each column, the bytes of each row, without nulls; None where there are none.
    """

    heads: Heads
    bodies: tuple[pa.Array | None, ...]

    @classmethod
    def of(cls, batch: pa.RecordBatch) -> CanonicalRows:
        """Encode rows.

        Raises:
            TableError: A column has a type outside the data contract.
        """
        cells = [_encode_cells(column) for column in batch.columns]
        heads = _heads([numbers for numbers, _ in cells], batch.num_rows)
        return cls(heads, tuple(body for _, body in cells))

    def by_row(self) -> pa.Array:
        """Return the bytes of each row."""
        return self.by_run(np.arange(len(self.heads) + 1))

    def by_run(self, bounds: npt.NDArray[np.int64], *before: pa.Array) -> pa.Array:
        """Return the bytes of each run of rows: all heads, then column by column all bodies.

        Args:
            bounds: The row with which each run begins, and the number of rows.
            *before: What is put before them, as binary, a cell for each run.
        """
        heads = _runs(bounds * self.heads.itemsize, pa.py_buffer(self.heads))
        bodies = [
            _runs(_ends(body)[bounds], body.buffers()[2])
            for body in self.bodies
            if body is not None
        ]
        return pc.binary_join_element_wise(*before, heads, *bodies, b"")


def _runs(ends: npt.NDArray[np.integer], data: pa.Buffer | None) -> pa.Array:
    offsets = pa.py_buffer(np.ascontiguousarray(ends, np.int32))
    return pa.Array.from_buffers(pa.binary(), len(ends) - 1, [None, offsets, data or _EMPTY])


def _ends(cells: pa.Array) -> npt.NDArray[np.int32]:
    """Return where in the data each cell begins, and where the last one ends."""
    offsets = cells.buffers()[1]
    if offsets is None or not len(cells):
        return np.zeros(len(cells) + 1, np.int32)
    return np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]


def _heads(columns: Sequence[pa.Array], n_rows: int) -> Heads:
    """Return a packed record for each row, with a flag and a number for each column."""
    kinds: list[tuple[str, str]] = []
    for at, numbers in enumerate(columns):
        kinds += [(f"is{at}", "u1"), (f"n{at}", f">u{numbers.type.bit_width // 8}")]
    heads = np.empty(n_rows, np.dtype(kinds))
    for at, numbers in enumerate(columns):
        has_nulls = numbers.null_count > 0
        values = pc.fill_null(numbers, 0) if has_nulls else numbers
        signed = values.to_numpy(zero_copy_only=False)
        # Without its sign bit turned, a negative number would come after all others.
        heads[f"n{at}"] = signed.view(f"u{signed.itemsize}") ^ (1 << (8 * signed.itemsize - 1))
        heads[f"is{at}"] = pc.is_valid(numbers).to_numpy(zero_copy_only=False) if has_nulls else 1
    return heads


def _encode_cells(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """Return the numbers of a column, or its lengths and the bytes that have them."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        cells = column.view(pa.binary())
        if cells.null_count == len(cells):
            return pc.binary_length(cells), None
        return pc.binary_length(cells), pc.fill_null(cells, b"") if cells.null_count else cells
    if pa.types.is_list(kind):
        lengths = pc.list_value_length(column)
        return lengths, _join_elements(column, lengths)
    if pa.types.is_float32(kind) or pa.types.is_float64(kind):
        return _float_bits(column), None
    if kind in _NUMBERED:
        return column.cast(_NUMBERED[kind]), None
    if pa.types.is_signed_integer(kind):
        return column, None
    raise TableError(
        f"A column has the type {kind}, which has no canonical form.",
        component=ENGINE,
        table="to be digested",
        remedy="Use a type that opsonin offers, such as opsonin.Int32.",
    )


def _float_bits(column: pa.Array) -> pa.Array:
    # Adding zero turns -0.0 into 0.0 and leaves every other number as it is.
    positive = pc.add(column, pa.scalar(0.0, column.type))
    one_nan = pc.if_else(pc.is_nan(column), pa.scalar(float("nan"), column.type), positive)
    return one_nan.view(pa.int32() if pa.types.is_float32(column.type) else pa.int64())


def _join_elements(column: pa.Array, lengths: pa.Array) -> pa.Array:
    elements = pa.RecordBatch.from_arrays([pc.list_flatten(column)], names=["element"])
    ends = np.cumsum(pc.fill_null(lengths, 0).to_numpy(zero_copy_only=False))
    offsets = pa.array(np.concatenate([[0], ends]), pa.int32())
    return pc.binary_join(
        pa.ListArray.from_arrays(offsets, CanonicalRows.of(elements).by_row()), b""
    )
