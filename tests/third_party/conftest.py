"""Plugins of other people, really installed with pip into a folder of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin.manager.config import Settings
from opsonin.runner.shards import open_pipeline

HERE = Path(__file__).parent
DISTRIBUTIONS = ("opsonin_rrids", "broken_import", "misspelt_hook", "raises_once", "wrong_schema")
TEXTS = {
    "antibody.txt": "Cells were stained with an antibody (RRID:AB_2298772) in the year 2019.\n",
    "cell_line.txt": "We used HeLa cells (RRID: CVCL_0030), as in the year 0 of our study.\n",
    "plain.txt": "Nothing to see here, apart from the year 1999.\n",
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed all of them, without any network."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(folder)]
    command += [str(HERE / name) for name in DISTRIBUTIONS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same, importable in this process and in those that it starts."""
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", str(site))
    open_pipeline.cache_clear()
    yield site
    open_pipeline.cache_clear()
    for name in DISTRIBUTIONS:
        sys.modules.pop(name, None)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of small documents."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def lean(texts: Path, tmp_path: Path) -> Settings:
    """Settings that run nothing of our own but what is needed to get to clean text."""
    return Settings(
        inputs=(str(texts),),
        data=tmp_path / "data",
        exporters=(),
        vocabularies=(),
        disabled=("concepts", "preferred", "signatures", "duplicates"),
    )
