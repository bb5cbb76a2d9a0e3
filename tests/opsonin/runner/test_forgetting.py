from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from conftest import counting_settings
from opsonin import StoreError, open_snapshot
from opsonin.manager.config import Settings
from opsonin.runner import local
from opsonin.runner import run as stages
from opsonin.runner.forgetting import forget_documents, known_documents, look_up
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.store.tombstones import note_pending, readmit
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL

HERE = Path(__file__).parent
#: How often a take-down is killed.
KILLS = 6
HISTORY = {"runs", "ledger", "changes"}
#: Strings of the two documents that are forgotten: of text, title and place.
TRACES = ("Quagga", "zeppelin", "Swordfish", "xylophone")
TEXT = "Lupus  and gout!\n\nThe  Quagga had Lupus in 12 patients.\nAnother zeppelin  Drop."
TITLED = "Swordfish  and chips!\n\nGout."
OTHERS = {
    "a": "Lupus  and gout!\n\nThe same title, and 7 patients.",
    "b": "Gout of Ada 3",
    "c": "BOOM",
    "d": "Tagboom  Flu",
}


def doc_id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


DOC_ID = doc_id_of(TEXT)
BOTH = (DOC_ID, doc_id_of(TITLED))


def write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def digests(chosen: Settings) -> dict[str, str]:
    found = store_of(chosen).digests()
    return {name: found[name] for name in found if name not in HISTORY and name not in INTERNAL}


def traces(folder: Path, wanted: Sequence[str] = TRACES) -> list[str]:
    """Look for strings in every byte below a folder, packed pages and free ones among them."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        hits = {one for one in wanted if one in name}
        if path.is_file():
            data = path.read_bytes()
            hits |= {one for one in wanted if one.encode() in data}
            if path.suffix == ".parquet":
                rows = str(pq.ParquetFile(path).read().to_pydict())
                hits |= {one for one in wanted if one in rows}
            if path.suffix == ".sqlite":
                with contextlib.closing(sqlite3.connect(path)) as connection:
                    dump = "\n".join(connection.iterdump())
                hits |= {one for one in wanted if one in dump}
        found += [f"{name}: {one}" for one in sorted(hits)]
    return found


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where inputs and data are made once, to be copied for each test."""
    return tmp_path_factory.mktemp("pattern")


@pytest.fixture
def chosen(counting: object, pattern: Path, tmp_path: Path) -> Settings:
    """A data folder in which two documents have left traces of every kind."""
    assert counting is not None
    if not (pattern / "in").exists():
        _leave_traces(counting_settings(pattern / "in", pattern / "data", exporters=("parquet",)))
    _set_version("capitals", "2")
    for name in ("in", "data"):
        shutil.copytree(pattern / name, tmp_path / name, symlinks=True)
    return counting_settings(tmp_path / "in", tmp_path / "data", exporters=("parquet",))


def _set_version(name: str, version: str) -> None:
    importlib.import_module("counting_plugin").VERSIONS[name] = version
    open_pipeline.cache_clear()


def _leave_traces(settings: Settings) -> None:
    inputs = Path(settings.inputs[0])
    write(inputs, {**OTHERS, "xylophone": "An earlier  Version"})
    run_locally(settings)
    # The document takes another one's place, is seen twice, and is given as an input of its own.
    write(inputs, {"xylophone": TEXT, "xylophone again": TEXT, "xylophones": TITLED})
    run_locally(settings)
    run_locally(replace(settings, inputs=(str(inputs / "xylophone.txt"),)))
    # A new version of components leaves rows that are dead.
    _set_version("capitals", "2")
    run_locally(settings)
    write(inputs, {"f": "Ada  ends"})
    run_locally(settings)
    _break_a_run(settings, inputs)


def _break_a_run(settings: Settings, inputs: Path) -> None:
    """Leave finished shards with the documents, and a message that quotes one."""
    _set_version("blocks", "2")

    def broken(*_args: object) -> Any:
        raise StoreError(f"{inputs / 'xylophone.txt'} says The Quagga")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "tag", broken)
        with pytest.raises(StoreError, match="Quagga"):
            run_locally(settings)
    assert list((settings.data / "store" / "staging").iterdir())
    _set_version("blocks", "1")


def without(chosen: Settings, tmp_path: Path) -> Settings:
    """A fresh run over all but the document."""
    rest = tmp_path / "rest"
    shutil.copytree(chosen.inputs[0], rest)
    for path in rest.glob("xylophone*"):
        path.unlink()
    fresh = replace(chosen, inputs=(str(rest),), data=tmp_path / "fresh")
    run_locally(fresh)
    return fresh


def test_no_byte_of_a_forgotten_document_is_left(chosen: Settings, tmp_path: Path) -> None:
    before = traces(chosen.data)
    for place in ("raw/", "entities.parts/", "rows/", "runs.jsonl", "state.sqlite", "snapshots/1"):
        assert any(place in one for one in before), place
    assert any("staging/" in one for one in traces(chosen.data, BOTH))
    (chosen.data / "cache" / "pages").mkdir(parents=True)
    (chosen.data / "cache" / "pages" / "a").write_text("as the server sent it: zeppelin")
    found = forget_documents(chosen, BOTH)
    assert found.rows["raw"] == 2
    assert traces(chosen.data) == []
    store = store_of(chosen)
    assert found.snapshot == store.head()
    assert find_problems(store) == []
    assert digests(chosen) == digests(without(chosen, tmp_path))
    # The tombstone and the changes tell the id, and nothing else does.
    holders = {one.split("/")[1] for one in traces(chosen.data, BOTH) if "store/" in one}
    assert {name.partition(":")[0] for name in holders} == {"forgotten.json", "changes"}


def test_export_leads_to_the_only_snapshot_that_is_left(chosen: Settings) -> None:
    found = forget_documents(chosen, BOTH)
    assert [path.name for path in (chosen.data / "snapshots").iterdir()] == [str(found.snapshot)]
    assert (chosen.data / "export").resolve().name == str(found.snapshot)
    with open_snapshot(chosen.data) as snapshot:
        assert DOC_ID not in snapshot.read("documents")["doc_id"].to_pylist()
    changes = store_of(chosen).scan("changes").to_pylist()
    mine = [row for row in changes if row["doc_id"] == DOC_ID]
    assert [(row["change"], row["source_uri"]) for row in mine] == [
        ("added", ""),
        ("removed", ""),
    ]


def test_forgotten_document_does_not_come_back_unless_it_is_readmitted(
    chosen: Settings, tmp_path: Path
) -> None:
    forget_documents(chosen, BOTH)
    report = run_locally(chosen)
    assert report.accounts[0].documents_dropped == 3
    assert traces(chosen.data) == []
    write(Path(chosen.inputs[0]), {"g": "News of  7"})
    assert run_locally(chosen).status == "committed"
    assert traces(chosen.data) == []
    assert digests(chosen) == digests(without(chosen, tmp_path))
    readmit(store_of(chosen).layout, BOTH)
    run_locally(chosen)
    assert store_of(chosen).owners("raw", [DOC_ID])
    fresh = replace(chosen, data=tmp_path / "whole")
    run_locally(fresh)
    assert digests(chosen) == digests(fresh)


def test_document_that_only_the_history_holds_is_forgotten_too(chosen: Settings) -> None:
    write(
        Path(chosen.inputs[0]),
        {"xylophone": "Something  else", "xylophone again": "More", "xylophones": "All"},
    )
    run_locally(chosen)
    store = store_of(chosen)
    assert not store.owners("raw", [DOC_ID])
    assert DOC_ID in known_documents(store)
    assert look_up(store, [DOC_ID]).rows == {}
    assert traces(chosen.data, TRACES[:3]) != []
    forget_documents(chosen, BOTH)
    # Its places are those of other documents now.
    assert traces(chosen.data, TRACES[:3]) == []
    assert find_problems(store_of(chosen)) == []


def test_run_that_brings_a_document_while_it_is_forgotten_does_not_commit(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "Late  Quagga 5"
    write(Path(chosen.inputs[0]), {"late": late})
    ingest = stages.ingest

    def forgotten_meanwhile(run: Any, tell: Any) -> Any:
        ingested = ingest(run, tell)
        note_pending(store_of(chosen).layout, {doc_id_of(late): {"late.txt"}})
        return ingested

    monkeypatch.setattr(local, "ingest", forgotten_meanwhile)
    with pytest.raises(StoreError, match=r"was forgotten while this run was at work.*Run again"):
        run_locally(chosen)
    monkeypatch.undo()
    forget_documents(chosen, BOTH)
    assert traces(chosen.data, ["Quagga", "late.txt"]) == []


def test_reader_of_the_old_snapshot_keeps_what_it_has_opened(chosen: Settings) -> None:
    with open_snapshot(chosen.data) as snapshot, contextlib.ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in snapshot.tables["raw"]]
        forget_documents(chosen, BOTH)
        assert not snapshot.directory.exists()
        rows = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
    assert DOC_ID in {row["doc_id"] for row in rows}


def killed(chosen: Settings, data: Path, at: int) -> int:
    """Forget in a process that is killed at a change of the disk; 0 if it was, else how many."""
    paths = [str(HERE.parents[1]), str(HERE.parents[1] / "counting"), *sys.path]
    arguments = [str(HERE / "forgetting_killed.py"), str(at), chosen.inputs[0], str(data), *BOTH]
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr
    return 0 if done.returncode else int(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_take_down_that_was_killed_is_finished_by_the_next(
    chosen: Settings, tmp_path: Path
) -> None:
    def copy(name: object) -> Path:
        return Path(shutil.copytree(chosen.data, tmp_path / f"copy {name}", symlinks=True))

    expected = digests(without(chosen, tmp_path))
    n_changes = killed(chosen, copy("whole"), 1_000_000)
    chooser = random.Random(20261122)  # noqa: S311 - reproducible, nothing secret
    for at in chooser.sample(range(1, n_changes + 1), KILLS):
        settings = replace(chosen, data=copy(at))
        assert killed(chosen, settings.data, at) == 0
        store = store_of(settings)
        assert find_problems(store) == [], f"killed at {at} of {n_changes}"
        with open_snapshot(settings.data) as snapshot:
            assert snapshot.read("documents").num_rows
        assert (settings.data / "export" / "manifest.json").is_file()
        # Once it is noted what is to be forgotten, nobody needs to name it again.
        forget_documents(settings, () if store.tombstones().pending else BOTH)
        assert traces(settings.data) == [], f"killed at {at} of {n_changes}"
        assert digests(settings) == expected
        assert find_problems(store_of(settings)) == []
        assert store_of(settings).tombstones().pending == {}
        shutil.rmtree(settings.data)
