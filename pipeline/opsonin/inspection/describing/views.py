"""A view for each table in SQL, with a comment on the table and on every column."""

from __future__ import annotations

from collections.abc import Iterator

from opsonin.inspection.describing.dictionary import meaning
from opsonin.inspection.describing.facts import ExportFacts

_HEAD = """\
-- Views on the Parquet files of this folder, with what each table and column means.
-- In this folder: duckdb -init views.sql
"""


def views(facts: ExportFacts) -> str:
    """Return statements for DuckDB, to be run in the folder of the export."""
    return _HEAD + "\n".join(_statements(facts)) + "\n"


def comments(facts: ExportFacts, kind: str) -> Iterator[str]:
    """Yield a statement that comments on each table and each column.

    Args:
        facts: The export.
        kind: ``VIEW`` or ``TABLE``.
    """
    for table in facts.tables:
        yield f"COMMENT ON {kind} {table.name} IS {quoted(table.description)};"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {quoted(meaning(column))};"


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
    yield from comments(facts, "VIEW")
