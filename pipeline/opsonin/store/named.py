"""Which files of a data folder its history needs."""

from __future__ import annotations

from collections.abc import Iterator

from opsonin.store import commits, history, queries, state
from opsonin.store.layout import Layout

_LIVE_FILES = "SELECT DISTINCT files.table_name, file FROM owners JOIN files ON files.id = file_id"


def named_files(layout: Layout, first: int | None = None) -> set[tuple[str, str]]:
    """Return (table, file) of all that the history needs.

    These are the files that a commit which is kept names, and, where the history does not go back
    to the first commit, those that held live rows or results when it begins.

    Args:
        layout: The data folder.
        first: The commit that the history is taken to begin at; where it does when left out.

    Raises:
        StoreError: A commit is missing or damaged.
    """
    start = history.read_start(layout)
    first = first or (start.number if start else 1)
    named = {
        (table, ref.file)
        for number in commits.commit_numbers(layout)
        if number >= first
        for table, ref in commits.named_files(commits.read_commit(layout, number))
    }
    if start is not None and start.number == first:
        refs = ((table, one) for table, found in start.checkpoint.items() for one in found)
        named.update((table, one["file"]) for table, one in refs)
    if first > 1:
        named.update(_live_at(layout, first))
    return named


def _live_at(layout: Layout, number: int) -> Iterator[tuple[str, str]]:
    past = state.memory_state(layout, number)
    try:
        yield from past.execute(_LIVE_FILES).fetchall()
        # Results lead to shards, and shards to the files of single components.
        for parts in queries.live_shards(past).values():
            for table, refs in parts.items():
                yield from ((table, ref.file) for ref in refs)
    finally:
        past.close()
