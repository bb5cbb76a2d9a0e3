"""Views in SQL, one a table and some that join them, with a comment on every column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsonin.inspection.describing.dictionary import meaning
from opsonin.inspection.describing.facts import ExportFacts
from opsonin.tables.joined import views_over
from opsonin.tables.views import View

_HEAD = """\
-- Views on the Parquet files of this folder, with what each table and column means. The last ones
-- join tables.
-- In this folder: duckdb -init views.sql. From elsewhere, first: SET file_search_path = 'FOLDER';
"""


def views(facts: ExportFacts) -> str:
    """Return statements for DuckDB, to be run in the folder of the export."""
    return _HEAD + "\n".join(_statements(facts)) + "\n"


def joined(facts: ExportFacts) -> Iterator[tuple[View, Mapping[str, str]]]:
    """Yield the views that join tables of the export, each with what its columns mean."""
    described = {
        (table.name, column.name): meaning(column)
        for table in facts.tables
        for column in table.columns
    }
    for view in views_over([table.name for table in facts.tables]):
        yield view, {name: view.meaning(name, described) for name in view.columns}


def quoted(text: str) -> str:
    """Return a string literal of SQL.

    >>> quoted("a reader's guide")
    "'a reader''s guide'"
    """
    return "'" + text.replace("'", "''") + "'"


def _statements(facts: ExportFacts) -> Iterator[str]:
    for table in facts.tables:
        files = quoted(f"{table.name}/*.parquet")
        yield f"CREATE OR REPLACE VIEW {table.name} AS FROM read_parquet({files});"
        meanings = {column.name: meaning(column) for column in table.columns}
        yield from _comments(table.name, table.description, meanings)
    for view, columns in joined(facts):
        yield f"CREATE OR REPLACE VIEW {view.name} AS {view.query};"
        yield from _comments(view.name, view.about, columns)


def _comments(name: str, about: str, meanings: Mapping[str, str]) -> Iterator[str]:
    yield f"COMMENT ON VIEW {name} IS {quoted(about)};"
    for column, text in meanings.items():
        yield f"COMMENT ON COLUMN {name}.{column} IS {quoted(text)};"
