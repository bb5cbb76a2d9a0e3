"""The examples of the pages, installed as a distribution."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin.runner.shards import open_pipeline

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = sorted((DOCS / "examples").glob("*.py"))


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    """Install the examples of the pages; gives the names of their plugins."""
    names = tuple(path.stem for path in EXAMPLES)
    about = tmp_path_factory.mktemp("site") / "examples-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: examples\nVersion: 1.0\n")
    lines = [f"{name} = {name}\n" for name in names]
    (about / "entry_points.txt").write_text("".join(["[opsonin]\n", *lines]))
    folders = [str(about.parent), str(EXAMPLES[0].parent)]
    open_pipeline.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        for folder in folders:
            patch.syspath_prepend(folder)
        patch.setenv("PYTHONPATH", os.pathsep.join(folders))
        yield names
    open_pipeline.cache_clear()
    for name in names:
        sys.modules.pop(name, None)
