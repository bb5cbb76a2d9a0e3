from pathlib import Path

import pytest

from opsonin.errors import StoreError
from opsonin.store.layout import Layout


@pytest.mark.parametrize("name", ["", "../x", "a/b", "A", "commits", ".x", "a" * 200, "a\n"])
def test_table_names_cannot_leave_their_folder(name: str) -> None:
    with pytest.raises(StoreError, match="cannot be the name of a table"):
        Layout(Path("d")).table_folder(name)


@pytest.mark.parametrize("name", ["", "../x", "x" * 64, "A" * 64])
def test_files_are_named_by_digests(name: str) -> None:
    with pytest.raises(StoreError, match="cannot be the name of a file"):
        Layout(Path("d")).table_file("notes", name)


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a\0"])
def test_shards_and_exporters_have_plain_names(name: str) -> None:
    with pytest.raises(StoreError, match="name of a shard"):
        Layout(Path("d")).shard(name)
    with pytest.raises(StoreError, match="name of an exporter"):
        Layout(Path("d")).published(name)


def test_paths_are_those_of_the_design() -> None:
    layout = Layout(Path("d"))
    assert layout.table_file("notes.parts", "0" * 64) == Path("d/store/notes.parts") / (
        "0" * 64 + ".parquet"
    )
    assert layout.commit(7) == Path("d/store/commits/00000007.json")
    assert layout.snapshot(7) == Path("d/snapshots/7")
    assert layout.shard("ab") == Path("d/store/staging/ab.json")
