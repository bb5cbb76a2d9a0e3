"""Reads Parquet files by row batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin import Context, RawDocument, Reject, Resource, Source, UnreadableError
from opsonin_plugins.sources.columnar import (
    ColumnarOptions,
    batch_documents,
    is_string,
    readable_columns,
)
from opsonin_plugins.sources.sniff import binary_format
from opsonin_plugins.sources.streams import seekable

#: Rows decoded at once. The footer cannot be trusted to say how large they are.
_BATCH_ROWS = 128
_MAX_SPOOLED_BYTES = 4 << 30
#: A row group that states more is refused: a page is decoded whole.
_MAX_COLUMN_BYTES = 1 << 31
_DAMAGE = (pa.ArrowException, OSError, ValueError, MemoryError, UnicodeDecodeError)


def accepts(resource: Resource) -> bool:
    """Accept what begins like a Parquet file."""
    is_parquet = binary_format(resource.head) == "application/vnd.apache.parquet"
    return resource.kind == "file" and is_parquet


def read(resource: Resource, context: Context[ColumnarOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each row, lazily."""
    with seekable(resource.open(), _MAX_SPOOLED_BYTES) as stream:
        size_bytes = stream.seek(0, 2)
        stream.seek(0)
        yield from batch_documents(_batches(stream, context.options), size_bytes, context.options)


SOURCE = Source(
    name="parquet_file", version="2", accepts=accepts, read=read, options=ColumnarOptions
)


def _batches(stream: BinaryIO, options: ColumnarOptions) -> Iterator[pa.RecordBatch]:
    try:
        file = _opened(stream, [])
        columns = readable_columns(file.schema_arrow, options)
        # A dictionary may repeat a long value a million times: it is left as it is.
        texts = [name for name in columns if is_string(file.schema_arrow.field(name).type)]
        _check_groups(file.metadata)
        stream.seek(0)
        file = _opened(stream, texts)
        yield from file.iter_batches(batch_size=_BATCH_ROWS, columns=columns, use_threads=False)
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno is not None:
            # Not the content but the file system.
            raise
        raise UnreadableError("corrupt", f"The Parquet file is damaged: {error}.") from error


def _opened(stream: BinaryIO, dictionaries: list[str]) -> Any:
    return pq.ParquetFile(
        stream,
        read_dictionary=dictionaries,
        page_checksum_verification=True,
        pre_buffer=False,
        thrift_string_size_limit=1 << 26,
        thrift_container_size_limit=1 << 20,
    )


def _check_groups(metadata: Any) -> None:
    for group in range(metadata.num_row_groups):
        row_group = metadata.row_group(group)
        for column in range(row_group.num_columns):
            if row_group.column(column).total_uncompressed_size > _MAX_COLUMN_BYTES:
                detail = f"A column of row group {group} has more than {_MAX_COLUMN_BYTES} bytes."
                raise UnreadableError("too_large", detail)
