"""A plugin module whose source keeps a whole file in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Source, hookimpl
from planted.planted_sources import FAULTS


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    """Offer it."""
    return [FAULTS["reads_all"][0]]
