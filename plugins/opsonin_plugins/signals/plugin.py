"""Registers the measures of text quality and what judges by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Cleaner, Table, Tagger, hookimpl
from opsonin_plugins.signals.cleaner import SIGNALS
from opsonin_plugins.signals.gate import GATE
from opsonin_plugins.signals.quality import QUALITY, Quality


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    """Offer the cleaner that measures, and the one that rejects by the measures."""
    return [SIGNALS, GATE]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    """Offer the tagger that marks by the measures."""
    return [QUALITY]


@hookimpl
def register_tables() -> Iterable[type[Table]]:
    """Offer the table of marks."""
    return [Quality]
