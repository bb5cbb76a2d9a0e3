"""What a sweep breaks: a program, where it begins, what must hold of it, and how it has to end."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq

from faults import checker, writer
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import arrow_schema

#: The state can be made again and differs with its history; all else must end up equal.
_IGNORED = re.compile(r"^store/state\.")
#: Tables that tell what runs there were, also those that were disturbed.
_HISTORY = {"runs", "ledger", "changes"}
_CONFIG = """
[run]
plugins = ["counting"]
shard_documents = 4
durability = "{durability}"

[stages]
cleaners = ["squeeze", "blocks"]
taggers = ["capitals", "numbers", "choose", "gather", "pairs", "identifiers"]
exporters = ["parquet"]
vocabularies = []

[limits]
isolation = "inline"
"""
_N_BEFORE, _N_AFTER = 6, 10


class Subject(Protocol):
    """A program that a sweep breaks."""

    def prepare(self, root: Path) -> None:
        """Lay out what stands there before the program begins."""

    def act(self, root: Path) -> None:
        """Be the program; what it raises is what it tells people."""

    def check(self, root: Path, told: Path) -> None:
        """Check what is left, against what the program has told, before anybody mends it."""

    def result(self, root: Path) -> dict[str, str]:
        """Return what must be the same after any disturbance, once a second run has ended."""

    def is_told(self, message: str) -> bool:
        """Tell whether an error is one for people."""


class StoreWriter:
    """A program that commits three times with components that stand for all; see `writer`."""

    def __init__(self) -> None:
        # Children inherit what is loaded, so that each of them need not load it again.
        for model in writer.TABLES.values():
            arrow_schema(model)

    def prepare(self, root: Path) -> None:
        """Begin with an empty store."""
        root.mkdir()

    def act(self, root: Path) -> None:
        """Commit."""
        writer.main(root)

    def check(self, root: Path, told: Path) -> None:
        """Check a copy, and what consumers read."""
        checker.check(root, told, open_store=writer.open_store, words_after=writer.words_after)

    def result(self, root: Path) -> dict[str, str]:
        """Return the digest of every file, and where links lead to."""
        found = {}
        for path in root.rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                found[name] = str(path.readlink())
            elif path.is_file() and not _IGNORED.match(name):
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def is_told(self, message: str) -> bool:
        """Tell whether it is the store's own error."""
        return "StoreError" in message


class WholeProgram:
    """``opsonin run`` upon a data folder with one commit: new, changed and known documents.

    Args:
        work: Where its inputs, its configuration and the data folder it begins with lie.
        durability: What it promises.
    """

    def __init__(self, work: Path, durability: str) -> None:
        sys.path.insert(0, str(Path(__file__).parents[1] / "counting"))
        self._inputs, self._before = work / "in", work / "before"
        self._config = work / "opsonin.toml"
        self._config.write_text(_CONFIG.format(durability=durability))
        self._inputs.mkdir()
        for number in range(_N_BEFORE):
            self._write(number, 0)
        self.act(self._before)
        self._known = _words(self._before)
        assert len(self._known) == _N_BEFORE
        for number in range(_N_BEFORE // 2, _N_AFTER):
            self._write(number, 1)

    def _write(self, number: int, version: int) -> None:
        text = (
            f"Trial {number} of lupus ends\n\nDoctors in  Lyon saw {number + 20} patients. "
            f"Drop nobody, says Ada Novak; NCT{number * 10 + version:08} goes on.\n"
        )
        (self._inputs / f"item{number:03}.txt").write_text(text, encoding="utf-8")

    def prepare(self, root: Path) -> None:
        """Begin with the data folder of an earlier run, with its links."""
        shutil.copytree(self._before, root, symlinks=True)

    def act(self, root: Path) -> None:
        """Run, in this process."""
        from click.testing import CliRunner  # noqa: PLC0415 - only here

        from opsonin.cli.program import program  # noqa: PLC0415 - the same

        given = ["run", str(self._inputs), "--data", str(root), "--config", str(self._config)]
        done = CliRunner().invoke(program, [*given, "--engine", "local", "--workers", "1"])
        if done.exit_code:
            problem = done.exception
            is_silent = problem is not None and not isinstance(problem, SystemExit)
            raise RuntimeError(f"Traceback of {problem!r}" if is_silent else done.output)
        sys.stdout.write("committed\n")
        sys.stdout.flush()

    def check(self, root: Path, told: Path) -> None:
        """Check that consumers read the old tables or the new, and that nothing is damaged."""
        words = _words(root)
        assert set(words) == set(self._known) or len(words) == _N_AFTER, sorted(words)
        if "committed" in told.read_text():
            assert len(words) == _N_AFTER, "it was told to be committed"
        copy = root.with_name("looked-at")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(root, copy, symlinks=True)
        try:
            problems = find_problems(_open(copy))
            assert problems == [], problems
        finally:
            shutil.rmtree(copy)

    def result(self, root: Path) -> dict[str, str]:
        """Return the digests of all tables but those that tell of runs."""
        found = _open(root).digests()
        return {name: found[name] for name in CONTRACT if name not in _HISTORY} | {
            "export": str(len(_words(root)))
        }

    def is_told(self, message: str) -> bool:
        """Tell whether it is an error without a traceback that says what to do."""
        return "Traceback" not in message and len(message) > len("RuntimeError: ")


def _open(root: Path) -> Store:
    return Store(root, {**CONTRACT, **INTERNAL})


def _words(root: Path) -> dict[Any, Any]:
    """Return the documents that consumers find, all of whose tables must belong together."""
    folder = (root / "export").resolve()
    texts = pq.read_table(folder / "documents", columns=["doc_id", "text"])
    found = dict(zip(texts["doc_id"].to_pylist(), texts["text"].to_pylist(), strict=True))
    for name in ("raw", "segments", "alignment", "identifiers"):
        assert set(pq.read_table(folder / name)["doc_id"].to_pylist()) == set(found), name
    for row in pq.read_table(folder / "identifiers").to_pylist():
        text = found[row["doc_id"]][row["clean_start"] : row["clean_end"]]
        assert text == row["text"], row
    return found
