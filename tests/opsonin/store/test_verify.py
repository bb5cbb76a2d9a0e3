import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from opsonin.errors import StoreError
from opsonin.store import commits
from opsonin.store.reading import open_snapshot
from opsonin.store.records import Committed, Delta
from opsonin.store.store import Store
from opsonin.store.upkeep import each_problem, find_problems
from opsonin.tables.arrow import String
from opsonin.tables.internal import Index
from opsonin.tables.model import Table, arrow_schema, column

Put = Callable[..., Committed]


@pytest.fixture
def filled(tmp_path: Path, tables: Mapping[str, type[Table]], put: Put) -> Store:
    store = Store(tmp_path, tables, checkpoint_every=2)
    put(store, {"a": ["1"], "b": ["2"]})
    put(store, {"c": ["3"]}, removed={"notes": {"a"}})
    put(store, {"d": ["4"]})
    store.snapshot()
    assert find_problems(store) == []
    return store


def rewrite(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def change_commit(store: Store, number: int, change: Callable[[dict[str, Any]], object]) -> None:
    path = store.root / "store" / "commits" / f"{number:08d}.json"
    content = orjson.loads(path.read_bytes())
    del content["check"]
    change(content)
    rewrite(path, commits.encoded(content))


def test_missing_file_is_named_with_its_commit(filled: Store) -> None:
    path = min((filled.root / "store" / "notes").iterdir())
    path.unlink()
    assert any(path.name in found and "Commit" in found for found in find_problems(filled))


def test_each_problem_is_told_before_the_next_is_looked_for(filled: Store) -> None:
    first, *_, last = sorted((filled.root / "store" / "notes").iterdir())
    data = {path: path.read_bytes() for path in (first, last)}
    for path in data:
        rewrite(path, b"no Parquet")
    found = each_problem(filled)
    told = next(found)
    for path, content in data.items():
        rewrite(path, content)
    assert [told, *found] == [told]


def test_flipped_bit_in_any_kind_of_file_is_found(filled: Store) -> None:
    store = filled.root / "store"
    for folder in ("notes", "rows", "checkpoint.files", "checkpoint.shards"):
        path = min((store / folder).iterdir())
        data = path.read_bytes()
        rewrite(path, data[:40] + bytes([data[40] ^ 1]) + data[41:])
        assert any(f"{path}: the file is damaged" in found for found in find_problems(filled))
        rewrite(path, data)
    assert find_problems(filled) == []


def test_gap_in_the_commits_is_found(filled: Store) -> None:
    (filled.root / "store" / "commits" / "00000002.json").unlink()
    assert "Commit 2 is missing." in find_problems(filled)


def test_unreadable_commit_is_found(filled: Store) -> None:
    rewrite(filled.root / "store" / "commits" / "00000002.json", b"{")
    assert any("Commit 2 is damaged" in found for found in find_problems(filled))


def test_commit_that_was_changed_later_is_found(filled: Store) -> None:
    change_commit(filled, 1, lambda content: content.update(run={"id": "forged"}))
    assert "Commit 1 is not what commit 2 was written after." in find_problems(filled)


def test_wrong_table_digest_and_count_are_found(filled: Store) -> None:
    change_commit(filled, 3, lambda content: content["digests"].update(notes="0" * 64))
    change_commit(filled, 3, lambda content: content["rows"].update(notes=7))
    found = find_problems(filled)
    assert "Table notes: its digest is not the one in commit 3." in found
    assert "Table notes: its number of rows is not the one in commit 3." in found
    assert any("follows from other commits" in problem for problem in found)


def test_index_that_is_not_the_files_is_found(filled: Store) -> None:
    schema = arrow_schema(filled.tables["notes"])
    rows = pa.table({"doc_id": ["e"], "word": ["5"], "number": [None]}, schema=schema)
    ref = filled.write("notes", rows, schema)
    assert ref is not None
    wrong = {"table_name": "notes", "owner": "e", "n_rows": 1, "digest": "0" * 64, "file": ref.file}
    index = pa.Table.from_pylist([wrong], schema=arrow_schema(Index))
    assert filled.commit(Delta(3, added={"notes": [ref]}, index=index)) is not None
    path = filled.root / "store" / "notes" / f"{ref.file}.parquet"
    assert find_problems(filled) == [f"{path}: the rows of e are not those in the index."]


def test_other_schema_is_found(filled: Store) -> None:
    class Notes(Table, name="notes"):
        """Words about documents, without numbers."""

        doc_id: String = column("The document")

    found = find_problems(Store(filled.root, {**filled.tables, "notes": Notes}))
    assert any("schema is not that of table" in problem for problem in found)


def test_state_that_disagrees_is_found(filled: Store) -> None:
    path = filled.root / "store" / "state.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE owners SET n_rows = 9 WHERE owner = 'b'")
    connection.commit()
    connection.close()
    assert find_problems(filled) == [f"{path}: relation owners is not what the commits say."]
    path.write_bytes(b"x" * 5_000)
    assert any(
        "state cannot be read" in found and "Delete it" in found for found in find_problems(filled)
    )
    path.unlink()
    assert find_problems(filled) == []


def test_state_that_is_behind_is_no_damage(filled: Store, put: Put) -> None:
    path = filled.root / "store" / "state.sqlite"
    before = path.read_bytes()
    put(filled, {"e": ["5"]})
    rewrite(path, before)
    assert find_problems(filled) == []


def test_damaged_snapshot_is_found(filled: Store) -> None:
    folder = filled.root / "snapshots" / "3"
    path = next((folder / "notes").iterdir())
    rewrite(path, b"PAR1")
    assert find_problems(filled) == [f"{path}: the file is damaged, its digest is another."]
    (folder / "manifest.json").unlink()
    assert any("no readable manifest" in found for found in find_problems(filled))


def test_snapshot_that_is_not_as_its_manifest_says_is_found(filled: Store) -> None:
    folder = filled.root / "snapshots" / "3"
    stray = folder / "notes" / "stray.parquet"
    stray.write_bytes(next((folder / "notes").iterdir()).read_bytes())
    assert find_problems(filled) == [
        f"{stray}: the manifest of the snapshot does not list it; delete the file."
    ]
    stray.unlink()
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    manifest["files"]["notes"] = []
    rewrite(folder / "manifest.json", orjson.dumps(manifest))
    next((folder / "notes").iterdir()).unlink()
    sums = folder / "SHA256SUMS"
    assert find_problems(filled) == [
        f"{folder / 'manifest.json'}: its digest is not the one in {sums}: one of both is damaged.",
        f"{sums}: it does not say what the manifest says: one of both is damaged.",
        f"{folder / 'notes'}: the manifest lists no file, though a table without rows has one too.",
        f"{folder / 'notes'}: 0 rows are listed, its commit has 3.",
    ]
    match = r"lists no file of table 'notes'.*made again"
    with pytest.raises(StoreError, match=match), open_snapshot(filled.root):
        pass
    assert filled.snapshot().read("notes").num_rows == 3
    assert find_problems(filled) == []


def test_missing_index_file_stops_the_replay(filled: Store) -> None:
    min((filled.root / "store" / "rows").iterdir()).unlink()
    assert any("The commits cannot be replayed" in found for found in find_problems(filled))
