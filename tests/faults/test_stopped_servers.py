"""Servers that stop answering and go on, or are started anew, in the middle of the work."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from faults import writer
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL

N_OPERATORS, N_ROUNDS = 8, 2
#: Fewer with OPSONIN_RUNS=4.
N_RUNS = int(os.environ.get("OPSONIN_RUNS", "20"))
PLACE = "s3://box/tables"
PUBLISH = """
import sys
from pathlib import Path
from faults.writer import open_store
from opsonin import StoreError, publish_to_s3
store = open_store(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    for number in (2, 3):
        try:
            publish_to_s3("s3://box/tables", store.snapshot(number).directory, number)
        except StoreError as error:
            if "newer" not in str(error) and "higher" not in str(error):
                raise
        print(number, flush=True)
"""
HISTORY = {"runs", "ledger", "changes"}

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], limit_s: float = 240) -> None:
    """Wait until a server listens."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as client:
            client.settimeout(1)
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"the server at {port} does not listen")


@contextmanager
def running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of a session of its own, which is killed at the end."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    with subprocess.Popen(command, start_new_session=True, **quiet) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def latest(client: Any) -> int:
    """Read what a consumer is shown, all of it; return its number, 0 if there is nothing yet."""
    try:
        body = client.get_object(Bucket="box", Key="tables/LATEST")["Body"].read()
    except client.exceptions.NoSuchKey:
        return 0
    prefix = f"tables/{body.decode().strip()}"
    manifest = client.get_object(Bucket="box", Key=f"{prefix}/manifest.json")["Body"].read()
    for table, entries in json.loads(manifest)["files"].items():
        for one in entries:
            client.head_object(Bucket="box", Key=f"{prefix}/{table}/{one['file']}.parquet")
    return int(body.decode().strip().rpartition("/")[2].partition("-")[0])


@pytest.mark.slow
@pytest.mark.system
def test_operators_publish_whole_snapshots_past_a_server_that_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "other",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }.items():
        monkeypatch.setenv(name, value)
    writer.main(tmp_path / "data")
    server_program = f"from moto.server import main; main(['-p', '{port}'])"
    with running([sys.executable, "-c", server_program]) as server:
        wait_for(port, server)
        client = boto3.client("s3", config=Config(retries={"max_attempts": 5}))
        client.create_bucket(Bucket="box")
        told = [tmp_path / f"{number}.txt" for number in range(N_OPERATORS)]
        command = [sys.executable, "-c", PUBLISH, str(tmp_path / "data"), str(N_ROUNDS)]
        errors = (tmp_path / "errors.txt").open("ab")
        operators = [
            subprocess.Popen(command, stdout=one.open("wb"), stderr=errors) for one in told
        ]
        n_reads = n_stops = 0
        try:
            while any(one.poll() is None for one in operators):
                n_told = sum(len(one.read_text().split()) for one in told)
                if n_stops < 2 and n_told > (n_stops + 1) * N_OPERATORS * N_ROUNDS // 3:
                    os.kill(server.pid, signal.SIGSTOP)
                    time.sleep(4)
                    os.kill(server.pid, signal.SIGCONT)
                    n_stops += 1
                assert latest(client) in {0, 2, 3}
                n_reads += 1
        finally:
            for one in operators:
                one.kill()
                one.wait()
        errors.close()
        said = (tmp_path / "errors.txt").read_text()
        assert [one.returncode for one in operators] == [0] * N_OPERATORS, said[-2000:]
        assert [one.read_text().split() for one in told] == [["2", "3"] * N_ROUNDS] * N_OPERATORS
        assert n_stops == 2
        assert n_reads > 3
        assert latest(client) == 3


@pytest.mark.long
def test_runs_past_a_prefect_server_that_is_started_anew_lose_and_double_nothing(
    tmp_path: Path,
) -> None:
    port = free_port()
    inputs = tmp_path / "in"
    inputs.mkdir()
    config = tmp_path / "opsonin.toml"
    config.write_text('[stages]\ntaggers = ["identifiers"]\nvocabularies = []\n')
    environment = {
        **os.environ,
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    prefect = str(Path(sys.executable).with_name("prefect"))
    serve = [prefect, "server", "start", "--host", "127.0.0.1", "--port", str(port)]

    def run(data: Path, engine: str) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", "opsonin", "run", str(inputs), "--data", str(data)]
        program += ["--engine", engine, "--config", str(config)]
        return subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL)

    def add(number: int) -> None:
        text = f"Report {number}\n\nRegistered as NCT{number:08}; see the protocol.\n"
        (inputs / f"{number}.txt").write_text(text)

    n_failed = 0
    data = tmp_path / "data"
    for first, last in ((0, N_RUNS // 2), (N_RUNS // 2, N_RUNS)):
        # The second server begins with the first one's database, killed in the middle of a run.
        with running(serve, env=environment) as server:
            wait_for(port, server)
            for number in range(first, last):
                add(number)
                with run(data, "prefect") as process:
                    if number == N_RUNS // 2 - 1:
                        time.sleep(6)
                        os.killpg(server.pid, signal.SIGKILL)
                        server.wait()
                        time.sleep(2)
                        process.terminate()
                    n_failed += process.wait() != 0
    assert n_failed <= 1
    assert run(tmp_path / "fresh", "local").wait() == 0
    stores = [Store(one, {**CONTRACT, **INTERNAL}) for one in (data, tmp_path / "fresh")]
    found, expected = (
        {name: one.digests()[name] for name in CONTRACT if name not in HISTORY} for one in stores
    )
    assert found == expected
    assert stores[0].counts()["documents"] == N_RUNS
    assert find_problems(stores[0]) == []
    print(f"{N_RUNS} runs, {n_failed} failed")  # noqa: T201 - figures
