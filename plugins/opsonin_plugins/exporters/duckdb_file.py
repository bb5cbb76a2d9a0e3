"""Publishes a snapshot as one DuckDB file with comments, views and full-text search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from opsonin import Context, Exporter, Snapshot, views_over
from opsonin_plugins.exporters.duckdb_search import add_search, quoted
from opsonin_plugins.exporters.publishing import check_name, publish_file

#: The oldest format of the file that DuckDB can still write. Source: DuckDB's documentation,
#: "Storage versions and format": 1.0.0 is read by every release since June 2024.
_STORAGE_VERSION = "v1.0.0"


@dataclass(frozen=True, slots=True)
class DuckdbOptions:
    """Where the file is written.

    Attributes:
        file: Its name, in the data folder.
    """

    file: str = "tables.duckdb"

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere."""
        check_name(self.file)


def _export(snapshot: Snapshot, context: Context[DuckdbOptions]) -> str:
    """Write all tables into a new file and put it in the place of the one before."""
    return publish_file(snapshot.data / context.options.file, partial(_write, snapshot))


def _write(snapshot: Snapshot, path: Path) -> None:
    # Takes a tenth of a second to import, and only this needs it.
    import duckdb  # noqa: PLC0415

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"ATTACH {quoted(str(path))} AS written (STORAGE_VERSION {quoted(_STORAGE_VERSION)})"
        )
        for name in snapshot.tables:
            connection.register("rows_of_it", snapshot.dataset(name))
            connection.execute(f"CREATE TABLE written.{name} AS FROM rows_of_it")
            connection.unregister("rows_of_it")
        connection.execute("USE written")
        for statement in _statements(snapshot):
            connection.execute(statement)
        add_search(connection, "written", path.with_name(f"{path.name}.terms"))
        connection.execute("USE memory")
        connection.execute("DETACH written")


def _statements(snapshot: Snapshot) -> Iterator[str]:
    meanings: dict[tuple[str, str], str] = {}
    for name in snapshot.tables:
        yield f"COMMENT ON TABLE {name} IS {quoted(described(snapshot.tables[name]))}"
        for field in snapshot.dataset(name).schema:
            about = (field.metadata or {}).get(b"description", b"").decode()
            meanings[name, field.name] = about
            yield f"COMMENT ON COLUMN {name}.{field.name} IS {quoted(about)}"
    for view in views_over(snapshot.tables):
        yield f"CREATE VIEW {view.name} AS {view.query}"
        yield f"COMMENT ON VIEW {view.name} IS {quoted(view.about)}"
        for column in view.columns:
            about = view.meaning(column, meanings)
            yield f"COMMENT ON COLUMN {view.name}.{column} IS {quoted(about)}"


def described(model: Any) -> str:
    """Return what one row of a table is: the first line of its model's docstring."""
    return str(model.__doc__ or "").strip().partition("\n")[0]


DUCKDB = Exporter(
    name="duckdb", version="3", export=_export, options=DuckdbOptions, is_default=False
)
