"""What the runs of a data folder were told, and the components that they had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from opsonin.store.store import Store


def configurations(store: Store) -> Iterator[dict[str, Any]]:
    """Yield the configuration of every run that changed something, the newest first."""
    runs = store.scan("runs", ["finished_at", "configuration"]).sort_by("finished_at")
    yield from map(orjson.loads, reversed(runs["configuration"].to_pylist()))
