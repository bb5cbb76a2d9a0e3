from __future__ import annotations

from opsonin_plugins.exporters import plugin


def test_parquet_is_offered() -> None:
    assert [exporter.name for exporter in plugin.register_exporters()] == ["parquet"]
