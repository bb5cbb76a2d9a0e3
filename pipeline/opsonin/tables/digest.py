"""Digests of tables that do not depend on files, chunks or the order in which rows came."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import TableError
from opsonin.tables.canonical import CanonicalRows, Heads
from opsonin.tables.model import ENGINE

#: Rows are encoded in slices of about this size, so that no Arrow buffer reaches 2 GiB.
SLICE_BYTES = 64 * 2**20

#: What holds an owner and is larger than so many slices is taken row by row.
_LARGE = 8
#: Bytes of a cell's flag and number at most.
_HEAD_BYTES = 9

Codes = npt.NDArray[np.int64]
#: Owners that are digested together.
_PAIRS = 10_000


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

    Equal rows give equal digests, whatever their order, chunks and files. What is digested are the
    names and types of the columns, the number of rows, and the rows in canonical form
    (`opsonin.tables.canonical`): all heads, then column by column all bodies, so that the cells of
    an owner are digested as they lie in memory. The rows of an owner are sorted by their bytes:
    rows that are numbered, or sorted by their place, stand in that order already.

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
        for some in rows:
            digest.update(some)
        found.append((owners[code], n_rows, digest.hexdigest()))
    return sorted(found)


def table_digest(pairs: Collection[tuple[str, str]]) -> str:
    """Return the SHA-256 of a whole table from the (owner, digest) of each of its owners.

    >>> table_digest([("b", "22"), ("a", "11")]) == table_digest([("a", "11"), ("b", "22")])
    True
    """
    owners, digests = zip(*sorted(pairs), strict=True) if pairs else ((), ())
    return sorted_table_digest(pa.array(owners, pa.string()), pa.array(digests, pa.string()))


def sorted_table_digest(owners: pa.Array, digests: pa.Array) -> str:
    """Return what `table_digest` returns, of owners that are sorted and in Arrow already."""
    digest = hashlib.sha256()
    for start in range(0, len(owners), _PAIRS):
        names, rows = (cells[start : start + _PAIRS] for cells in (owners, digests))
        lengths = pc.binary_length(names).cast(pa.string())
        joined = pc.binary_join_element_wise(lengths, ":", names, rows, ";", "")
        digest.update(memoryview(joined.buffers()[2])[: pc.sum(pc.binary_length(joined)).as_py()])
    return digest.hexdigest()


def streamed_table_digest(pairs: Iterable[tuple[str, bytes]]) -> str:
    r"""Return what `table_digest` returns, of owners that come sorted, with digests in bytes.

    >>> streamed_table_digest([("a", b"\x11")]) == table_digest([("a", "11")])
    True
    """
    digest = hashlib.sha256()
    left = iter(pairs)
    while some := list(islice(left, _PAIRS)):
        lines = [f"{len(owner.encode())}:{owner}{rows.hex()};" for owner, rows in some]
        digest.update("".join(lines).encode())
    return digest.hexdigest()


def _owners(table: pa.Table, keys: tuple[str, ...]) -> tuple[list[str], Codes]:
    """Return the names of owners, and the position in them of the owner of each row."""
    if not keys:
        return [""], np.zeros(table.num_rows, np.int64)
    coded = owner_column(table, keys).combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int64)


def _rows_by_owner(
    table: pa.Table, codes: Codes
) -> Iterator[tuple[int, int, Iterable[bytes | memoryview]]]:
    """Yield owner, number of rows and what is digested of them, in pieces.

    Args:
        table: Rows sorted by owner.
        codes: The owner of each row.
    """
    for start, stop in _slices(table, codes):
        part, owners = table.slice(start, stop - start), codes[start:stop]
        if _is_large(part):
            yield int(owners[0]), len(owners), _large_owner(part)
            continue
        batch = part.combine_chunks().to_batches()[0]
        rows = CanonicalRows.of(batch)
        disordered = _disordered(rows.heads, owners)
        if len(disordered):
            rows = CanonicalRows.of(batch.take(_by_bytes(rows, owners, disordered)))
        bounds = _bounds(owners)
        found = rows.by_run(bounds, _numbers(np.diff(bounds)))
        _, ends, data = found.buffers()
        places = np.frombuffer(ends, np.int32)[: len(found) + 1].tolist()
        content = memoryview(data)
        for code, n_rows, (first, last) in zip(
            owners[bounds[:-1]].tolist(), np.diff(bounds).tolist(), pairwise(places), strict=True
        ):
            yield code, n_rows, (content[first:last],)


def _slices(table: pa.Table, codes: Codes) -> Iterator[tuple[int, int]]:
    """Yield stretches of rows of about a slice that hold whole owners, or one that is larger."""
    row_bytes = max(_HEAD_BYTES * table.num_columns, table.nbytes // table.num_rows)
    step = max(1, SLICE_BYTES // row_bytes)
    bounds = _bounds(codes)
    last = len(bounds) - 1
    waiting = [(0, last)]
    while waiting:
        first, end = waiting.pop()
        start, stop = int(bounds[first]), int(bounds[end])
        cut = first + 1
        if stop - start > step:
            cut = max(cut, int(np.searchsorted(bounds, start + step, "right")) - 1)
        # One huge row among small ones would hide in the average.
        elif _is_large(table.slice(start, stop - start)):
            cut = max(cut, (first + end) // 2)
        else:
            cut = end
        if cut < end:
            waiting += [(cut, end), (first, cut)]
        else:
            yield start, stop


def _is_large(part: pa.Table) -> bool:
    return bool(part.nbytes > _LARGE * SLICE_BYTES)


def _large_owner(rows: pa.Table) -> Iterator[bytes | memoryview]:
    """Yield what is digested of an owner whose rows are too many for one array."""
    step = max(1, SLICE_BYTES * rows.num_rows // rows.nbytes)
    parts = [CanonicalRows.of(one) for one in rows.to_batches(max_chunksize=step)]
    keys = [
        (key, at, row)
        for at, part in enumerate(parts)
        for row, key in enumerate(part.by_row().to_pylist())
    ]
    order = [(at, row) for _, at, row in sorted(keys)]
    yield len(order).to_bytes(8, "big")
    for at, row in order:
        yield parts[at].heads[row].tobytes()
    for column in range(len(parts[0].bodies)):
        for at, row in order:
            body = parts[at].bodies[column]
            if body is not None:
                yield body[row].as_buffer()


def _bounds(codes: Codes) -> Codes:
    """Return the row with which each owner begins, and the number of rows."""
    starts = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    return np.concatenate([[0], starts, [len(codes)]]).astype(np.int64)


def _numbers(values: Codes) -> pa.Array:
    """Return numbers as eight bytes each."""
    fixed = pa.py_buffer(values.astype(">i8"))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(8), len(values), [None, fixed]).cast(
        pa.binary()
    )


def _disordered(heads: Heads, codes: Codes) -> Codes:
    """Return the owners of whom a row may have smaller bytes than the one before it."""
    open_pairs = np.flatnonzero(codes[1:] == codes[:-1])
    found: list[Codes] = []
    for name in heads.dtype.names or ():
        if not len(open_pairs):
            break
        cells = heads[name]
        before, after = cells[open_pairs], cells[open_pairs + 1]
        found.append(open_pairs[after < before])
        open_pairs = open_pairs[after == before]
    # What only differs in strings of equal lengths is rare; it is sorted to be sure.
    return np.unique(codes[np.concatenate([*found, open_pairs])])


def _by_bytes(rows: CanonicalRows, codes: Codes, disordered: Codes) -> pa.Array:
    """Return the order in which the rows of these owners are sorted by their bytes."""
    order = np.arange(len(codes))
    mine = np.flatnonzero(np.isin(codes, disordered))
    keys = rows.by_row().take(pa.array(mine)).to_pylist()
    by_bytes = sorted(range(len(mine)), key=lambda at: (codes[mine[at]], keys[at]))
    order[mine] = mine[by_bytes]
    return pa.array(order)
