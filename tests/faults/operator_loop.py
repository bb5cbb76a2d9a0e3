"""One operator of a store that others write to as well: operator_loop.py LOCATION NAME COMMITS.

Adds a document a commit, each with a row in two tables, and begins again whenever another one was
faster. It tells every document whose commit it believes to be durable, and takes up where it was
killed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.writer import delta_of, open_store, tell


def document_of(name: str, number: int) -> str:
    """Return the id of an operator's n-th document."""
    return hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:32]


def main(location: str, name: str, n_commits: int) -> None:
    """Commit every document once."""
    store = open_store(Path(location))
    for number in range(n_commits):
        doc_id = document_of(name, number)
        while not store.results([doc_id]):
            delta = delta_of(store, store.head(), {doc_id: name}, shard=doc_id, run=number)
            store.commit(delta)
        tell(doc_id)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
