from __future__ import annotations

from opsonin.manager.config import Settings
from opsonin.manager.pipeline import build_pipeline
from opsonin_plugins.exporters import plugin

OFFERED = [
    "parquet", "bioc", "chunks", "duckdb", "excel", "kgx", "pubtator", "report", "s3", "sqlite",
]  # fmt: skip


def test_exporters_are_offered() -> None:
    assert [exporter.name for exporter in plugin.register_exporters()] == OFFERED


def test_parquet_and_report_take_part_unless_others_are_named() -> None:
    assert [one.name for one in build_pipeline(Settings()).exporters] == ["parquet", "report"]
    named = Settings(exporters=("sqlite", "parquet"))
    assert [one.name for one in build_pipeline(named).exporters] == ["parquet", "sqlite"]
