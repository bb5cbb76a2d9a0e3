"""A program that commits three times, to be broken at every file call: writer.py FOLDER.

It tells on standard output what it believes to be durable, and takes up where it was killed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from opsonin.store import files
from opsonin.store.parquet import FileRef
from opsonin.store.records import Delta, Retention
from opsonin.store.store import Store
from opsonin.store.upkeep import remove_garbage
from opsonin.tables.arrow import String
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.digest import owner_digests
from opsonin.tables.internal import Index, Results
from opsonin.tables.model import Table, arrow_schema, column

N_COMMITS = 3


class Notes(Table, name="notes"):
    """Words about documents."""

    doc_id: String = column("The document")
    word: String = column("A word")


TABLES: dict[str, type[Table]] = {"notes": Notes, "sources": CONTRACT["sources"], **INTERNAL}
SCHEMA = arrow_schema(Notes)


def document(number: int) -> str:
    """Return the id of the n-th document."""
    return f"{number:032x}"


def words_after(commit: int) -> dict[str, str]:
    """Return the word of each document after a commit: each adds two and removes or changes one."""
    words: dict[str, str] = {}
    for number in range(1, commit + 1):
        words.pop(document(2 * number - 3), None)
        for at in (2 * number - 2, 2 * number - 1, 2 * number):
            words[document(at)] = f"word {number}"
    return words


def open_store(root: Path) -> Store:
    """Open the store that is written to."""
    return Store(root, TABLES, checkpoint_every=2)


def make_delta(store: Store, number: int) -> Delta:
    """Write what a commit adds, or adopt what a killed run had written of it."""
    before, after = words_after(number - 1), words_after(number)
    changed = {doc_id: word for doc_id, word in after.items() if before.get(doc_id) != word}
    delta = delta_of(store, number - 1, changed, shard=f"{number:032x}", run=number)
    return replace(
        delta,
        removed={"notes": before.keys() - {d for d in after if after[d] == before.get(d)}},
        results_void=before.keys() - after.keys(),
    )


def delta_of(store: Store, base: int, changed: Mapping[str, str], *, shard: str, run: int) -> Delta:
    """Write words of documents to two tables, and return the delta that adds them.

    Args:
        store: The store.
        base: Number of the commit that it follows.
        changed: Document -> word.
        shard: Key of the shard, which may be finished already.
        run: Number of the run.
    """
    rows = pa.table({"doc_id": list(changed), "word": list(changed.values())}, schema=SCHEMA)
    manifest = store.finished_shard(shard)
    if manifest is None:
        part = store.write("notes.parts", rows, SCHEMA)
        assert part is not None
        manifest = {"notes.parts": [part.to_json()]}
        store.finish_shard(shard, manifest)
    seen = sources_of(changed)
    notes, sources = store.write("notes", rows, SCHEMA), store.write("sources", seen, seen.schema)
    assert notes is not None
    assert sources is not None
    index = [
        dict(zip(arrow_schema(Index).names, (name, owner, n_rows, digest, ref.file), strict=True))
        for name, table, key, ref in (
            ("notes", rows, "doc_id", notes),
            ("sources", seen, "source_uri", sources),
        )
        for owner, n_rows, digest in owner_digests(table, (key,))
    ]
    return Delta(
        base=base,
        added={"notes": [notes], "sources": [sources]},
        removed={},
        results=results_of(changed, shard),
        results_void=set(),
        index=pa.Table.from_pylist(index, schema=arrow_schema(Index)),
        shards={shard: {"notes.parts": [FileRef.from_json(manifest["notes.parts"][0])]}},
        run={"id": run, "at": "2026-11-21T00:00:00Z"},
        versions={"writer": "1"},
    )


def sources_of(documents: Iterable[str]) -> pa.Table:
    """Return where the documents were seen."""
    rows = [
        {
            "source_uri": f"file-{doc_id}",
            "doc_id": doc_id,
            "is_current": True,
            "component": "files",
            "component_version": "1",
        }
        for doc_id in documents
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(TABLES["sources"]))


def results_of(documents: Iterable[str], shard: str) -> pa.Table:
    """Return that the writer is done with the documents."""
    rows = [
        {
            "doc_id": doc_id,
            "component": "writer",
            "fingerprint": shard,
            "status": "done",
            "shard": shard,
        }
        for doc_id in documents
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(Results))


def main(root: Path) -> None:
    """Bring the store to the last commit, publishing every one on the way."""
    store = open_store(root)
    for number in range(max(1, store.head()), N_COMMITS + 1):
        if store.head() < number:
            assert store.commit(make_delta(store, number)) is not None
        tell(f"commit {number}")
        shown = store.snapshot(number)
        files.replace_symlink(root / "export", f"snapshots/{shown.number}")
        tell(f"export {number}")
        store.set_published("export", {"number": number})
        if number not in [run["id"] for run in store.runs()]:
            store.append_run({"id": number})
        tell(f"run {number}")
    remove_garbage(store, Retention(snapshots=2, hours=0, history_days=0), grace_s=0)


def tell(message: str) -> None:
    """Write a line that survives the death of this process."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
