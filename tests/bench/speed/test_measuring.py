from __future__ import annotations

import sys
from pathlib import Path

import pytest

from opsonin_bench.folders import ROOT
from opsonin_bench.speed.measuring import MeasuringError, plain_environment, run_measured

BUSY = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {BUSY!r} + "x = bytearray(60_000_000)\\ntime.sleep(0.3)"])
print("done")
"""


def run(code: str, folder: Path, timeout_s: float = 60.0) -> object:
    command = [sys.executable, "-c", code]
    environment = plain_environment()
    return run_measured(command, folder / "log", environment=environment, timeout_s=timeout_s)


def test_children_count_and_memory_is_told_apart(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT]
    usage = run_measured(command, tmp_path / "log", environment=plain_environment(), timeout_s=60)
    # Not a test of speed: the child burns as much by its own clock.
    assert usage.cpu_s >= 0.3
    assert usage.wall_s > 0
    assert usage.output.strip() == "done"
    if Path("/proc/self/status").exists():
        assert usage.peak_child_bytes > 60_000_000
        assert 0 < usage.peak_main_bytes < usage.peak_child_bytes


def test_failure_shows_the_end_of_the_log(tmp_path: Path) -> None:
    code = f"import sys; print('no luck\\nin {ROOT}/x', file=sys.stderr); sys.exit(3)"
    with pytest.raises(MeasuringError, match="ended with status 3:\nno luck") as raised:
        run(code, tmp_path)
    assert raised.value.reason == "it ended with status 3: in x"


def test_failure_without_a_word_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(MeasuringError) as raised:
        run("import sys; sys.exit(4)", tmp_path)
    assert raised.value.reason == "it ended with status 4: nothing in its log"


def test_run_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    with pytest.raises(MeasuringError, match="ended with status -9"):
        run("import time; time.sleep(600)", tmp_path, timeout_s=0.5)


def test_environment_does_not_lead_runs_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://localhost:1")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("OPSONIN_DATA", "elsewhere")
    environment = plain_environment(PYTHONPATH="here")
    assert environment["PYTHONPATH"] == "here"
    assert not {"PREFECT_API_URL", "OPSONIN_DATA"} & {*environment}
    assert "PATH" in environment
