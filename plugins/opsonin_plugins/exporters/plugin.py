"""Registers the built-in exporters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Exporter, hookimpl
from opsonin_plugins.exporters.parquet import PARQUET


@hookimpl
def register_exporters() -> Iterable[Exporter[Any]]:
    """Offer the built-in exporters."""
    return [PARQUET]
