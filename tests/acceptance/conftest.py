"""The real program over real input: what the acceptance tests share."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.manager.config import load_settings
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report
from opsonin.runner.shards import open_pipeline

#: No client of the tables may ask a hub for anything.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
GOLD = Path(os.environ.get("OPSONIN_GOLD", ROOT / ".." / "shared" / "gold")) / "seeds"

Tables = Mapping[str, list[dict[str, Any]]]
Run = Callable[..., Report]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run everything over some inputs into a data folder; gives the report."""

    def over(inputs: Path | str, data: Path, **settings: Any) -> Report:
        open_pipeline.cache_clear()
        return run_locally(load_settings(inputs=(str(inputs),), data=data, **settings))

    return over


@pytest.fixture(scope="session")
def exported() -> Callable[[Path], Tables]:
    """Read the tables that a run has published in a data folder, by name."""

    def read(data: Path) -> Tables:
        folders = sorted(one for one in (data / "export").iterdir() if one.is_dir())
        return {folder.name: _rows(folder) for folder in folders}

    return read


def _rows(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.parquet"))
    read = [pq.read_table(file, page_checksum_verification=True) for file in files]
    return list(pa.concat_tables(read).to_pylist())


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed documents."""
    return SEEDS


@pytest.fixture(scope="session")
def seeds_data(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one run over the seeds. Tests only read it."""
    data = tmp_path_factory.mktemp("seeds") / "data"
    assert run(SEEDS, data).status == "committed"
    return data


@pytest.fixture(scope="session")
def seeds_tables(seeds_data: Path, exported: Callable[[Path], Tables]) -> Tables:
    """The tables of the run over the seeds."""
    return exported(seeds_data)


@pytest.fixture(scope="session")
def gold() -> Callable[[str], Any]:
    """Read one of the reference annotations of the seeds, which are not in the repository."""

    def read(name: str) -> Any:
        path = GOLD / name
        if not path.is_file():
            pytest.skip(f"no reference data at {path}; set OPSONIN_GOLD")
        return json.loads(path.read_text("utf-8"))

    return read


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], ModuleType]]:
    """Put a folder with a distribution on the path, here and in worker processes.

    Gives the module that the folder is named after.
    """
    names: list[str] = []

    def put(folder: Path) -> ModuleType:
        monkeypatch.syspath_prepend(str(folder))
        monkeypatch.setenv("PYTHONPATH", str(folder))
        open_pipeline.cache_clear()
        names.append(f"{folder.name}_plugin")
        return importlib.import_module(names[-1])

    yield put
    open_pipeline.cache_clear()
    for name in names:
        sys.modules.pop(name, None)
