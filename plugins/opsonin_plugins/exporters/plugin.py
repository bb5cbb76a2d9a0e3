"""Registers the built-in exporters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Exporter, hookimpl
from opsonin_plugins.exporters.bioc import BIOC
from opsonin_plugins.exporters.chunks import CHUNKS
from opsonin_plugins.exporters.duckdb_file import DUCKDB
from opsonin_plugins.exporters.excel import EXCEL
from opsonin_plugins.exporters.kgx import KGX
from opsonin_plugins.exporters.parquet import PARQUET
from opsonin_plugins.exporters.pubtator import PUBTATOR
from opsonin_plugins.exporters.report import REPORT
from opsonin_plugins.exporters.s3 import S3
from opsonin_plugins.exporters.sqlite import SQLITE


@hookimpl
def register_exporters() -> Iterable[Exporter[Any]]:
    """Offer the built-in exporters; those but Parquet and the report wait to be named."""
    return [PARQUET, BIOC, CHUNKS, DUCKDB, EXCEL, KGX, PUBTATOR, REPORT, S3, SQLITE]
