"""Where everything lies in a data folder. Paths are made of our own digests and names only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from opsonin.errors import StoreError

_TABLE = re.compile(r"[a-z][a-z0-9_]{0,99}(?:\.[a-z]{1,20})?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,149}")
_RESERVED = ("commits", "staging", "published")


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths below a data folder.

    Attributes:
        root: The data folder.
    """

    root: Path

    @property
    def store(self) -> Path:
        """Folder of the store itself."""
        return self.root / "store"

    @property
    def commits(self) -> Path:
        """Folder of the commits."""
        return self.store / "commits"

    @property
    def staging(self) -> Path:
        """Folder of the finished shards."""
        return self.store / "staging"

    @property
    def state(self) -> Path:
        """The index that can be rebuilt from the commits."""
        return self.store / "state.sqlite"

    @property
    def state_lock(self) -> Path:
        """Held by whoever writes the state."""
        return self.store / "state.lock"

    @property
    def turn_lock(self) -> Path:
        """Held by the run whose turn it is to commit."""
        return self.store / "turn.lock"

    @property
    def work_lock(self) -> Path:
        """Shared by all runs at work; a take-down holds it alone."""
        return self.store / "work.lock"

    @property
    def publish_lock(self) -> Path:
        """Held by the run that calls its exporters."""
        return self.store / "publish.lock"

    @property
    def history(self) -> Path:
        """Where the history begins, once commits were given up."""
        return self.store / "history.json"

    @property
    def tombstones(self) -> Path:
        """Which documents were forgotten."""
        return self.store / "forgotten.json"

    @property
    def runs(self) -> Path:
        """One line for every run."""
        return self.store / "runs.jsonl"

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots that consumers read."""
        return self.root / "snapshots"

    def commit(self, number: int) -> Path:
        """Return the file of a commit."""
        return self.commits / f"{number:08d}.json"

    def snapshot(self, number: int) -> Path:
        """Return the folder of a snapshot."""
        return self.snapshots / str(number)

    def table_folder(self, table: str) -> Path:
        """Return the folder of a table's files."""
        if not _TABLE.fullmatch(table) or table in _RESERVED:
            raise _bad_name("a table", table)
        return self.store / table

    def table_file(self, table: str, file: str) -> Path:
        """Return the path of a content-named file."""
        if not _DIGEST.fullmatch(file):
            raise _bad_name("a file", file)
        return self.table_folder(table) / f"{file}.parquet"

    def shard(self, key: str) -> Path:
        """Return the manifest of a finished shard."""
        return self.staging / f"{_checked('a shard', key)}.json"

    def published(self, exporter: str) -> Path:
        """Return the record of what an exporter has published."""
        return self.store / "published" / f"{_checked('an exporter', exporter)}.json"


def _checked(kind: str, name: str) -> str:
    if not _KEY.fullmatch(name):
        raise _bad_name(kind, name)
    return name


def _bad_name(kind: str, name: str) -> StoreError:
    return StoreError(
        f"{name!r} cannot be the name of {kind} in a data folder.",
        remedy="Use letters, digits and underscores; files are named by their SHA-256.",
    )
