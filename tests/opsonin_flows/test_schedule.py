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
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.settings import PREFECT_API_URL, temporary_settings

from opsonin.manager.config import Settings
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_flows.environment import DEFAULTS

pytestmark = pytest.mark.slow

T = TypeVar("T")

START_S = 180.0
RUN_S = 240.0
STOP_S = 30.0
SERVE = "from opsonin_flows.commands import serve; serve()"


@contextmanager
def running(
    command: list[str], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a program running; it and its children have a session of their own to be ended by."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
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


def scheduled_and_completed() -> FlowRun | None:
    # Without a filter the first page is full of runs that are yet to come.
    completed = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED]))
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(state=completed), limit=5)
    return next((one for one in runs if one.auto_scheduled), None)


def test_run_that_is_due_appears_and_finishes(lean: Settings, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        **DEFAULTS,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_API_URL": url,
    }
    (tmp_path / "prefect").mkdir()
    config = tmp_path / "opsonin.toml"
    config.write_text('[stages]\ntaggers = ["identifiers"]\nvocabularies = []\n')
    start = [sys.executable, "-m", "prefect", "server", "start", "--no-ui"]
    serve = [sys.executable, "-c", SERVE, *lean.inputs, "--data", str(lean.data)]
    serve += ["--config", str(config), "--name", "often", "--interval", "5"]
    logs = tmp_path / "server.log", tmp_path / "serve.log"
    with running(start, environment, logs[0]) as server:
        wait_for(lambda: is_healthy(url), START_S, server, logs[0])
        with (
            running(serve, environment, logs[1]) as serving,
            temporary_settings({PREFECT_API_URL: url}),
        ):
            flow_run = wait_for(scheduled_and_completed, RUN_S, serving, logs[1])
        assert serving.returncode == 0
    assert flow_run.auto_scheduled
    assert flow_run.deployment_id is not None
    runs = Store(lean.data, {**CONTRACT, **INTERNAL}).runs()
    assert (runs[0]["status"], runs[0]["engine"]) == ("committed", "prefect")
