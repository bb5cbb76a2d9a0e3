"""Plugins of other people, really installed with pip into a folder of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from opsonin.manager.config import Settings
from opsonin.runner.shards import open_pipeline
from third_party.paged_api import PagedApi, paged_api, record

HERE = Path(__file__).parent
DISTRIBUTIONS = (
    "broken_import",
    "misspelt_hook",
    "opsonin_absent",
    "opsonin_doses",
    "opsonin_handouts",
    "opsonin_obo",
    "opsonin_pages",
    "opsonin_rrids",
    "opsonin_sqlite",
    "opsonin_trials",
    "raises_once",
    "wrong_schema",
)
#: One of each kind, which a test runs all at once.
TOGETHER = (
    "opsonin-absent",
    "opsonin-doses",
    "opsonin-handouts",
    "opsonin-obo",
    "opsonin-pages",
    "opsonin-sqlite",
    "opsonin-trials",
)
TEXTS = {
    "antibody.txt": "Cells were stained with an antibody (RRID:AB_2298772) in the year 2019.\n",
    "cell_line.txt": "We used HeLa cells (RRID: CVCL_0030), as in the year 0 of our study.\n",
    "plain.txt": "Nothing to see here, apart from the year 1999.\n",
}
ABOUT = {
    "handout.txt": "Marsh harbour fe-\r\nver\r\n- 1 -\r\nThe patients of trial NCT01234567 had no"
    " quill-bristle fever. They got quillamine 5 mg orally twice daily.\r\n",
    "results.txt": "Results of NCT01234567: QA-7 at 40 mcg iv helped against marsh harbour ague.\n",
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
    for name in list(sys.modules):
        if name.partition(".")[0] in DISTRIBUTIONS:
            del sys.modules[name]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder of small documents."""
    return written(tmp_path / "texts", TEXTS)


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


@pytest.fixture
def everybody(lean: Settings) -> Settings:
    """The same with all plugins, of which those with tests of their own do nothing."""
    others = ("absent", "doses", "handouts", "pages", "same_trial")
    return replace(lean, plugins=("*",), disabled=(*lean.disabled, *others))


@pytest.fixture
def api() -> Iterator[PagedApi]:
    """An API with three pages of records."""
    pages: list[list[object]] = [[record("a"), record("b")], [record("c")], [record("d/e")]]
    with paged_api(*pages) as served:
        yield served


@pytest.fixture
def together(api: PagedApi, tmp_path: Path) -> Settings:
    """Settings that run one plugin of each kind over texts that are about all of them."""
    return Settings(
        inputs=(str(written(tmp_path / "about", ABOUT)), api.location),
        data=tmp_path / "together",
        plugins=TOGETHER,
        exporters=("parquet", "evidence_db"),
        vocabularies=("rarefever",),
        disabled=("signatures", "duplicates"),
        components={"pages": {"hosts": [api.host]}},
    )


def written(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write texts into a new folder, their line ends as they are."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder
