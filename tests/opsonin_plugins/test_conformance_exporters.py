"""The built-in exporters keep what the conformance kit asks of every exporter."""

from __future__ import annotations

import pytest

from opsonin.testing import plugin_checks

pytestmark = pytest.mark.slow

test_parquet = plugin_checks("parquet")
test_bioc = plugin_checks("bioc")
test_chunks = plugin_checks("chunks")
test_duckdb = plugin_checks("duckdb")
test_pubtator = plugin_checks("pubtator")
test_sqlite = plugin_checks("sqlite")
