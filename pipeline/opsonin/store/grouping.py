"""Which files of a table go into one file of a snapshot.

Files are taken in the order in which commits added them, dead ones too. Three sizes of groups
follow each other: a file joins the open small group unless that would then hold too much, closed
small groups gather into middle ones, and these into large ones. A group that is closed keeps its
members for good, because sizes count as they were written and not as they live. So few bytes are
written anew by a run, each byte is written about three times in all, and however small the runs
are, their rows end up in large files.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TypeAlias

from opsonin.store.records import TableFile

#: Rows that a small group is written with at most.
ROWS = 100_000
#: Bytes that a small, a middle and a large group are written with at most. A large one comes near
#: its limit, since middle ones fill it. Source: object stores and query engines read files of 128
#: to 512 MB best; the steps between are ours.
SIZES_BYTES = (4 * 2**20, 32 * 2**20, 256 * 2**20)

Group: TypeAlias = list[TableFile]


def groups(table_files: Sequence[TableFile]) -> list[Group]:
    """Return the groups of a table's files, in order; large ones come first.

    Args:
        table_files: All files of the table, in the order of the commits.
    """
    *closed, last = _small(table_files) or [[]]
    middle, small = _gathered(closed, SIZES_BYTES[1])
    large, middle = _gathered(middle, SIZES_BYTES[2])
    return [*large, *middle, *small, *([last] if last else [])]


def _small(table_files: Sequence[TableFile]) -> list[Group]:
    found: list[Group] = []
    rows = size_bytes = 0
    for file in table_files:
        rows += file.ref.rows
        size_bytes += file.ref.size_bytes
        if not found or rows > ROWS or size_bytes > SIZES_BYTES[0]:
            found.append([])
            rows, size_bytes = file.ref.rows, file.ref.size_bytes
        found[-1].append(file)
    return found


def _gathered(closed: Sequence[Group], limit_bytes: int) -> tuple[list[Group], list[Group]]:
    """Return the closed groups of the next size, and those that do not fill one yet."""
    found: list[Group] = []
    waiting: list[Group] = []
    waiting_bytes = 0
    for group in closed:
        size_bytes = sum(file.ref.size_bytes for file in group)
        if waiting and waiting_bytes + size_bytes > limit_bytes:
            found.append(list(chain.from_iterable(waiting)))
            waiting, waiting_bytes = [], 0
        waiting.append(group)
        waiting_bytes += size_bytes
    return found, waiting
