"""Merges files of a table into one that is sorted by owner, in memory that does not grow.

Rows are laid down by ranges of owners as the files are read one by one; then each range is
sorted and written. The result has the rows that sorting everything at once would give.
"""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.store import files
from opsonin.store.parquet import FileRef, sorted_by_owner, write_groups
from opsonin.store.rows import read_live
from opsonin.tables.digest import owner_column
from opsonin.tables.model import Table, arrow_schema, info_of

#: Bytes that a range of owners unpacks to, about; one owner is never split.
RANGE_BYTES = 64 * 2**20

#: A file of the store and the owners whose rows live, None for all.
Source: TypeAlias = tuple[Path, Sequence[str] | None]


def merge(
    sources: Sequence[Source], model: type[Table], folder: Path, unpacked_bytes: int
) -> FileRef:
    """Write the live rows of files into one file, named by its bytes, and return it.

    Args:
        sources: The files, in the order in which rows of one owner are to stand.
        model: The table.
        folder: Where to write; nobody else does.
        unpacked_bytes: About how much the files hold.

    Raises:
        StoreError: A file is damaged, or the disk is full.
    """
    unnamed = folder / "merged.parquet"
    parts = folder / "ranges"
    try:
        files.make_folder(parts)
        with unnamed.open("xb") as sink:
            n_rows = write_groups(_sorted(sources, model, parts, unpacked_bytes), sink)
        files.remove_folder(parts)
        named = files.name_by_content(unnamed)
        return FileRef(named.stem, n_rows, named.stat().st_size)
    except OSError as error:
        raise files.explain(error, folder, "written") from error


def _sorted(
    sources: Sequence[Source], model: type[Table], parts: Path, unpacked_bytes: int
) -> Iterator[pa.Table]:
    """Yield the rows range by range, each sorted by owner."""
    keys = info_of(model).keys
    if not keys:
        yield from (read_live(path, model, owners) for path, owners in sources)
        return
    ends = _range_ends(sources, model, unpacked_bytes)
    schema = arrow_schema(model)
    with contextlib.ExitStack() as stack:
        writers = [
            stack.enter_context(pa.ipc.new_file(str(parts / str(at)), schema))
            for at in range(len(ends) + 1)
        ]
        for path, owners in sources:
            table = sorted_by_owner(read_live(path, model, owners), keys)
            for writer, part in zip(writers, _split(table, keys, ends), strict=True):
                writer.write_table(part)
    for at in range(len(ends) + 1):
        with pa.memory_map(str(parts / str(at))) as source:
            rows = pa.ipc.open_file(source).read_all()
        # The last range has no rows if the one before ends with the last owner.
        if rows.num_rows or not at:
            yield sorted_by_owner(rows, keys).combine_chunks()
        (parts / str(at)).unlink()


def _range_ends(sources: Sequence[Source], model: type[Table], unpacked_bytes: int) -> list[str]:
    """Return the last owner of every range but the last one."""
    keys = info_of(model).keys
    rows: Counter[str] = Counter()
    for path, owners in sources:
        found = pc.value_counts(owner_column(read_live(path, model, owners, keys), keys))
        rows.update({one["values"]: one["counts"] for one in found.to_pylist()})
    n_ranges = max(1, -(-unpacked_bytes // RANGE_BYTES))
    range_rows = -(-rows.total() // n_ranges)
    ends: list[str] = []
    filled = 0
    for owner in sorted(rows):
        filled += rows[owner]
        if filled >= range_rows:
            ends.append(owner)
            filled = 0
    return ends


def _split(table: pa.Table, keys: tuple[str, ...], ends: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows of each range from rows that are sorted by owner."""
    owners = owner_column(table, keys).to_pylist()
    start = 0
    for last in ends:
        end = bisect_right(owners, last)
        yield table.slice(start, end - start)
        start = end
    yield table.slice(start)
