"""A scheduled run really appears: with SQLAlchemy 2.1 none ever did, and nothing said so."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from click.testing import CliRunner
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings

from opsonin.errors import ConfigError
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_flows.commands import up
from opsonin_flows.up import local_server

T = TypeVar("T")

START_S = 300.0
RUN_S = 240.0
STOP_S = 30.0


@contextmanager
def running(
    command: list[str], environment: Mapping[str, str], log: Path, folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a program running; it and its children have a session of their own to be ended by."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_S)


def wait_for(
    look: Callable[[], T | None], timeout_s: float, process: subprocess.Popen[bytes], log: Path
) -> T:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        found = look()
        if found is not None:
            return found
        time.sleep(0.5)
    text = log.read_text(errors="replace")[-4000:]
    pytest.fail(f"Nothing came within {timeout_s:.0f} s. {log.name} says:\n{text}")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def is_healthy(url: str) -> bool | None:
    try:
        return httpx.get(f"{url}/health", timeout=5).is_success or None
    except httpx.HTTPError:
        return None


def scheduled_and_completed(name: str) -> FlowRun | None:
    # Without a filter the first page is full of runs that are yet to come.
    completed = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED]))
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(state=completed),
            deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[name])),
            limit=5,
        )
    return next((one for one in runs if one.auto_scheduled), None)


CONFIG = """
[run]
inputs = ["texts"]
data = "data"

[stages]
taggers = ["identifiers"]
exporters = ["parquet"]
vocabularies = []

[deployments.often]
interval = 30

[deployments.weekly]
cron = "0 6 * * 1"
timezone = "Europe/Berlin"
overlap = "skip"
"""


@pytest.mark.slow
@pytest.mark.usefixtures("lean")
def test_one_command_brings_up_what_a_schedule_needs(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONUNBUFFERED": "1"}
    (tmp_path / "opsonin.toml").write_text(CONFIG)
    command = [sys.executable, "-m", "opsonin", "up", "--port", str(port)]
    log = tmp_path / "up.log"
    with (
        running(command, environment, log, tmp_path) as up,
        temporary_settings({PREFECT_API_URL: url}),
    ):
        wait_for(lambda: "Ctrl-C" in log.read_text() or None, START_S, up, log)
        flow_run = wait_for(lambda: scheduled_and_completed("often"), RUN_S, up, log)
        # A schedule without a pool, on the same server.
        serve = [sys.executable, "-m", "opsonin", "serve", "texts", "--name", "own"]
        serve += ["--interval", "30", "--data", "other"]
        environment["PREFECT_API_URL"] = url
        with running(serve, environment, tmp_path / "serve.log", tmp_path) as serving:
            own = wait_for(
                lambda: scheduled_and_completed("own"), RUN_S, serving, tmp_path / "serve.log"
            )
        assert serving.returncode == 0
    assert up.returncode == 0
    assert log.read_text().splitlines() == [
        "Starting the server; that takes 10 to 30 s.",
        "opsonin/often   every 30 s",
        "opsonin/weekly  0 6 * * 1 Europe/Berlin",
        f"The page: http://127.0.0.1:{port}",
        "The log:  data/prefect.log",
        "Ctrl-C stops all of it.",
        "Stopped.",
    ]
    # Server and worker have ended with it.
    assert is_healthy(url) is None
    assert flow_run.name == f"often: add to {tmp_path / 'data'}"
    assert own.auto_scheduled
    for data in ("data", "other"):
        runs = Store(tmp_path / data, {**CONTRACT, **INTERNAL}).runs()
        assert (runs[0]["status"], runs[0]["engine"]) == ("committed", "prefect")
    # The worker went to the folder and did not copy it.
    assert "Downloading" not in (tmp_path / "data" / "prefect.log").read_text(errors="replace")


def test_second_server_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    (tmp_path / "opsonin.toml").write_text("[deployments.often]\ninterval = 5\n")
    done = CliRunner().invoke(up, [])
    assert done.exit_code == 2
    assert "`opsonin deploy`" in " ".join(done.output.split())


def test_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = int(listening.getsockname()[1])
        with (
            pytest.raises(ConfigError, match=f"Port {port} is taken"),
            local_server(port, tmp_path / "log"),
        ):
            pytest.fail("There is a server.")
