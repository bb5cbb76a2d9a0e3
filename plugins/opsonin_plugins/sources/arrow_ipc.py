"""Reads Arrow IPC files and streams, Feather among them, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from opsonin import Context, RawDocument, Reject, Resource, Source, UnreadableError
from opsonin_plugins.sources.columnar import ColumnarOptions, batch_documents, readable_columns
from opsonin_plugins.sources.sniff import binary_format
from opsonin_plugins.sources.streams import seekable

_FILE, _STREAM = "application/vnd.apache.arrow.file", "application/vnd.apache.arrow.stream"
_ROWS = 1024
_MAX_SPOOLED_BYTES = 4 << 30
_DAMAGE = (pa.ArrowException, OSError, ValueError, MemoryError, UnicodeDecodeError)


def accepts(resource: Resource) -> bool:
    """Accept what begins like an Arrow file or stream."""
    return resource.kind == "file" and binary_format(resource.head) in {_FILE, _STREAM}


def read(resource: Resource, context: Context[ColumnarOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each row, lazily; one batch is held at a time."""
    is_file = binary_format(resource.head) == _FILE
    with resource.open() as given:
        stream = seekable(given, _MAX_SPOOLED_BYTES) if is_file else given
        size_bytes = resource.size_bytes
        if stream.seekable():
            size_bytes = stream.seek(0, 2)
            stream.seek(0)
        batches = _batches(stream, context.options, is_file=is_file)
        yield from batch_documents(batches, size_bytes or 1 << 40, context.options)


SOURCE = Source(name="arrow", version="2", accepts=accepts, read=read, options=ColumnarOptions)


def _batches(
    stream: BinaryIO, options: ColumnarOptions, *, is_file: bool
) -> Iterator[pa.RecordBatch]:
    try:
        reader = pa.ipc.open_file(stream) if is_file else pa.ipc.open_stream(stream)
        columns = readable_columns(reader.schema, options)
        whole = (
            (reader.get_batch(number) for number in range(reader.num_record_batches))
            if is_file
            else reader
        )
        for batch in whole:
            chosen = batch.select(columns)
            # Offsets and lengths first: cells of strings that are no UTF-8 cost only their rows.
            chosen.validate()
            _check_offsets(chosen)
            for start in range(0, chosen.num_rows, _ROWS):
                yield chosen.slice(start, _ROWS)
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno is not None:
            # Not the content but the file system.
            raise
        raise UnreadableError("corrupt", f"The Arrow file is damaged: {error}.") from error


def _check_offsets(batch: pa.RecordBatch) -> None:
    """Check all buffers, but not that strings are UTF-8."""
    for column in batch.columns:
        plain = column
        if column.type == pa.string():
            plain = column.view(pa.binary())
        elif column.type == pa.large_string():
            plain = column.view(pa.large_binary())
        plain.validate(full=True)
