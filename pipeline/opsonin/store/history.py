"""Where the history of a data folder begins: at its first commit, or later once some were given up.

`begin_at` writes the state after a commit to files, and says durably that the history begins
there. What stood before it is needed by nothing any more and can be removed in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from opsonin.store import commits, files
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef
from opsonin.store.versioned import read_versioned

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Start:
    """Where the history begins.

    Attributes:
        number: The first commit that is kept.
        checkpoint: Files with the whole state after it, by part, as a commit names them.
    """

    number: int
    checkpoint: Mapping[str, Any]


def read_start(layout: Layout) -> Start | None:
    """Return where the history begins; None if it is all there.

    Raises:
        StoreError: The record is damaged, or a newer opsonin has written it.
    """
    return read_versioned(
        layout.history,
        lambda content: Start(int(content["first"]), dict(content["checkpoint"])),
        name="the record of where the history begins",
        newest=_FORMAT,
        remedy="Restore it from a copy of the data folder.",
    )


def first_number(layout: Layout) -> int:
    """Return the number of the first commit that is kept; 1 if all are, or there is none."""
    start = read_start(layout)
    return start.number if start else 1


def kept_numbers(layout: Layout) -> list[int]:
    """Return the numbers of the commits that are kept, ascending."""
    first = first_number(layout)
    return [number for number in commits.commit_numbers(layout) if number >= first]


def begin_at(layout: Layout, number: int, checkpoint: Mapping[str, list[FileRef]]) -> None:
    """Let the history begin at a commit, durably. The commits before it are left to `drop_before`.

    Args:
        layout: The data folder.
        number: The commit.
        checkpoint: Files with the state after it.
    """
    listed = {name: commits.file_list(refs) for name, refs in checkpoint.items()}
    content = {"format": _FORMAT, "first": number, "checkpoint": listed}
    files.write_file(layout.history, orjson.dumps(content, option=orjson.OPT_SORT_KEYS))


def given_up(layout: Layout) -> list[int]:
    """Return the numbers of commits that are still there though the history begins later."""
    first = first_number(layout)
    return [number for number in commits.commit_numbers(layout) if number < first]


def drop_before(layout: Layout) -> None:
    """Remove the commits that were given up."""
    numbers = given_up(layout)
    for number in numbers:
        files.remove_file(layout.commit(number))
    if numbers:
        files.sync_folder(layout.commits)
