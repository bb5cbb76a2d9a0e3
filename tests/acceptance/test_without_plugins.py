"""The core by itself knows no format: without the built-in plugins every stage is empty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opsonin.tables.contract import CONTRACT

#: A run by the core's own public functions, its account as JSON on standard output.
PROGRAM = """
import json, sys
from pathlib import Path
from opsonin.manager.config import load_settings
from opsonin.manager.listing import list_states
from opsonin.runner.local import run_locally
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
import pyarrow.parquet as pq

inputs, data = sys.argv[1], Path(sys.argv[2])
settings = load_settings(inputs=(inputs,), data=data)
reports = [run_locally(settings) for _ in range(2)]
snapshot = Store(data, {**CONTRACT, **INTERNAL}).snapshot()
files = sorted(snapshot.directory.glob("*/*.parquet"))
print(json.dumps({
    "plugins": [str(one) for one in list_states(settings)],
    "loaded": [name for name in sys.modules if name.startswith("opsonin_plugins")],
    "status": [report.status for report in reports],
    "export": reports[0].export,
    "broken": reports[0].broken,
    "ledger": [[one.stage, one.component] for one in reports[0].accounts],
    "rows": {file.parent.name: pq.read_metadata(file).num_rows for file in files},
    "columns": {file.parent.name: pq.read_schema(file).names for file in files},
    "rejects": pq.read_table(snapshot.directory / "rejects").to_pylist(),
}))
"""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> dict[str, Any]:
    """What a run gives where the distribution has no entry points."""
    root = tmp_path_factory.mktemp("bare")
    # The copy of a distribution that comes first on the path hides all others.
    for name in ("opsonin", "opsonin-statistical"):
        info = root / "site" / f"{name.replace('-', '_')}-0.1.0.dist-info"
        info.mkdir(parents=True)
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seeds), str(root / "data")],
        env={**os.environ, "PYTHONPATH": str(root / "site")},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    ended: dict[str, Any] = json.loads(done.stdout)
    return ended


@pytest.mark.slow
def test_no_built_in_plugin_takes_part(ended: dict[str, Any]) -> None:
    assert ended["plugins"] == ended["loaded"] == ended["broken"] == ended["export"] == []
    assert {component for _, component in ended["ledger"]} <= {"*", "opsonin"}


@pytest.mark.slow
def test_every_table_is_written_with_its_columns_and_no_rows(ended: dict[str, Any]) -> None:
    assert ended["columns"] == {
        name: list(model.to_schema().columns) for name, model in CONTRACT.items()
    }
    filled = {name for name, n_rows in ended["rows"].items() if n_rows}
    assert filled == {"rejects", "ledger", "runs"}


@pytest.mark.slow
def test_input_that_no_source_reads_is_one_reject(ended: dict[str, Any], seeds: Path) -> None:
    """One for the folder and none for its files: to list a folder takes a source, too."""
    (reject,) = ended["rejects"]
    assert (reject["stage"], reject["component"]) == ("ingest", "opsonin")
    assert reject["reason"] == "media_type"
    assert str(seeds) in reject["detail"]


@pytest.mark.slow
def test_second_run_changes_nothing(ended: dict[str, Any]) -> None:
    assert ended["status"] == ["committed", "unchanged"]
