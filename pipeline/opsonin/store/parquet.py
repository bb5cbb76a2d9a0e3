"""Parquet files: written the same for equal tables, read with every page checked."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from opsonin.errors import StoreError
from opsonin.store import files
from opsonin.tables.digest import owner_column
from opsonin.tables.ordering import sorted_by

#: Rows of a row group at most; look-ups by owner read whole groups. Tables with more are cut into
#: groups of equal size, so that none has fewer than half of this.
ROW_GROUP_ROWS = 100_000

#: Strings that are longer than this on average are rarely repeated. Source: ours; whole texts are
#: written 2.4 times as fast without a dictionary, and sentences take no more room.
PROSE_BYTES = 64

#: Columns that rows are sorted by; their least and largest values lead to a row.
_SORTED = frozenset({"doc_id"})
_OFFSETS = frozenset({"clean_start", "clean_end", "raw_start", "raw_end"})

#: Of Zstandard. Source: ours, over texts of 5 kB: level 1 takes half the time of level 3 to write
#: and two thirds to read, and 15 percent more room.
COMPRESSION_LEVEL = 1

#: Of Zstandard, for tables that hold little but offsets. Source: ours, over 150 pages: 701 bytes of
#: alignment a page instead of 782, in 50 microseconds a page.
OFFSETS_COMPRESSION_LEVEL = 15

#: Of Zstandard, for the alignment, which has all four offsets: a byte a page less, in 85
#: microseconds.
MAP_COMPRESSION_LEVEL = 19

#: What Arrow raises on damaged files, besides its own exceptions.
_UNREADABLE = (pa.ArrowException, OSError, ValueError, MemoryError)


@dataclass(frozen=True, slots=True)
class FileRef:
    """Names a file of the store.

    Attributes:
        file: SHA-256 of its bytes, 64 hexadecimal characters; its name.
        rows: Number of its rows.
        size_bytes: Its size.
    """

    file: str
    rows: int
    size_bytes: int

    def to_json(self) -> dict[str, str | int]:
        """Return the reference as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> FileRef:
        """Return the reference that a JSON object holds."""
        return cls(str(value["file"]), int(value["rows"]), int(value["size_bytes"]))


def write_parquet(folder: Path, table: pa.Table) -> FileRef:
    """Write a table to a file in ``folder`` that is named after its content."""
    data = encode_parquet(table)
    name = hashlib.sha256(data).hexdigest()
    files.write_content(folder / f"{name}.parquet", data)
    return FileRef(name, table.num_rows, len(data))


def encode_parquet(table: pa.Table) -> memoryview:
    """Return the bytes of a Parquet file; equal tables give equal bytes, however chunked.

    Zstandard, page checksums and page index, dictionaries where they pay, differences for offsets.
    Delta byte arrays and byte stream split are left out: not every reader of the exports has them.
    """
    whole = table.combine_chunks()
    sink = pa.BufferOutputStream()
    pq.write_table(whole, sink, row_group_size=group_rows(table.num_rows), **writing_options(whole))
    return memoryview(sink.getvalue())


def group_rows(n_rows: int) -> int:
    """Return the number of rows of each group that so many rows are cut into."""
    n_groups = max(1, -(-n_rows // ROW_GROUP_ROWS))
    return max(1, -(-n_rows // n_groups))


def writing_options(rows: pa.Table) -> dict[str, Any]:
    """Return how Arrow is to write a file whose rows are like these."""
    offsets = [field.name for field in rows.schema if _is_offset(field)]
    others = [name for name in rows.column_names if name not in offsets]
    repeated = [
        _leaf(field)
        for field in rows.schema
        if field.name in others and not _is_prose(rows[field.name])
    ]
    is_mostly_offsets = bool(offsets) and "text" not in others
    counted = [one.name for one in rows.schema if one.nullable or one.name in _SORTED]
    level = COMPRESSION_LEVEL
    if is_mostly_offsets:
        is_map = len(offsets) == len(_OFFSETS)
        level = MAP_COMPRESSION_LEVEL if is_map else OFFSETS_COMPRESSION_LEVEL
    return {
        "compression": "zstd",
        "compression_level": level,
        "use_dictionary": repeated or False,
        "column_encoding": dict.fromkeys(offsets, "DELTA_BINARY_PACKED") or None,
        "write_page_checksum": True,
        # Offsets begin anew with each document: no least or largest one leads to a row.
        "write_statistics": counted if is_mostly_offsets else True,
        "write_page_index": not is_mostly_offsets,
    }


def _leaf(field: pa.Field[pa.DataType]) -> str:
    """Return the name under which Parquet knows the values of a column."""
    # Without its path Arrow writes no dictionary, and not every reader has lists without one.
    return f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name


def _is_offset(field: pa.Field[pa.DataType]) -> bool:
    """Tell whether a column counts code points of a text: its values grow and hardly ever repeat.

    Source: ours; of 40 pages the alignment takes 1.0 kB a page instead of 2.8, what was removed
    1.5 instead of 4.4.
    """
    return pa.types.is_int32(field.type) and field.name in _OFFSETS


def _is_prose(column: pa.ChunkedArray) -> bool:
    """Tell whether a column holds long texts, which a dictionary makes larger and slower."""
    if not pa.types.is_string(column.type) or not len(column):
        return False
    return bool((pc.sum(pc.binary_length(column)).as_py() or 0) > PROSE_BYTES * len(column))


def read_parquet(
    path: Path, columns: Sequence[str] | None = None, *, sha256: str | None = None
) -> pa.Table:
    """Read a file, checking every page that is read.

    Args:
        path: The file.
        columns: The columns to read, in this order; all when left out.
        sha256: Digest of the file, checked when the whole file is read: page checksums do not
            cover the footer, where a flipped bit may rename a column or hide a page.

    Raises:
        StoreError: The file is missing or damaged, or has no such column.
    """
    if sha256 is not None and columns is None:
        return _read_whole(path, sha256)
    with _opened(path) as file:
        missing = set(columns or ()) - set(file.schema_arrow.names)
        if missing:
            raise StoreError(
                f"The file has no column {', '.join(sorted(missing))}.",
                where=str(path),
                remedy="It was written when its table had another schema; run again.",
            )
        table = file.read(columns=None if columns is None else list(columns))
        return table if columns is None else table.select(list(columns))


def read_groups(path: Path) -> Iterator[pa.Table]:
    """Yield the rows of a file group by group, at least one table, checking every page.

    Raises:
        StoreError: The file is missing or damaged.
    """
    with _opened(path) as file:
        for at in range(file.num_row_groups):
            yield file.read_row_group(at)
        if not file.num_row_groups:
            yield file.schema_arrow.empty_table()


def write_groups(tables: Iterable[pa.Table], sink: Any) -> int:
    """Write tables of one schema one after the other, and return the number of rows.

    Args:
        tables: At least one. The first says how all are written.
        sink: A binary file.
    """
    n_rows = 0
    with contextlib.ExitStack() as stack:
        writer: pq.ParquetWriter | None = None
        for table in tables:
            if writer is None:
                options = writing_options(table)
                writer = stack.enter_context(pq.ParquetWriter(sink, table.schema, **options))
            writer.write_table(table, row_group_size=group_rows(table.num_rows))
            n_rows += table.num_rows
    return n_rows


def _read_whole(path: Path, sha256: str) -> pa.Table:
    data = files.read_buffer(path)
    if data is None:
        raise _damaged(path, "it is missing")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise _damaged(path, "its digest is not its name")
    try:
        return pq.ParquetFile(pa.BufferReader(data), page_checksum_verification=True).read()
    except _UNREADABLE as error:
        raise _damaged(path, str(error)) from error


def read_schema(path: Path) -> pa.Schema:
    """Return the schema of a file.

    Raises:
        StoreError: The file is missing or damaged.
    """
    with _opened(path) as file:
        return file.schema_arrow


def unpacked_bytes(path: Path) -> int:
    """Return about how many bytes the columns of a file take in memory; long texts count exactly.

    Raises:
        StoreError: The file is missing or damaged.
    """
    with _opened(path) as file:
        groups = (file.metadata.row_group(at) for at in range(file.metadata.num_row_groups))
        return sum(int(group.total_byte_size) for group in groups)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with files.open_input(path) as source:
            yield pq.ParquetFile(source, page_checksum_verification=True)
    except _UNREADABLE as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, how: str) -> StoreError:
    return StoreError(
        f"The file is damaged: {how.rstrip('.')}.",
        where=str(path),
        remedy="Run `opsonin verify` to see what else is, and restore it from a copy.",
    )


def conforming(name: str, table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the table with exactly the declared schema, metadata too.

    Raises:
        StoreError: Its columns are others, Arrow finds its buffers invalid, or a column that may
            not be null is.
    """
    if not table.schema.equals(schema):
        raise StoreError(
            "The rows have another schema than the table: " + _difference(table.schema, schema),
            where=f"table {name}",
            remedy="Give the columns names, order, types and nullability of the table's model.",
        )
    try:
        table.validate(full=True)
    except pa.ArrowException as error:
        raise StoreError(
            f"Arrow finds the rows invalid: {error}",
            where=f"table {name}",
            remedy="The component that made them builds Arrow arrays from invalid bytes.",
        ) from error
    for field in schema:
        if not field.nullable and table[field.name].null_count:
            raise StoreError(
                f"Column {field.name} has null cells, but is declared never to have any.",
                where=f"table {name}",
                remedy="Validate the rows against the table's model before they are written.",
            )
    return pa.table(table.columns, schema=schema)


def sorted_by_owner(table: pa.Table, keys: tuple[str, ...]) -> pa.Table:
    """Return the rows sorted by owner; those of one owner keep their order."""
    return sorted_by(table, owner_column(table, keys)) if keys else table


def _difference(found: pa.Schema, declared: pa.Schema) -> str:
    if found.names != declared.names:
        return f"columns {', '.join(found.names)} instead of {', '.join(declared.names)}."
    wrong = [
        f"{_words(mine)} instead of {_words(theirs)}"
        for mine, theirs in zip(found, declared, strict=True)
        if not mine.equals(theirs)
    ]
    return "; ".join(wrong) + "."


def _words(field: pa.Field) -> str:
    return f"{field.name} {field.type}{'' if field.nullable else ' not null'}"
