"""`opsonin verify` finds every flipped bit of what is committed, wherever it lies."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from opsonin.manager.config import load_settings
from opsonin.runner.shards import pipeline_of
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import INTERNAL

#: In each round one bit of every file is flipped; a commit is flipped alone, because nothing
#: can be checked against a commit that cannot be read.
N_FLIPS = 1_000
#: Pages carry checksums of their own, and what is behind them does not: half of the flips of a
#: Parquet file go to its last bytes.
FOOTER_BYTES = 4_096


def opened(data: Path) -> Store:
    pipeline = pipeline_of(load_settings(data=data).to_json())
    return Store(data, {**pipeline.tables, **INTERNAL})


def flipped(content: bytes, chance: random.Random) -> bytes:
    """Flip one bit, in the footer as often as elsewhere."""
    first = 0 if chance.random() < 0.5 else max(0, len(content) - FOOTER_BYTES)
    place = chance.randrange(first, len(content))
    changed = bytes([content[place] ^ (1 << chance.randrange(8))])
    return content[:place] + changed + content[place + 1 :]


def committed_files(data: Path) -> list[Path]:
    """The files of tables in the store and in snapshots, each file once however often linked."""
    store = (data / "store").glob("*/*.parquet")
    snapshots = (path for path in (data / "snapshots").rglob("*") if path.is_file())
    first: dict[int, Path] = {}
    for path in sorted((*store, *snapshots)):
        first.setdefault(path.stat().st_ino, path)
    return sorted(path for path in first.values() if path.stat().st_size)


def rewrite(path: Path, content: bytes) -> None:
    # In place: the same file may lie in the store and in a snapshot.
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.write(content)


@pytest.mark.slow
def test_every_flipped_bit_of_committed_files_is_found(seeds_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(seeds_data, data, symlinks=True)
    store, chance = opened(data), random.Random(7)  # noqa: S311 - no secret
    assert find_problems(store) == []
    found = committed_files(data)
    missed: list[str] = []
    n_flips = 0
    while n_flips < N_FLIPS:
        was = {path: path.read_bytes() for path in found}
        for path, content in was.items():
            rewrite(path, flipped(content, chance))
        told = "\n".join(find_problems(store))
        missed += [str(path) for path in found if str(path) not in told]
        for path, content in was.items():
            rewrite(path, content)
        n_flips += len(found)
    assert missed == []
    assert find_problems(store) == []


@pytest.mark.slow
def test_every_flipped_bit_of_a_commit_is_found(seeds_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(seeds_data, data, symlinks=True)
    store, chance = opened(data), random.Random(11)  # noqa: S311 - no secret
    (commit,) = (data / "store" / "commits").glob("*.json")
    content = commit.read_bytes()
    for _ in range(100):
        rewrite(commit, flipped(content, chance))
        assert find_problems(opened(data)), commit.read_bytes()
        rewrite(commit, content)
    assert find_problems(store) == []
