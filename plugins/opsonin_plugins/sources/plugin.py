"""Registers the built-in sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Source, hookimpl
from opsonin_plugins.sources import files, jsonl, text


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    """Offer folders and files, texts, and JSON Lines."""
    return [files.SOURCE, jsonl.SOURCE, text.SOURCE]
