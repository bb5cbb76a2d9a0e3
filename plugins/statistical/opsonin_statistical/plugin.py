"""Registers the tagger ``statistical``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Tagger, hookimpl
from opsonin_statistical.tagger import STATISTICAL


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    """Offer the tagger."""
    return [STATISTICAL]
