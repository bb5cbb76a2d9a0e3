"""What the snapshots changed, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from opsonin.inspection.describing.facts import ExportFacts

_KINDS = ("added", "changed", "removed")


def history(facts: ExportFacts) -> str:
    """Return ``CHANGES.md``: documents by snapshot, and for the newest the rows of its tables."""
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: ExportFacts) -> Iterator[str]:
    yield "# What changed"
    yield ""
    yield "| snapshot | documents added | changed | removed |"
    yield "|---|---|---|---|"
    for number, documents in facts.changes.items():
        counts = " | ".join(f"{documents.get(kind, 0):,}" for kind in _KINDS)
        yield f"| {number} | {counts} |"
    if facts.since is not None:
        yield from _rows(facts, facts.since)


def _rows(facts: ExportFacts, since: int) -> Iterator[str]:
    yield ""
    yield f"## Rows since snapshot {since}"
    yield ""
    if not facts.differences:
        yield "No row differs."
        return
    yield "A row counts as changed where its document has another in its place."
    yield ""
    yield "| table | added | changed | removed |"
    yield "|---|---|---|---|"
    for table, one in facts.differences.items():
        yield f"| {table} | {one.added:,} | {one.changed:,} | {one.removed:,} |"
