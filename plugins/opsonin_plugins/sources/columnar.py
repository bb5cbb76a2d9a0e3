"""Turns Arrow batches into documents: one a row."""

from __future__ import annotations

import datetime as dt
import decimal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import RawDocument, Reject, UnreadableError
from opsonin_plugins.sources.limits import ExpansionOptions, check_expansion
from opsonin_plugins.sources.records import Keys, RecordOptions, record_document


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnarOptions(RecordOptions):
    """Options of sources that read columns.

    Attributes:
        max_ratio: Bytes that one byte of the file may unfold to.
    """

    max_ratio: int = 200


def is_string(kind: pa.DataType) -> bool:
    """Tell whether cells of a type hold text."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind) for test in (pa.types.is_string, pa.types.is_large_string, _is_string_view)
    )


def _is_string_view(kind: pa.DataType) -> bool:
    return bool(kind == pa.string_view())


def readable_columns(schema: pa.Schema, options: RecordOptions) -> list[str]:
    """Return the columns that documents are made of: those without nested values.

    Raises:
        UnreadableError: No column holds text, or two have one name.
    """
    repeated = [name for name, count in Counter(schema.names).items() if count > 1]
    if repeated:
        raise UnreadableError("schema", f"Two columns have the name {repeated[0][:100]!r}.")
    texts = [
        one for one in schema
        if one.name in options.text_fields and (is_string(one.type) or _is_bytes(one.type))
    ]  # fmt: skip
    if not texts:
        listed = ", ".join(f"{one.name} {one.type}" for one in schema)[:300]
        detail = f"No column of strings is named like a text ({listed}). See text_fields."
        raise UnreadableError("schema", detail)
    return [one.name for one in schema if not pa.types.is_nested(one.type) and one.name]


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def batch_documents(
    batches: Iterator[pa.RecordBatch], size_bytes: int, options: ColumnarOptions
) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each row.

    The payload of a row is the JSON object of its cells by column, with sorted keys; empty cells
    and columns of nested values are left out.

    Args:
        batches: Batches of columns as `readable_columns` lists them, small ones.
        size_bytes: Size of the file, for what it may unfold to.
        options: Which column is what.

    Raises:
        UnreadableError: The rows unfold to far more than the file has bytes.
    """
    keys = Keys()
    limits = ExpansionOptions(max_ratio=options.max_ratio)
    n_out = n_rows = 0
    for batch in batches:
        n_out += sum(_n_bytes(column) for column in batch.columns)
        check_expansion(size_bytes, n_out, limits)
        columns = {name: _cells(batch.column(name)) for name in batch.schema.names}
        for place in range(batch.num_rows):
            n_rows += 1
            row = {name: cells[place] for name, cells in columns.items()}
            yield _document(row, f"R{n_rows}", options, keys)


def _n_bytes(column: pa.Array) -> int:
    """Return what the cells of a column hold, each counted where it stands."""
    if pa.types.is_dictionary(column.type):
        if not len(column.dictionary) or not is_string(column.type):
            return len(column) * 8
        lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
        return int(pc.sum(lengths).as_py() or 0)
    return int(column.nbytes)


def _cells(column: pa.Array) -> Sequence[Any]:
    if pa.types.is_dictionary(column.type):
        values = _cells(column.dictionary)
        return [None if index is None else values[index] for index in column.indices.to_pylist()]
    if column.type == pa.string():
        # What is no UTF-8 costs its own row: the bytes are decoded one by one.
        return column.view(pa.binary()).to_pylist()  # type: ignore[no-any-return]
    if column.type == pa.large_string():
        return column.view(pa.large_binary()).to_pylist()  # type: ignore[no-any-return]
    return column.to_pylist()  # type: ignore[no-any-return]


def _document(
    row: Mapping[str, Any], number: str, options: RecordOptions, keys: Keys
) -> RawDocument | Reject:
    try:
        record = {name: _value(cell) for name, cell in row.items() if cell is not None}
    except UnicodeDecodeError as error:
        detail = f"Not valid UTF-8 at byte {error.start}: {error.reason}."
        return Reject("undecodable", detail, keys.unused(number))
    payload = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    if len(payload) > options.max_bytes:
        detail = f"The row has more than {options.max_bytes} bytes."
        return Reject("too_large", detail, keys.unused(number))
    return record_document(record, payload, number, options, keys)


def _value(cell: object) -> object:
    """Return a cell as JSON has it."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, str | bool | int | float):
        return cell
    if isinstance(cell, decimal.Decimal | dt.timedelta):
        return str(cell)
    return repr(cell)
