import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HARNESS = Path(os.environ.get("OPSONIN_FAULTS", HERE.parents[1] / "../shared/faults"))
#: Calls that are broken in each way. All of them take many minutes:
#: ``python sweep.py HARNESS ACTION 0``.
POINTS = 6


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (HARNESS / "faults.py").is_file():
        pytest.skip(f"no fault-injection harness in {HARNESS}; set OPSONIN_FAULTS")
    if shutil.which("cc") is None:
        pytest.skip("no C compiler for the harness's shim")
    copy = tmp_path_factory.mktemp("harness")
    for name in ("faults.py", "faultshim.c"):
        shutil.copy(HARNESS / name, copy / name)
    return copy


@pytest.mark.slow
@pytest.mark.system
@pytest.mark.parametrize(
    "actions",
    ["kill-before,kill-after,torn", "short,eio,enospc,full", "power-strict,power-eager"],
)
def test_store_survives(harness: Path, actions: str) -> None:
    command = [sys.executable, str(HERE / "sweep.py"), str(harness), actions, str(POINTS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(", 0 failing") == len(actions.split(","))
