"""One operator of a store that others write to as well: operator_loop.py LOCATION NAME COMMITS.

Adds a document a commit, each with a row in two tables, and begins again whenever another one was
faster. It tells every document whose commit it believes to be durable, and takes up where it was
killed. With a fourth argument, a folder, it shares no lock with the others, like an operator on
another machine that sees the same files: its index lies in that folder.
"""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.writer import delta_of, open_store, tell
from opsonin.store.layout import Layout
from opsonin.store.state import State
from opsonin.store.store import Store


@dataclass(frozen=True, slots=True)
class Apart(Layout):
    """A data folder of which the index, and the lock on it, are this process's own.

    Attributes:
        own: Folder of the index.
    """

    own: Path

    @property
    def state(self) -> Path:
        """The index."""
        return self.own / "state.sqlite"

    @property
    def state_lock(self) -> Path:
        """Held by whoever writes the index."""
        return self.own / "state.lock"


def open_apart(location: Path, own: Path) -> Store:
    """Open a store so that nothing but the creation of a commit keeps its writers in order."""
    store = open_store(location)
    own.mkdir(exist_ok=True)
    store.layout = Apart(location, own)
    store.state = State(store.layout)
    return store


def document_of(name: str, number: int) -> str:
    """Return the id of an operator's n-th document."""
    return hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:32]


def main(location: str, name: str, n_commits: int, own: str = "") -> None:
    """Commit every document once."""
    store = open_apart(Path(location), Path(own)) if own else open_store(Path(location))
    for number in range(n_commits):
        doc_id = document_of(name, number)
        while not store.results([doc_id]):
            delta = delta_of(store, store.head(), {doc_id: name}, shard=doc_id, run=number)
            store.commit(delta)
        tell(doc_id)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
