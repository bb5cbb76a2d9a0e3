"""A plugin module with the sound source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Source, hookimpl
from planted.planted_sources import SOUND


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    """Offer it."""
    return [SOUND]
