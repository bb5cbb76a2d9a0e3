"""The built-in exporters keep what the conformance kit asks of every exporter."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from opsonin.testing import plugin_checks

pytestmark = pytest.mark.slow


def tables_of(place: str) -> dict[str, object]:
    """Return the columns and rows of all tables of a DuckDB file.

    Its bytes may differ where its tables do not: DuckDB writes numbers by chance into a file.
    """
    if not Path(place).exists():
        return {}
    with duckdb.connect(place, read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        read = {name: connection.table(name) for (name,) in tables}
        return {name: (one.columns, sorted(one.fetchall(), key=repr)) for name, one in read.items()}


test_parquet = plugin_checks("parquet")
test_bioc = plugin_checks("bioc")
test_chunks = plugin_checks("chunks")
test_duckdb = plugin_checks("duckdb", samples=[tables_of])
test_excel = plugin_checks("excel")
test_kgx = plugin_checks(
    "kgx",
    expected_failures={
        "output_follows_the_snapshot": "The kit's documents claim nothing of two concepts."
    },
)
test_pubtator = plugin_checks("pubtator")
test_report = plugin_checks("report")
test_sqlite = plugin_checks("sqlite")
