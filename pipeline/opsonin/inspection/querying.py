"""One SELECT over the tables of a snapshot, by a DuckDB that can reach nothing else."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from opsonin.errors import ConfigError, did_you_mean
from opsonin.tables.joined import views_over

if TYPE_CHECKING:
    import duckdb

#: Rows that are fetched at a time.
BATCH_ROWS = 10_000

#: What a query may not do, and the last line of which makes sure that it stays so. Registered
#: Arrow datasets are read all the same. Source: DuckDB's documentation, "Securing DuckDB".
_LOCKS = (
    "SET TimeZone = 'UTC'",
    "SET temp_directory = ''",
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
_NO_TABLE = re.compile(r"Table with name \"?([^\"\s]{1,100})\"? does not exist")
_REMEDY = (
    "Write one SELECT over the tables that `opsonin tables` lists; `opsonin export` writes files."
)


@contextlib.contextmanager
def answered(sql: str, tables: Mapping[str, Any]) -> Iterator[pa.RecordBatchReader]:
    """Run one SELECT and give its rows, batch by batch.

    Args:
        sql: The query.
        tables: Arrow datasets or tables by the name that the query knows them by. The views that
            join them are there as well.

    Raises:
        ConfigError: It is no single SELECT, names what does not exist, or wants more than these
            tables.
    """
    # Takes a tenth of a second to import, and only this needs it.
    import duckdb  # noqa: PLC0415

    views = views_over(tables)
    known = (*tables, *(view.name for view in views))
    with duckdb.connect(":memory:") as connection, _explained(duckdb, known):
        for name, table in tables.items():
            connection.register(name, table)
        for view in views:
            connection.execute(f"CREATE VIEW {view.name} AS {view.query}")
        for lock in _LOCKS:
            connection.execute(lock)
        _check_is_select(connection.extract_statements(sql), duckdb.StatementType.SELECT)
        yield connection.sql(sql).to_arrow_reader(BATCH_ROWS)


def _check_is_select(statements: list[Any], select: object) -> None:
    if not statements:
        raise ConfigError("There is no query.", where="SQL", remedy=_REMEDY)
    if len(statements) > 1:
        raise ConfigError(
            f"There are {len(statements)} statements, expected one.", where="SQL", remedy=_REMEDY
        )
    if statements[0].type != select:
        kind = statements[0].type.name
        raise ConfigError(
            f"This is no SELECT but {kind}, and a query only reads.", where="SQL", remedy=_REMEDY
        )


@contextlib.contextmanager
def _explained(engine: Any, tables: Collection[str]) -> Iterator[None]:
    errors: type[duckdb.Error] = engine.Error
    try:
        yield
    except errors as error:
        # The kind of the error comes first: "Parser Error: ...".
        message = str(error).partition(": ")[2].strip()
        if isinstance(error, engine.PermissionException):
            what = message.splitlines()[0]
            raise ConfigError(
                f"A query reads the tables of the snapshot and nothing else: {what}.",
                where="SQL",
                remedy=_REMEDY,
            ) from error
        missing = _NO_TABLE.search(message)
        if missing and missing[1] not in tables:
            raise ConfigError(
                f"There is no table {missing[1]!r}.",
                where="SQL",
                remedy=did_you_mean(missing[1], tables),
            ) from error
        raise ConfigError(message, where="SQL") from error
