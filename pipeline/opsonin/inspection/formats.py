"""Arrow rows in the formats that people and programs ask for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeAlias

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

Format: TypeAlias = Literal["csv", "tsv", "json", "jsonl", "parquet"]


class Sink(Protocol):
    """Something that bytes can be written to."""

    @property
    def closed(self) -> bool:
        """Whether nothing more can be written."""

    def write(self, data: bytes, /) -> int:
        """Write bytes."""

    def flush(self) -> None:
        """Hand on what is held back."""

    def close(self) -> None:
        """Write no more."""


#: Ending of the files of each format.
ENDINGS: Mapping[Format, str] = {
    "parquet": ".parquet",
    "csv": ".csv",
    "tsv": ".tsv",
    "json": ".json",
    "jsonl": ".jsonl",
}
#: Text that a spreadsheet would take for a formula, with full-width signs too.
#: Source: OWASP, CSV Injection.
_FORMULA = "^[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_MAX_JSON_INTEGER = 2**63 - 1


def write_rows(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: Sink, kind: Format
) -> int:
    """Write rows in a format and return their number.

    Args:
        batches: Rows of one schema.
        schema: The schema.
        sink: A binary file.
        kind: The format. In ``csv`` and ``tsv`` text that begins like a formula gets an
            apostrophe before it, and lists are JSON.

    Raises:
        pyarrow.ArrowException: The format has no place for a type.
    """
    write = {"csv": _csv, "tsv": _csv, "json": _json, "jsonl": _jsonl, "parquet": _parquet}[kind]
    return write(batches, _distinct(schema), sink, "\t" if kind == "tsv" else ",")


def plain(value: object) -> Any:  # noqa: PLR0911 - one line a type
    """Return a cell as JSON has it: decimals as numbers, what JSON lacks as text.

    >>> plain(Decimal(12)), plain(float("nan")), plain({"a": Decimal("1.5")})
    (12, None, {'a': 1.5})
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        is_whole = value == value.to_integral_value()
        return plain(int(value)) if is_whole else float(value)
    if isinstance(value, int) and abs(value) > _MAX_JSON_INTEGER:
        return str(value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(cell) for key, cell in value.items()}
    if isinstance(value, list | tuple):
        return [plain(cell) for cell in value]
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _csv(batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: Sink, delimiter: str) -> int:
    columns = [_flat(pa.array([], field.type)).type for field in schema]
    names = _neutral(pa.array(schema.names, pa.string())).to_pylist()
    flat = pa.schema(zip(names, columns, strict=True))
    n_rows = 0
    options = pacsv.WriteOptions(delimiter=delimiter)
    with pacsv.CSVWriter(sink, flat, write_options=options) as writer:
        for batch in batches:
            n_rows += batch.num_rows
            writer.write(pa.record_batch([_flat(column) for column in batch], schema=flat))
    return n_rows


def _flat(column: pa.Array) -> pa.Array:
    """Return a column as CSV can hold it."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _neutral(column)
    if pa.types.is_primitive(kind) and not pa.types.is_interval(kind):
        return column
    texts = [None if value is None else _as_text(value) for value in column.to_pylist()]
    return _neutral(pa.array(texts, pa.string()))


def _as_text(value: object) -> str:
    found = plain(value)
    return found if isinstance(found, str) else orjson.dumps(found).decode()


def _neutral(column: pa.Array) -> pa.Array:
    is_formula = pc.match_substring_regex(column, _FORMULA)
    marked = pc.binary_join_element_wise(pa.scalar("'", column.type), column, "")
    return pc.if_else(is_formula, marked, column)


def _json(batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: Sink, _delimiter: str) -> int:
    n_rows = 0
    for line in _lines(batches, schema):
        sink.write(b",\n" if n_rows else b"[\n")
        sink.write(line)
        n_rows += 1
    sink.write(b"\n]\n" if n_rows else b"[]\n")
    return n_rows


def _jsonl(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: Sink, _delimiter: str
) -> int:
    n_rows = 0
    for line in _lines(batches, schema):
        sink.write(line + b"\n")
        n_rows += 1
    return n_rows


def _lines(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[bytes]:
    for batch in batches:
        columns = [column.to_pylist() for column in batch]
        for cells in zip(*columns, strict=True):
            yield orjson.dumps(
                {name: plain(cell) for name, cell in zip(schema.names, cells, strict=True)}
            )


def _parquet(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: Sink, _delimiter: str
) -> int:
    n_rows = 0
    with pq.ParquetWriter(
        sink, schema, compression="zstd", compression_level=3, write_page_checksum=True
    ) as writer:
        for batch in batches:
            n_rows += batch.num_rows
            writer.write_batch(pa.record_batch(batch.columns, schema=schema))
    return n_rows


def _distinct(schema: pa.Schema) -> pa.Schema:
    """Return the schema with names that are all different: a query may give one name twice."""
    seen: set[str] = set()
    fields = []
    for field in schema:
        name, number = field.name, 2
        while name in seen:
            name, number = f"{field.name}_{number}", number + 1
        seen.add(name)
        fields.append(field.with_name(name))
    return pa.schema(fields, schema.metadata)
