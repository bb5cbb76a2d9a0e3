"""Other people's plugins in a Prefect flow on the embedded server, with nothing configured."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.run import open_run
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

pytestmark = pytest.mark.slow

LIMIT_S = 600
#: Runs each of its arguments as settings, and prints one line for each.
SCRIPT = """
import sys, orjson
from opsonin.errors import OpsoninError
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
engine = load_plugins(Settings()).engines()["prefect"]
for argument in sys.argv[1:]:
    try:
        print(orjson.dumps(engine.run(orjson.loads(argument))).decode())
    except OpsoninError as error:
        print(type(error).__name__, error)
"""


def run_flows(site: Path, home: Path, *settings: Settings) -> list[str]:
    bare = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *(orjson.dumps(one.to_json()).decode() for one in settings)],
        env={**bare, "PYTHONPATH": str(site), "HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


def store_of(settings: Settings) -> Store:
    return Store(settings.data, {**CONTRACT, **INTERNAL})


def run_here(settings: Settings, data: Path) -> Settings:
    """Run the same without a flow, into another data folder."""
    here = replace(settings, data=data, runner="threads")
    run_locally(here)
    return here


def digests(settings: Settings) -> dict[str, str]:
    found = open_run(settings).store.digests()
    return {name: digest for name, digest in found.items() if name not in {"runs", "ledger"}}


def test_plugins_work_and_fail_in_a_flow_as_they_do_locally(
    installed: Path, lean: Settings, everybody: Settings, together: Settings, tmp_path: Path
) -> None:
    everything = replace(everybody, data=tmp_path / "flow", shard_documents=1, workers=2)
    selected = replace(
        lean, plugins=("wrong-schema",), taggers=("lengths",), disabled=(), data=tmp_path / "failed"
    )
    spread = replace(
        together, runner="processes", shard_documents=3, workers=2, limits={"isolation": "inline"}
    )
    succeeded, failed, together_too = run_flows(installed, tmp_path, everything, selected, spread)

    report = orjson.loads(succeeded)
    assert report["status"] == "committed"
    assert [one.partition(":")[0] for one in report["broken"]] == [
        "plugin broken-import of broken-import 0.4.1",
        "plugin misspelt-hook of misspelt-hook 2.0",
    ]
    rows = store_of(everything).scan("identifiers").to_pylist()
    found = sorted(row["value"] for row in rows if row["component"] == "rrids")
    assert found == ["AB_2298772", "CVCL_0030"]

    assert digests(everything) == digests(run_here(everything, tmp_path / "local"))

    report = orjson.loads(together_too)
    assert report["status"] == "committed"
    assert {name: report["rows"][name] for name in ("documents", "doses", "links")} == {
        "documents": 6,
        "doses": 2,
        "links": 1,
    }
    assert digests(spread) == digests(run_here(spread, tmp_path / "together_local"))

    assert failed.startswith("TableError lengths 1, table identifiers")
    assert "column value" in failed
    (noted,) = store_of(selected).runs()
    assert (noted["status"], noted["engine"]) == ("failed", "prefect")
    assert noted["error"] == failed.removeprefix("TableError ")
