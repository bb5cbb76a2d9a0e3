"""The list of all runs, also of those that changed nothing or failed: one JSON line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from opsonin.store import files
from opsonin.store.layout import Layout


def append_run(layout: Layout, record: Mapping[str, Any]) -> None:
    """Append the record of a run, durably; an unfinished line before it is cut off."""
    files.append_line(layout.runs, orjson.dumps(record))


def read_runs(layout: Layout) -> list[dict[str, Any]]:
    """Return the records of all runs, oldest first, without a line that a crash left unfinished."""
    lines = (files.read_file(layout.runs) or b"").split(b"\n")[:-1]
    return [orjson.loads(line) for line in lines if _is_whole(line)]


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
