from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin.errors import ConfigError, StageError
from opsonin.manager.config import Runner
from opsonin.runner import local
from opsonin.runner.local import run_locally, spread_over
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL


def test_threads_give_the_tables_that_one_worker_gives(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abcdefg":
        (folder / f"{name}.txt").write_text(f"Lupus {name} in {len(name)} Drop")
    found = []
    stages: list[tuple[str, int]] = []
    for workers in (1, 2):
        chosen = counting_settings(folder, tmp_path / f"{workers}", workers=workers)
        run_locally(chosen, lambda stage, shards: stages.append((stage, shards)))
        digests = Store(chosen.data, {**CONTRACT, **INTERNAL}).digests()
        found.append([digests[name] for name in ("raw", "segments", "mentions", "links")])
    assert found[0] == found[1]
    assert stages == [("ingest", 3), ("clean", 3), ("tag", 3), ("export", 1)] * 2
    assert len(counting["squeeze"]) == 14
    run_locally(counting_settings(folder, tmp_path / "2", workers=2))
    assert len(counting["squeeze"]) == 14


def test_dask_needs_another_engine(tmp_path: Path) -> None:
    chosen = counting_settings(tmp_path, tmp_path / "data", runner="dask")
    with pytest.raises(ConfigError, match="The local engine has no Dask"), spread_over(chosen):
        pass


@pytest.mark.parametrize(("runner", "workers"), [("threads", 2), ("processes", 1)])
def test_runs_without_worker_processes_prepare_none(
    tmp_path: Path, runner: Runner, workers: int
) -> None:
    chosen = counting_settings(tmp_path, tmp_path / "data", runner=runner, workers=workers)
    with spread_over(chosen) as found:
        found.prepare(1000)
        assert multiprocessing.active_children() == []


def test_few_new_documents_prepare_few_worker_processes(tmp_path: Path) -> None:
    chosen = counting_settings(tmp_path, tmp_path / "data", runner="processes", workers=2)
    with spread_over(chosen) as found:
        found.prepare(0)
        assert multiprocessing.active_children() == []
        found.prepare(1)
        found.prepare(2)
        assert len(multiprocessing.active_children()) == 1
    assert multiprocessing.active_children() == []


class Exit:
    """A task whose carrying out is the end of its process."""

    def to_json(self) -> int:
        return 3


def test_death_of_a_worker_process_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "run_shard", os._exit)
    chosen = counting_settings(tmp_path, tmp_path / "data", runner="processes", workers=2)
    with spread_over(chosen) as workers:
        workers.prepare(1)
        with pytest.raises(StageError, match=r"A worker process died.*--shard-documents"):
            workers.spread([Exit()])  # type: ignore[list-item] # all that is asked of a task


def test_run_that_fails_is_noted_and_commits_nothing(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    chosen = counting_settings(tmp_path / "nowhere", tmp_path / "data")
    with pytest.raises(ConfigError, match="There is no input"):
        run_locally(chosen)
    store = Store(chosen.data, {**CONTRACT, **INTERNAL})
    (record,) = store.runs()
    assert (record["status"], store.head(), counting) == ("failed", 0, {})
    assert "There is no input" in record["error"]
