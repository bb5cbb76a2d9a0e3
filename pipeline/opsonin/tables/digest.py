"""Digests of tables that do not depend on files, chunks or the order in which rows came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import TableError
from opsonin.tables.model import ENGINE

#: Rows are encoded in slices of about this size, so that no Arrow buffer reaches 2 GiB.
SLICE_BYTES = 64 * 2**20

Codes = npt.NDArray[np.int64]
#: A packed record for each row: a flag and a number for each column.
Heads = npt.NDArray[np.void]

#: Owners that are digested together.
_PAIRS = 10_000

#: Integers that stand for the values of other types.
_NUMBERED = {
    pa.bool_(): pa.int8(),
    pa.date32(): pa.int32(),
    pa.timestamp("us", tz="UTC"): pa.int64(),
}


def owner_column(table: pa.Table, keys: tuple[str, ...]) -> pa.ChunkedArray:
    """Return the owner of each row: the first of its key columns that is not null.

    Args:
        table: Rows x at least the key columns.
        keys: Names of the key columns, not empty.

    Raises:
        TableError: A row has no owner because all of its key columns are null.
    """
    owners = table[keys[0]] if len(keys) == 1 else pc.coalesce(*(table[key] for key in keys))
    if owners.null_count:
        raise TableError(
            "A row has no owner: all of its key columns are null.",
            component=ENGINE,
            table="with keys " + ", ".join(keys),
            remedy=f"Fill one of the columns {', '.join(keys)}.",
        )
    return owners


def owner_digests(table: pa.Table, keys: tuple[str, ...]) -> list[tuple[str, int, str]]:
    """Return what each owner's rows are: (owner, number of rows, SHA-256 of the canonical rows).

    Equal rows give equal digests, whatever their order, chunks and files. A row is written as one
    byte for each column that tells null from a value, with its number or its length in bytes whose
    order is that of the numbers, and then the UTF-8 bytes of its strings and the elements of its
    lists. A float is its IEEE 754 bits, with one zero and one NaN. The rows of an owner are sorted
    by their bytes: rows that are numbered, or sorted by their place, stand in that order already.
    Names and types of the columns are part of the digest.

    Args:
        table: Rows x all columns of a table.
        keys: The columns whose first non-null value owns a row. When empty, all rows belong to
            the one owner ``""``.

    Returns:
        One entry for each owner, sorted by owner.

    Raises:
        TableError: A row has no owner, or a column has a type outside the data contract.
    """
    if not table.num_rows:
        return []
    header = hashlib.sha256()
    for field in table.schema:
        header.update(f"{len(field.name.encode())}:{field.name}{field.type};".encode())
    owners, codes = _owners(table, keys)
    if (codes[1:] < codes[:-1]).any():
        order = np.argsort(codes, kind="stable")
        codes, table = codes[order], table.take(pa.array(order))
    found = []
    for code, n_rows, rows in _rows_by_owner(table, codes):
        digest = header.copy()
        digest.update(rows)
        found.append((owners[code], n_rows, digest.hexdigest()))
    return sorted(found)


def table_digest(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of a whole table from the (owner, digest) of each of its owners.

    >>> table_digest([("b", "22"), ("a", "11")]) == table_digest([("a", "11"), ("b", "22")])
    True
    """
    digest = hashlib.sha256()
    written = (
        f"{len(owner) if owner.isascii() else len(owner.encode())}:{owner}{rows};"
        for owner, rows in sorted(pairs)
    )
    while some := "".join(islice(written, _PAIRS)):
        digest.update(some.encode())
    return digest.hexdigest()


def _slices(table: pa.Table) -> Iterator[pa.RecordBatch]:
    row_bytes = max(1, table.nbytes // table.num_rows)
    for batch in table.to_batches(max_chunksize=max(1, SLICE_BYTES // row_bytes)):
        if not batch.num_rows:
            continue
        # One huge row among small ones would hide in the average.
        if batch.nbytes > 8 * SLICE_BYTES and batch.num_rows > 1:
            half = batch.num_rows // 2
            for part in (batch.slice(0, half), batch.slice(half)):
                yield from _slices(pa.Table.from_batches([part]))
        else:
            yield batch


def _owners(table: pa.Table, keys: tuple[str, ...]) -> tuple[list[str], Codes]:
    """Return the names of owners, and the position in them of the owner of each row."""
    if not keys:
        return [""], np.zeros(table.num_rows, np.int64)
    coded = owner_column(table, keys).combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int64)


def _rows_by_owner(table: pa.Table, codes: Codes) -> Iterator[tuple[int, int, bytes | memoryview]]:
    """Return the canonical rows of each owner, one after the other, with their number.

    Args:
        table: Rows sorted by owner.
        codes: The owner of each row.
    """
    waiting: list[bytes] = []
    first = 0
    for batch in _slices(table):
        last = first + batch.num_rows
        rows = _Rows.of(batch, codes[first:last])
        # Only the last owner of a slice may have further rows in the next.
        continued = int(codes[last]) if last < len(codes) else None
        owners = codes[first:last][rows.bounds[:-1]].tolist()
        for code, (start, end) in zip(owners, pairwise(rows.bounds), strict=True):
            goes_on = code == continued
            if goes_on or waiting:
                waiting += rows.single(start, end)
                if not goes_on:
                    yield code, len(waiting), b"".join(sorted(waiting))
                    waiting = []
            elif code in rows.unsorted:
                yield code, end - start, b"".join(sorted(rows.single(start, end)))
            else:
                yield code, end - start, rows.data[rows.ends[start] : rows.ends[end]]
        first = last


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The canonical bytes of some rows.

    Attributes:
        data: All of them.
        ends: Where in it each row begins, and the last one ends.
        bounds: The row with which each owner begins, and the number of rows.
        unsorted: Codes of owners whose rows may not be in the order of their bytes.
    """

    data: memoryview
    ends: list[int]
    bounds: list[int]
    unsorted: frozenset[int]

    @classmethod
    def of(cls, batch: pa.RecordBatch, codes: Codes) -> _Rows:
        rows, heads = _encode_rows(batch)
        _, ends, data = rows.buffers()
        bounds = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
        return cls(
            memoryview(data or b""),
            np.frombuffer(ends, np.int32)[rows.offset : rows.offset + len(rows) + 1].tolist(),
            [*bounds.tolist(), len(codes)],
            _unsorted(heads, codes),
        )

    def single(self, start: int, end: int) -> list[bytes]:
        """Return rows apart from each other."""
        return [bytes(self.data[a:b]) for a, b in pairwise(self.ends[start : end + 1])]


def _unsorted(heads: Heads, codes: Codes) -> frozenset[int]:
    """Return the owners of whom a row may have smaller bytes than the one before it."""
    open_pairs = np.flatnonzero(codes[1:] == codes[:-1])
    unsorted: list[Codes] = []
    for name in heads.dtype.names or ():
        if not len(open_pairs):
            break
        cells = heads[name]
        before, after = cells[open_pairs], cells[open_pairs + 1]
        unsorted.append(open_pairs[after < before])
        open_pairs = open_pairs[after == before]
    # What only differs in strings of equal lengths is rare; it is sorted to be sure.
    return frozenset(codes[np.concatenate([*unsorted, open_pairs])].tolist())


def _encode_rows(batch: pa.RecordBatch) -> tuple[pa.Array, Heads]:
    """Return the canonical bytes of each row, and their heads.

    The head has a fixed width and holds, for each column, one byte that is 0 for null, and the
    number, or the length of the string or list. It suffices to take apart what follows it.
    """
    numbers, bodies = [], []
    for column in batch.columns:
        number, body = _encode_cells(column)
        numbers.append(number)
        if body is not None:
            bodies.append(body)
    heads = _heads(numbers, batch.num_rows)
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(heads.itemsize), len(heads), [None, pa.py_buffer(heads)]
    )
    return pc.binary_join_element_wise(fixed.cast(pa.binary()), *bodies, b""), heads


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
        remedy="Use a type of opsonin.tables.arrow.",
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
    return pc.binary_join(pa.ListArray.from_arrays(offsets, _encode_rows(elements)[0]), b"")
