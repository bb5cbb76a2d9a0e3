"""Reads CSV, TSV and their like: one document a row."""

from __future__ import annotations

import codecs
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import orjson

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.delimited_rows import DelimitedRow, delimited_rows
from opsonin_plugins.sources.dialect import Dialect, dialect_of, stated_dialect
from opsonin_plugins.sources.records import Keys, RecordOptions, record_document

_ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst", ".tsv.zst", ".csv.bz2", ".csv.xz")
#: Without a name for the text it is the column that is longest by far in the first rows.
_SAMPLE_ROWS = 50


def accepts(resource: Resource) -> bool:
    """Accept rows of equal length with a column for the text, and files called ``.csv``."""
    if resource.kind != "file":
        return False
    dialect = dialect_of(resource.head)
    if resource.uri.lower().endswith(_ENDINGS):
        return dialect is not None or _is_text(resource.head)
    return dialect is not None and dialect.has_text and dialect.n_columns > 1


def read(resource: Resource, context: Context[RecordOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each row, lazily; blank lines are left out.

    The payload of a row is the JSON object of its cells by column, with sorted keys: what it says
    depends neither on the delimiter nor on the order of the columns.
    """
    options = context.options
    dialect = stated_dialect(resource.head)
    with resource.open() as stream:
        rows = _without_mark(delimited_rows(stream, dialect.delimiter, options.max_bytes))
        sample = list(itertools.islice(rows, _SAMPLE_ROWS))
        names = _names(sample, dialect, options)
        if isinstance(names, Reject):
            yield names
            return
        columns, text_column = names
        numbers = itertools.islice(itertools.chain(sample, rows), int(dialect.has_header), None)
        if text_column:
            options = replace(options, text_fields=(text_column,))
        keys = Keys()
        for row in numbers:
            yield _document(row, columns, options, keys)


SOURCE = Source(
    name="csv", version="2", accepts=accepts, read=read, priority=-1, options=RecordOptions
)


def _is_text(head: bytes) -> bool:
    return bool(head.strip()) and b"\0" not in head


def _without_mark(rows: Iterator[DelimitedRow]) -> Iterator[DelimitedRow]:
    """Leave out blank lines, and the byte order mark of the first."""
    for row in rows:
        cells = row.cells
        if row.line == 1 and cells:
            first = cells[0].removeprefix(codecs.BOM_UTF8)
            # The mark hides a quotation mark from the scanner.
            if first is not cells[0] and len(first) > 1 and first[:1] == first[-1:] == b'"':
                first = first[1:-1]
            cells = [first, *cells[1:]]
        cells = [*cells[:-1], cells[-1].removesuffix(b"\r")] if cells else cells
        if row.problem is not None or any(cells):
            yield DelimitedRow(row.line, cells, row.problem)


def _names(
    sample: Sequence[DelimitedRow], dialect: Dialect, options: RecordOptions
) -> tuple[list[str], str] | Reject:
    """Return the names of the columns, and the one for the text if the options do not name it."""
    first = next((row.cells for row in sample if row.cells), [])
    names = [cell.decode("utf-8", "replace").strip() for cell in first]
    if not dialect.has_header:
        names = [f"column_{number}" for number in range(1, len(names) + 1)]
        return names, _longest(sample, names)
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        return Reject("schema", f"Two columns have the name {repeated[0][:100]!r}.")
    lower = {name.lower(): name for name in names}
    text = next((lower[name] for name in options.text_fields if name in lower), None)
    if text is None:
        listed = ", ".join(names)[:300]
        return Reject("schema", f"No column is named like a text ({listed}). See text_fields.")
    return [_standard(name, options) for name in names], ""


def _standard(name: str, options: RecordOptions) -> str:
    """Return a name in lower case where the options know it so."""
    known = (
        *options.text_fields, *options.id_fields, *options.url_fields,
        *options.title_fields, *options.date_fields,
    )  # fmt: skip
    return name.lower() if name.lower() in known else name


def _longest(sample: Sequence[DelimitedRow], names: Sequence[str]) -> str:
    sizes = [0] * len(names)
    for row in sample:
        if len(row.cells) == len(names):
            sizes = [size + len(cell) for size, cell in zip(sizes, row.cells, strict=True)]
    return names[sizes.index(max(sizes))] if names else ""


def _document(
    row: DelimitedRow, columns: Sequence[str], options: RecordOptions, keys: Keys
) -> RawDocument | Reject:
    number = f"L{row.line}"
    if row.problem is not None:
        return Reject(*row.problem, keys.unused(number))
    if len(row.cells) != len(columns):
        detail = f"The row has {len(row.cells)} cells, the header {len(columns)}."
        return Reject("ragged", detail, keys.unused(number))
    try:
        cells = [cell.decode("utf-8") for cell in row.cells]
    except UnicodeDecodeError as error:
        detail = f"Not valid UTF-8: {error.reason}."
        return Reject("undecodable", detail, keys.unused(number))
    record = {name: cell for name, cell in zip(columns, cells, strict=True) if cell}
    payload = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
    return record_document(record, payload, number, options, keys)
