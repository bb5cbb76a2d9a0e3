from __future__ import annotations

import sys
from typing import Any

import pytest
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin_flows.runners import task_runner


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(workers=3), ThreadPoolTaskRunner(max_workers=3)),
        (Settings(runner="processes", workers=2), ProcessPoolTaskRunner(max_workers=2)),
    ],
)
def test_settings_choose_the_task_runner(settings: Settings, expected: TaskRunner[Any]) -> None:
    assert task_runner(settings) == expected


def test_missing_dask_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with pytest.raises(ConfigError, match="Run `pip install prefect-dask`"):
        task_runner(Settings(runner="dask", workers=2))


def test_address_without_a_cluster_is_refused() -> None:
    with pytest.raises(ConfigError, match="runner 'processes' has no address, but 'tcp://a:1'"):
        task_runner(Settings(runner="processes", address="tcp://a:1"))
