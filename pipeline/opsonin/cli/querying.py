"""``opsonin query``: one SELECT over the export, as a table for people or rows for programs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import click
import pyarrow as pa

from opsonin.cli.fitting import echo_table
from opsonin.cli.opening import nothing_committed, open_store, read_settings
from opsonin.cli.text import counted
from opsonin.errors import ConfigError
from opsonin.inspection.formats import Format, plain, write_rows
from opsonin.inspection.querying import answered
from opsonin.store.reading import SnapshotFiles, open_snapshot
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

_STDIN = "-"


def query_tables(
    sql: str,
    options: Mapping[str, Any],
    *,
    kind: Format | None,
    rows: int,
    output: Path | None,
) -> None:
    """Write the answer to a query to stdout or a file.

    Args:
        sql: One SELECT; ``-`` reads it from stdin.
        options: What every command on a data folder is told.
        kind: The format; None for a table that people read.
        rows: Rows of that table at most; 0 for all.
        output: Where to write; stdout when left out.

    Raises:
        ConfigError: The query is wrong, or the file is there already.
        StoreError: Nothing is committed yet.
    """
    text = sys.stdin.read() if sql == _STDIN else sql
    with opened(options) as snapshot:
        tables = {name: snapshot.dataset(name) for name in snapshot.tables}
        with answered(text, tables) as reader:
            if kind is None and output is None:
                _show(reader, rows)
                return
            with _sink(kind or "csv", output) as sink:
                n_rows = _write(reader, sink, kind or "csv")
    click.echo(f"{counted(n_rows, 'row')} of snapshot {snapshot.number}.", err=True)


@contextlib.contextmanager
def opened(options: Mapping[str, Any]) -> Iterator[SnapshotFiles]:
    """Open the newest snapshot of a data folder, built if it is missing.

    Raises:
        ConfigError: The configuration or an option is wrong, or the data folder is a file.
        StoreError: Nothing is committed there yet, or it is damaged.
    """
    settings = read_settings(options)
    head = Store(settings.data, {**CONTRACT, **INTERNAL}).head()
    if not head:
        raise nothing_committed(settings.data)
    if not (settings.data / "snapshots" / str(head) / "manifest.json").is_file():
        # Tables of plugins belong to it as well.
        open_store(options).snapshot(head)
    with open_snapshot(settings.data) as snapshot:
        yield snapshot


def _show(reader: pa.RecordBatchReader, limit: int) -> None:
    """Write rows as aligned columns, no more than the limit."""
    found: list[tuple[object, ...]] = []
    for batch in reader:
        columns = [column.to_pylist() for column in batch]
        found += [tuple(map(plain, cells)) for cells in zip(*columns, strict=True)]
        if limit and len(found) > limit:
            break
    is_cut = bool(limit) and len(found) > limit
    shown = found[:limit] if is_cut else found
    echo_table(reader.schema.names, shown)
    if is_cut:
        click.echo(f"The first {counted(limit, 'row')}; --rows 0 shows all.", err=True)
    else:
        click.echo(f"{counted(len(shown), 'row')}.", err=True)


def _write(reader: pa.RecordBatchReader, sink: IO[bytes], kind: Format) -> int:
    try:
        return write_rows(reader, reader.schema, sink, kind)
    except pa.ArrowNotImplementedError as error:
        raise ConfigError(
            f"{kind} has no place for a type of this answer: {error}.",
            where="SQL",
            remedy="Cast the column, for instance with `::varchar`.",
        ) from error


@contextlib.contextmanager
def _sink(kind: Format, output: Path | None) -> Iterator[IO[bytes]]:
    if output is None:
        if kind == "parquet" and sys.stdout.isatty():
            raise ConfigError(
                "Parquet is not for a terminal.", remedy="Name a file with --output FILE."
            )
        with click.open_file("-", "wb") as stream:
            yield stream
        return
    if output.exists():
        raise ConfigError(
            "There is such a file already.",
            where=str(output),
            remedy="Name another file: nothing is overwritten.",
        )
    temporary = output.with_name(f".{output.name}.tmp")
    try:
        with temporary.open("wb") as stream:
            yield stream
        temporary.replace(output)
    except OSError as error:
        raise ConfigError(
            f"The answer could not be written: {error.strerror or error}.",
            where=str(output),
            remedy="Name a file in a folder that exists and can be written.",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
