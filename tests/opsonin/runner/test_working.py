from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin.errors import StoreError
from opsonin.manager.config import Settings
from opsonin.runner import working
from opsonin.runner.forgetting import forget_documents, known_documents
from opsonin.runner.local import run_locally
from opsonin.runner.working import run_at_work, takedown_at_work
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL

#: Holds what a run holds until its input ends.
HOLDING = """
import sys
from pathlib import Path
from opsonin.runner.working import run_at_work
from opsonin.store.store import Store
with run_at_work(Store(Path(sys.argv[1]), {})):
    print("at work", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.txt").write_text(f"Lupus {name} in 3 Drop")
    settings = counting_settings(folder, tmp_path / "data")
    run_locally(settings)
    return settings


def store_of(chosen: Settings) -> Store:
    return Store(chosen.data, {**CONTRACT, **INTERNAL})


def holder(chosen: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(chosen.data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    return process


@pytest.mark.usefixtures("counting")
def test_takedown_waits_for_a_run_at_work(
    chosen: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    doc_id = min(known_documents(store_of(chosen)))
    with holder(chosen) as run, caplog.at_level(logging.WARNING):
        assert run.stdin is not None
        forgetting = threading.Thread(target=forget_documents, args=(chosen, [doc_id]))
        forgetting.start()
        while "waiting" not in caplog.text:
            time.sleep(0.01)
        assert doc_id in store_of(chosen).all_owners("documents")
        run.stdin.close()
        forgetting.join()
    assert "A run is at work on this data folder" in caplog.text
    assert doc_id not in store_of(chosen).all_owners("documents")
    assert find_problems(store_of(chosen)) == []


@pytest.mark.usefixtures("counting")
def test_takedown_beside_a_run_that_does_not_end_is_refused_by_name(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc_id = min(known_documents(store_of(chosen)))
    monkeypatch.setattr(working, "WAIT_S", 0.05)
    with run_at_work(store_of(chosen)), pytest.raises(StoreError, match="A run is at work") as told:
        forget_documents(chosen, [doc_id])
    assert "Repeat `opsonin forget`" in str(told.value)
    assert store_of(chosen).tombstones().doc_ids == frozenset()


@pytest.mark.usefixtures("counting")
def test_run_beside_a_takedown_is_refused_by_name(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "WAIT_S", 0.05)
    with takedown_at_work(store_of(chosen)), pytest.raises(StoreError, match="A take-down"):
        run_locally(chosen)
    assert "opsonin forget" in store_of(chosen).runs()[-1]["error"]


@pytest.mark.usefixtures("counting")
def test_run_that_was_killed_keeps_no_takedown_waiting(chosen: Settings) -> None:
    with holder(chosen) as run:
        run.kill()
        run.wait()
        with takedown_at_work(store_of(chosen)):
            assert store_of(chosen).layout.work_lock.exists()


@pytest.mark.usefixtures("counting")
def test_runs_share_the_data_folder(chosen: Settings) -> None:
    with run_at_work(store_of(chosen)):
        assert run_locally(chosen).status == "unchanged"
