from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import orjson
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from conftest import counting_settings
from opsonin import ConfigError, SnapshotFiles, StoreError, open_snapshot
from opsonin.inspection import exporting
from opsonin.inspection.exporting import export_snapshot
from opsonin.inspection.formats import ENDINGS, Format
from opsonin.inspection.redaction import quoting_columns
from opsonin.runner.local import run_locally
from opsonin.tables.contract import CONTRACT

Tree = dict[str, bytes]
TEXT = "Lupus  of swordfish"


@pytest.fixture
def snapshot(counting: object, tmp_path: Path) -> Iterator[SnapshotFiles]:
    assert counting is not None
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(f"Gout of Ada\n\n{TEXT} in 12 patients")
    (tmp_path / "in" / "b.txt").write_text("Flu 7")
    run_locally(counting_settings(tmp_path / "in", tmp_path / "data", exporters=("parquet",)))
    with open_snapshot(tmp_path / "data") as found:
        yield found


def tree(folder: Path) -> Tree:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check_sums(files: Tree) -> None:
    lines = files["SHA256SUMS"].decode().splitlines()
    stated = {line[66:]: line[:64] for line in lines}
    assert stated == {
        path: hashlib.sha256(data).hexdigest()
        for path, data in files.items()
        if path != "SHA256SUMS"
    }


def test_folder_is_a_copy_of_the_snapshot_with_its_manifest(
    snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    found = export_snapshot(snapshot, tmp_path / "out")
    files = tree(tmp_path / "out")
    check_sums(files)
    described = {name for name in files if "/" not in name} - {"manifest.json"}
    assert {"README.md", "CHANGES.md", "SHA256SUMS", "views.sql"} <= described
    kept = {name: data for name, data in files.items() if name not in described}
    there = tree(snapshot.directory)
    check_sums(there)
    assert kept == {name: data for name, data in there.items() if name not in described}
    assert all(path.stat().st_nlink == 1 for path in (tmp_path / "out").rglob("*.parquet"))
    assert not any(path.is_symlink() for path in (tmp_path / "out").rglob("*"))
    assert found.tables["documents"] == 2
    assert found.files == sum(name.endswith(".parquet") for name in files)


@pytest.mark.parametrize("kind", ENDINGS)
@pytest.mark.parametrize("with_text", [True, False])
def test_archive_holds_the_same_as_the_folder(
    snapshot: SnapshotFiles, tmp_path: Path, kind: Format, *, with_text: bool
) -> None:
    for place in ("folder", "one.zip", "two.zip"):
        export_snapshot(snapshot, tmp_path / place, kind=kind, with_text=with_text)
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.testzip() is None
        members = {name: archive.read(name) for name in archive.namelist()}
    check_sums(members)
    assert members == tree(tmp_path / "folder")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_other_formats_have_one_file_for_each_table(
    snapshot: SnapshotFiles, tmp_path: Path
) -> None:
    export_snapshot(snapshot, tmp_path / "out", kind="csv")
    table = pacsv.read_csv(tmp_path / "out" / "documents" / "documents.csv")
    assert table.num_rows == 2
    manifest = orjson.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["export"] == {"format": "csv", "has_text": True}
    assert [entry["rows"] for entry in manifest["files"]["documents"]] == [2]
    empty = (tmp_path / "out" / "claims" / "claims.csv").read_text()
    assert empty.startswith('"doc_id","clean_start"')


@pytest.mark.parametrize("kind", ENDINGS)
def test_export_without_text_has_none_and_stays_whole(
    snapshot: SnapshotFiles, tmp_path: Path, kind: Format
) -> None:
    export_snapshot(snapshot, tmp_path / "out", kind=kind, with_text=False)
    files = tree(tmp_path / "out")
    check_sums(files)
    assert not any(b"swordfish" in data for data in files.values())
    if kind != "parquet":
        return
    for table in snapshot.tables:
        rows = pq.read_table(tmp_path / "out" / table)
        before = snapshot.read(table)
        assert rows.schema.equals(before.schema, check_metadata=True)
        assert "swordfish" not in str(rows.drop_columns(_titles(rows.column_names)).to_pylist())
        quoting = set(quoting_columns(rows.schema, CONTRACT.get(table)))
        kept = [name for name in rows.column_names if name not in quoting]
        assert rows.select(kept).equals(before.select(kept))
    texts = pq.read_table(tmp_path / "out" / "documents")["text"].to_pylist()
    assert texts == ["", ""]
    assert pq.read_table(tmp_path / "out" / "raw")["text"].to_pylist() == [None, None]
    # Spans slice to what stands there: nothing.
    assert set(pq.read_table(tmp_path / "out" / "segments")["text"].to_pylist()) == {""}


def _titles(names: list[str]) -> list[str]:
    return [name for name in names if name == "title"]


def test_what_is_there_is_not_overwritten(snapshot: SnapshotFiles, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    (tmp_path / "mine.zip").write_bytes(b"PK or not")
    (tmp_path / "link").symlink_to(mine)
    for name in ("mine", "mine.zip", "link"):
        with pytest.raises(ConfigError, match="There is something already"):
            export_snapshot(snapshot, tmp_path / name)
        with pytest.raises(ConfigError, match="not even --force replaces it"):
            export_snapshot(snapshot, tmp_path / name, is_forced=True)
    assert (mine / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_earlier_export_is_replaced_by_force_alone(
    snapshot: SnapshotFiles, tmp_path: Path, name: str
) -> None:
    export_snapshot(snapshot, tmp_path / name)
    with pytest.raises(ConfigError, match="with --force"):
        export_snapshot(snapshot, tmp_path / name, kind="csv")
    export_snapshot(snapshot, tmp_path / name, kind="csv", is_forced=True)
    export_snapshot(snapshot, tmp_path / "fresh", kind="csv")
    if name == "out":
        assert tree(tmp_path / name) == tree(tmp_path / "fresh")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


def test_empty_folder_is_filled(snapshot: SnapshotFiles, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    export_snapshot(snapshot, tmp_path / "empty")
    assert (tmp_path / "empty" / "manifest.json").is_file()


@pytest.mark.parametrize(
    "name", ["store/x", "snapshots", "export/mine", "store", "mine", "mine.zip", "."]
)
def test_places_of_the_data_folder_are_refused(
    snapshot: SnapshotFiles, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ConfigError, match="This is inside the data folder"):
        export_snapshot(snapshot, tmp_path / "data" / name, is_forced=True)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_damaged_file_ends_the_export_and_leaves_nothing(
    snapshot: SnapshotFiles, tmp_path: Path, name: str
) -> None:
    (path,) = snapshot.tables["segments"]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match=r"segments/.*damaged.*opsonin verify"):
        export_snapshot(snapshot, tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_full_disk_leaves_the_earlier_export(
    snapshot: SnapshotFiles, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_snapshot(snapshot, tmp_path / name)
    before = sorted(tmp_path.iterdir())

    def fail(*_args: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(exporting, "write_groups", fail)
    with pytest.raises(StoreError, match="No space left on device"):
        export_snapshot(snapshot, tmp_path / name, with_text=False, is_forced=True)
    assert sorted(tmp_path.iterdir()) == before
