"""Reads files one after the other and tells how much memory that took."""

from __future__ import annotations

import re
import resource
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opsonin.components.component import RawDocument, Resource
from opsonin.runner.ingest.peeking import HEAD_BYTES
from opsonin.testing.elsewhere import subject_of
from opsonin.testing.sources.outcomes import reading
from opsonin.testing.subject import Subject

_READ_BYTES = 1 << 16
_STATUS = Path("/proc/self/status")
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


def measured(
    *, subject: Mapping[str, Any], paths: Sequence[str], name: str
) -> list[dict[str, int]]:
    """Read each file in turn; to be called in a process of its own.

    Args:
        subject: Description of the source.
        paths: The files.
        name: What the source is told that they are called.

    Returns:
        For each file the number of items, their bytes, and the peak of memory until then.
    """
    source = subject_of(subject)
    found = []
    for path in map(Path, paths):
        n_items, n_bytes = _read(source, path, name)
        found.append({"n_items": n_items, "n_bytes": n_bytes, "peak_bytes": _peak_bytes()})
    return found


def _peak_bytes() -> int:
    """Return the most memory that this process has had."""
    if _STATUS.exists():
        # ru_maxrss begins with that of the process that started this one. Source: getrusage(2).
        found = _PEAK.search(_STATUS.read_text(encoding="ascii"))
        if found is not None:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _read(subject: Subject, path: Path, name: str) -> tuple[int, int]:
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    whole = Resource(uri=name, location=str(path), open=lambda: path.open("rb"), head=head)
    n_items = n_bytes = 0
    for item in reading(subject, whole):
        n_items += 1
        if isinstance(item, RawDocument):
            n_bytes += len(item.payload)
        elif isinstance(item, Resource) and item.kind == "file":
            with item.open() as content:
                while part := content.read(_READ_BYTES):
                    n_bytes += len(part)
    return n_items, n_bytes
