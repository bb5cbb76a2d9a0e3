"""The built-in exporters keep what the conformance kit asks of every exporter."""

from __future__ import annotations

from opsonin.testing import plugin_checks

test_parquet = plugin_checks("parquet")
