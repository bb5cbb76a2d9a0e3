from pathlib import Path

import pyarrow as pa
import pytest

from opsonin.store.store import Store

SCHEMA = pa.schema([("doc_id", pa.string())])


@pytest.fixture
def written(store: Store) -> dict[str, object]:
    ref = store.write("notes.parts", pa.table({"doc_id": ["d"]}, schema=SCHEMA), SCHEMA)
    assert ref is not None
    manifest = {"parts": {"notes.parts": [ref.to_json()]}, "other": ref.to_json(), "n": 1}
    store.finish_shard("ab12", manifest)
    return manifest


def the_file(store: Store) -> Path:
    (path,) = (store.root / "store" / "notes.parts").iterdir()
    return path


def test_finished_shard_is_adopted(store: Store, written: dict[str, object]) -> None:
    assert store.finished_shard("ab12") == written
    assert store.finished_shard("ab13") is None


def test_shard_is_not_adopted_without_its_files(store: Store, written: dict[str, object]) -> None:
    assert written
    the_file(store).unlink()
    assert store.finished_shard("ab12") is None


def test_shard_is_not_adopted_with_a_file_cut_short(
    store: Store, written: dict[str, object]
) -> None:
    assert written
    path = the_file(store)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1])
    assert store.finished_shard("ab12") is None


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"t": {"file": 1, "rows": "x", "size_bytes": 1}}']
)
def test_unreadable_manifest_is_no_shard(store: Store, data: bytes) -> None:
    path = store.root / "store" / "staging" / "ab12.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    assert store.finished_shard("ab12") is None


def test_finishing_again_replaces_the_manifest(store: Store, written: dict[str, object]) -> None:
    assert written
    store.finish_shard("ab12", {"n": 2})
    assert store.finished_shard("ab12") == {"n": 2}
