"""Stretches in which nothing is counted: references, identifiers, citations, dates and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Documents

#: Tables whose spans cover numbers that are parts of something else. Some may have no rows yet.
TABLES = ("identifiers", "citations", "dates", "mentions")
#: Numbers in words and figures; names without one cover nothing that counts.
_MAY_COUNT = (
    r"[0-9]|(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|"
    r"hundred|thousand|million)\b"
)
#: What is counted can be a name too, but not one that begins with its number: "five patients".
_BEGINS = r"^[0-9.,]+[ \x{a0}]|(?i)^(?:one|two|three|four|five|six|seven|eight|nine|ten|half)\b"
_DURATIONS = pa.array(["duration", "set"])

Stretches = Mapping[str, Iterable[tuple[int, int]]]


def covered_stretches(documents: Documents) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches of each document in which nothing is counted, by ``doc_id``.

    Those are blocks beside the main text, identifiers, citations, calendar dates (durations are
    quantities), and names that hold a number anywhere but at their beginning.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for table in (
        _asides(documents.table("segments")),
        *map(_selected, TABLES, map(documents.table, TABLES)),
    ):
        columns = [table[name].to_pylist() for name in ("doc_id", "clean_start", "clean_end")]
        for doc_id, start, end in zip(*columns, strict=True):
            found.setdefault(doc_id, []).append((start, end))
    return found


def marks(length: int, stretches: Iterable[tuple[int, int]]) -> bytearray:
    """Return one byte a code point: whether one of the stretches covers it."""
    covered = bytearray(length)
    for start, end in stretches:
        covered[start:end] = b"\1" * (end - start)
    return covered


def _asides(segments: pa.Table) -> pa.Table:
    """Return the blocks that are not main text; sentences in main blocks stay countable."""
    is_aside = pc.and_(pc.invert(segments["is_main"]), pc.not_equal(segments["kind"], "sentence"))
    return segments.filter(is_aside)


def _selected(name: str, table: pa.Table) -> pa.Table:
    if table.num_rows == 0:
        return table
    if name == "dates":
        return table.filter(pc.invert(pc.is_in(table["type"], _DURATIONS)))
    if name == "mentions":
        may_count = pc.match_substring_regex(table["text"], _MAY_COUNT)
        table = table.filter(may_count)
        return table.filter(pc.invert(pc.match_substring_regex(table["text"], _BEGINS)))
    return table
