from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from opsonin.cli.program import program
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

CODES = """
from opsonin import Span, Tagger, hookimpl, per_document

def find(text):
    return [Span(0, 3, type="code", value="x")]

@hookimpl
def register_taggers():
    return [Tagger(name="codes", version="1", tag=per_document(find, "identifiers"),
                   fills=("identifiers",))]
"""
CODES_CONFIG = """
[run]
plugins = ["plugin_codes"]
[stages]
cleaners = ["segments"]
taggers = ["codes"]
[limits.codes]
isolation = "inline"
"""
SEEDS = Path(__file__).parents[3] / "seeds"

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No configuration, data folder or Prefect of the machine takes part."""
    monkeypatch.chdir(tmp_path)
    for name in ("OPSONIN_DATA", "OPSONIN_DEBUG", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    yield
    # Plugins may come and go between tests.
    program.__dict__.pop("_contributed", None)


@pytest.fixture(scope="session")
def opsonin() -> Command:
    """Call the program in this process."""

    def call(*arguments: object, **options: Any) -> Result:
        return CliRunner().invoke(program, [str(one) for one in arguments], **options)

    return call


@pytest.fixture
def codes(tmp_path: Path) -> Iterator[str]:
    """The source of `plugin_codes`, whose one tagger a run of ``in.txt`` is to call."""
    (tmp_path / "opsonin.toml").write_text(CODES_CONFIG)
    (tmp_path / "in.txt").write_text("Some text.\n")
    yield CODES
    open_pipeline.cache_clear()


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, and two files that cannot become documents."""
    folder = tmp_path_factory.mktemp("inputs") / "in"
    shutil.copytree(SEEDS, folder)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "escape\x1b.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="session")
def data(inputs: Path, opsonin: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one run. Tests only read it."""
    folder = tmp_path_factory.mktemp("run") / "data"
    result = opsonin("run", inputs, "--data", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def own_data(data: Path, tmp_path: Path) -> Path:
    """A copy of the data folder, to be written to."""
    folder = tmp_path / "own"
    shutil.copytree(data, folder, symlinks=True)
    return folder


@pytest.fixture(scope="session")
def store(data: Path) -> Store:
    return Store(data, {**CONTRACT, **INTERNAL})


@pytest.fixture(scope="session")
def documents(store: Store) -> list[dict[str, Any]]:
    return list(store.scan("documents").sort_by("source_uri").to_pylist())


@pytest.fixture(scope="session")
def read_json(opsonin: Command) -> Callable[..., Any]:
    """Call a command with --json and return what it wrote."""

    def call(*arguments: object) -> Any:
        result = opsonin(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return orjson.loads(result.stdout)

    return call
