"""Several operators on one store, readers beside them: nothing is lost, doubled or seen in part."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from faults.operator_loop import document_of
from faults.writer import open_store
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems

PROGRAM = Path(__file__).parent / "operator_loop.py"
N_OPERATORS = 8
#: Of each operator. 40 take a minute of processor time: OPSONIN_COMMITS=40.
N_COMMITS = int(os.environ.get("OPSONIN_COMMITS", "8"))
#: Operators that are killed again and again, and started anew.
N_KILLED = 2


def start(
    location: Path, name: str, told: Path, n_commits: int, *, are_apart: bool
) -> subprocess.Popen[bytes]:
    """Start an operator, which appends what it tells to a file."""
    command = [sys.executable, str(PROGRAM), str(location), name, str(n_commits)]
    command += [str(told.with_suffix(""))] if are_apart else []
    with told.open("ab") as out:
        return subprocess.Popen(command, stdout=out)


def look(store: Store) -> set[str]:
    """Read the newest snapshot as a consumer does; both of its tables have the same documents."""
    if not store.head():
        return set()
    folder = store.snapshot().directory
    notes, sources = (pq.read_table(folder / name) for name in ("notes", "sources"))
    found: list[str] = notes["doc_id"].to_pylist()
    assert sorted(found) == sorted(sources["doc_id"].to_pylist()), "a run is seen in part"
    assert len(set(found)) == len(found), "a row is there twice"
    return set(found)


def work(
    folder: Path, location: Path, n_commits: int, *, are_apart: bool
) -> tuple[int, Sequence[Path]]:
    """Let all operators work, kill some now and then, and read beside them.

    Args:
        folder: For what they tell.
        location: The store.
        n_commits: Of each of them.
        are_apart: They share no lock, see `operator_loop`.

    Returns:
        How often the store was read, and what each operator told.
    """
    names = [f"operator {number}" for number in range(N_OPERATORS)]
    told = [folder / f"{number}.txt" for number in range(N_OPERATORS)]

    def begin(at: int) -> subprocess.Popen[bytes]:
        return start(location, names[at], told[at], n_commits, are_apart=are_apart)

    running = [begin(at) for at in range(N_OPERATORS)]
    try:
        n_reads = attend(location, running, begin, n_commits)
    finally:
        for one in running:
            one.kill()
            one.wait()
    return n_reads, told


def attend(
    location: Path,
    running: list[subprocess.Popen[bytes]],
    begin: Callable[[int], subprocess.Popen[bytes]],
    n_commits: int,
) -> int:
    """Read until all operators have ended, and kill some; return how often it was read."""
    store = open_store(location)
    seen: set[str] = set()
    n_reads = 0
    n_kills = [0] * N_KILLED
    while any(one.poll() is None for one in running):
        now = look(store)
        assert seen <= now, "what was committed has gone"
        seen, n_reads = now, n_reads + 1
        for at in range(N_KILLED):
            # The first time as soon as anything stands there: they may be quicker than this.
            if running[at].poll() is None and len(seen) > n_kills[at] * 2 * n_commits:
                running[at].kill()
                running[at].wait()
                running[at] = begin(at)
                n_kills[at] += 1
        time.sleep(0.3)
    assert [one.returncode for one in running] == [0] * N_OPERATORS
    assert all(n_kills)
    return n_reads


@pytest.mark.slow
@pytest.mark.parametrize("are_apart", [False, True], ids=["one machine", "without locks"])
def test_operators_lose_nothing_and_double_nothing(tmp_path: Path, *, are_apart: bool) -> None:
    location = tmp_path / "data"
    n_reads, told = work(tmp_path, location, N_COMMITS, are_apart=are_apart)
    store = open_store(location)
    expected = {
        document_of(f"operator {operator}", number)
        for operator in range(N_OPERATORS)
        for number in range(N_COMMITS)
    }
    assert look(store) == expected
    assert set().union(*(one.read_text().split() for one in told)) == expected
    assert store.head() == len(expected)
    assert find_problems(store) == []
    assert n_reads > 5
