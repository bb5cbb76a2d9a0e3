"""Digests of tables that do not depend on files, chunks or the order in which rows came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import TableError
from opsonin.tables.model import ENGINE

#: Rows are encoded in slices of about this size, so that no Arrow buffer reaches 2 GiB.
SLICE_BYTES = 64 * 2**20

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
    byte for each column that tells null from a value, with its number or its length in
    little-endian bytes, and then the UTF-8 bytes of its strings and the elements of its lists. A
    float is its IEEE 754 bits, with one zero and one NaN. The rows of an owner are sorted by
    their bytes. Names and types of the columns are part of the digest.

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
    rows = [row for batch in _slices(table) for row in _row_bytes(_encode_rows(batch))]
    found = []
    for owner, mine in _rows_by_owner(table, keys, rows):
        digest = header.copy()
        digest.update(mine[0] if len(mine) == 1 else b"".join(sorted(mine)))
        found.append((owner, len(mine), digest.hexdigest()))
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
        # One huge row among small ones would hide in the average.
        if batch.nbytes > 8 * SLICE_BYTES and batch.num_rows > 1:
            half = batch.num_rows // 2
            for part in (batch.slice(0, half), batch.slice(half)):
                yield from _slices(pa.Table.from_batches([part]))
        else:
            yield batch


def _rows_by_owner(
    table: pa.Table, keys: tuple[str, ...], rows: list[bytes]
) -> Iterator[tuple[str, list[bytes]]]:
    if not keys:
        yield "", rows
        return
    coded = owner_column(table, keys).combine_chunks().dictionary_encode()
    owners = coded.dictionary.to_pylist()
    if len(owners) == len(rows):
        # Owners are numbered in the order in which they come.
        yield from ((owner, [row]) for owner, row in zip(owners, rows, strict=True))
        return
    codes = coded.indices.to_numpy()
    if (codes[1:] < codes[:-1]).any():
        order = np.argsort(codes, kind="stable")
        codes, rows = codes[order], [rows[place] for place in order.tolist()]
    bounds = np.searchsorted(codes, np.arange(len(owners) + 1)).tolist()
    for owner, (start, end) in zip(owners, pairwise(bounds), strict=True):
        yield owner, rows[start:end]


def _row_bytes(rows: pa.Array) -> list[bytes]:
    """Return the elements of a binary array without nulls; Arrow's own way is far slower."""
    _, ends, data = rows.buffers()
    bounds = np.frombuffer(ends, np.int32)[rows.offset : rows.offset + len(rows) + 1].tolist()
    whole = data.to_pybytes() if data else b""
    return [whole[start:end] for start, end in pairwise(bounds)]


def _encode_rows(batch: pa.RecordBatch) -> pa.Array:
    """Return the canonical bytes of each row: a head of fixed width, then what has no such width.

    The head holds, for each column, one byte that is 0 for null, and the number, or the length of
    the string or list. Numbers and lengths suffice to take the rest apart again.
    """
    numbers, bodies = [], []
    for column in batch.columns:
        number, body = _encode_cells(column)
        numbers.append(number)
        if body is not None:
            bodies.append(body)
    head = _heads(numbers, batch.num_rows)
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(head.itemsize), len(head), [None, pa.py_buffer(head)]
    )
    return pc.binary_join_element_wise(fixed.cast(pa.binary()), *bodies, b"")


def _heads(columns: Sequence[pa.Array], n_rows: int) -> np.ndarray[Any, np.dtype[np.void]]:
    """Return a packed record for each row, with a flag and a number for each column."""
    kinds: list[tuple[str, str]] = []
    for place, numbers in enumerate(columns):
        kinds += [(f"is{place}", "u1"), (f"n{place}", f"<i{numbers.type.bit_width // 8}")]
    heads = np.empty(n_rows, np.dtype(kinds))
    for place, numbers in enumerate(columns):
        has_nulls = numbers.null_count > 0
        values = pc.fill_null(numbers, 0) if has_nulls else numbers
        heads[f"n{place}"] = values.to_numpy(zero_copy_only=False)
        heads[f"is{place}"] = (
            pc.is_valid(numbers).to_numpy(zero_copy_only=False) if has_nulls else 1
        )
    return heads


def _encode_cells(column: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """Return the numbers of a column, or its lengths and the bytes that have them."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        cells = column.view(pa.binary())
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
    return pc.binary_join(pa.ListArray.from_arrays(offsets, _encode_rows(elements)), b"")
