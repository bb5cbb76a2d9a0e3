"""What must hold of the store wherever its writer was stopped."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems

WordsAfter = Callable[[int], dict[str, str]]


def check(
    root: Path,
    told: Path,
    *,
    open_store: Callable[[Path], Store],
    words_after: WordsAfter,
) -> None:
    """Check a copy of the store against what its writer has told.

    Args:
        root: The store.
        told: The writer's standard output.
        open_store: Opens a store of the writer's.
        words_after: What table notes holds after a commit.
    """
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(root, copy, symlinks=True)
        store = open_store(copy)
        head = store.head()
        expected = words_after(head)
        assert head >= last(told, "commit"), f"lost: told {last(told, 'commit')}, has {head}"
        found = store.scan("notes")
        words = dict(zip(found["doc_id"].to_pylist(), found["word"].to_pylist(), strict=True))
        assert words == expected, f"commit {head} holds {words}"
        assert store.all_owners("notes") == sorted(expected)
        assert store.results(sorted(expected)).keys() == expected.keys()
        assert find_problems(store) == [], find_problems(store)
        runs = [run["id"] for run in store.runs()]
        assert runs == list(range(1, len(runs) + 1)), f"runs {runs}"
        assert len(runs) >= last(told, "run"), f"told run {last(told, 'run')}, has {runs}"
        check_export(copy, told, words_after)


def check_export(root: Path, told: Path, words_after: WordsAfter) -> None:
    """Check that what consumers read is one whole commit, and none older than was told."""
    link = root / "export"
    if not link.is_symlink():
        assert last(told, "export") == 0, "the export has gone"
        return
    number = int(link.readlink().name)
    assert number >= last(told, "export"), f"export stands at {number}"
    found = pq.read_table(root / link.readlink() / "notes")
    words = dict(zip(found["doc_id"].to_pylist(), found["word"].to_pylist(), strict=True))
    assert words == words_after(number), f"export {number} holds {words}"


def last(told: Path, kind: str) -> int:
    """Return the last number that the writer has told of a kind."""
    lines = told.read_text().split("\n")[:-1]
    return max((int(line.split()[1]) for line in lines if line.startswith(kind)), default=0)
