"""A server, a worker and the configured deployments on this machine, until it is interrupted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import httpx

from opsonin import ConfigError, StageError

HOST = "127.0.0.1"
#: A server makes its database before it answers: 10 to 20 s, twice that on a busy machine.
START_S = 300.0
#: A flow run that is at work is given this long to end before its processes are ended.
STOP_S = 30.0
#: Leases are renewed at three quarters of this; the server takes no less than 30.
LEASE_S = 60
_POLL_S = 0.3


@contextmanager
def local_server(port: int, log: Path) -> Iterator[str]:
    """Keep a Prefect server running while the block does; it listens on this machine alone.

    Args:
        port: Its port.
        log: File that its output is appended to.

    Yields:
        Address of its API.

    Raises:
        ConfigError: Another program listens on the port.
        StageError: The server does not start.
    """
    _require_free(port)
    url = f"http://{HOST}:{port}/api"
    places = {
        "PREFECT_SERVER_API_HOST": HOST,
        # `--port` alone would leave the pages with the address of the default port.
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_API_URL": url,
        "PREFECT_UI_API_URL": url,
        # A run whose worker was killed blocks the next one for so long.
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": str(LEASE_S),
    }
    with _running(["server", "start"], places, log) as server:
        _wait(lambda: _is_healthy(url), server, log)
        yield url


@contextmanager
def local_worker(url: str, pool: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a worker running that carries out the runs of a work pool, each in a process.

    Args:
        url: Address of the server's API.
        pool: The work pool.
        log: File that its output is appended to.
    """
    arguments = ["worker", "start", "--pool", pool, "--type", "process"]
    with _running(arguments, {"PREFECT_API_URL": url}, log) as worker:
        yield worker


def wait_for_end(worker: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until the worker ends or the server no longer answers.

    Args:
        worker: The worker.
        url: Address of the server's API.
        log: File with the output of both.

    Raises:
        StageError: One of them has ended by itself.
    """
    missed = 0
    while worker.poll() is None:
        time.sleep(1)
        # A server that is busy may miss one call.
        missed = 0 if _is_healthy(url) else missed + 1
        if missed > STOP_S:
            raise StageError(
                "The Prefect server has stopped answering.", where=str(log), remedy=_LOOK
            )
    raise StageError(
        f"The worker has ended with code {worker.returncode}.", where=str(log), remedy=_LOOK
    )


_LOOK = "Its last lines say why. Start again with `opsonin up`; nothing that was committed is lost."


@contextmanager
def _running(
    arguments: list[str], places: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a command of Prefect running; it and its children form a group of their own."""
    with ExitStack() as stack:
        output: IO[bytes] = stack.enter_context(log.open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", *arguments],
            env={**os.environ, **places},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches this process alone, which ends the worker before the server.
            start_new_session=True,
        )
        stack.callback(_end, process)
        yield process


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        if is_ready():
            return
        time.sleep(_POLL_S)
    raise StageError(
        f"The Prefect server did not start within {START_S:.0f} s."
        if process.poll() is None
        else f"The Prefect server has ended with code {process.returncode}.",
        where=str(log),
        remedy="The last lines of this file say why.",
    )


def _is_healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ConfigError(
                f"Port {port} is taken: {error.strerror}.",
                where="--port",
                remedy="Name a free one, or use the server that runs there: set PREFECT_API_URL, "
                "then `opsonin deploy`.",
            ) from error
