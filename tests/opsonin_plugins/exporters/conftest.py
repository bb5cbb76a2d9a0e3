from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from opsonin import Snapshot
from opsonin.manager.config import load_settings
from opsonin.manager.pipeline import build_pipeline
from opsonin.runner.local import run_locally
from opsonin.store.store import Store

#: Beyond the Basic Multilingual Plane, from right to left, combining, controls, and markup.
TEXTS = {
    "a.txt": "Interferon 👍🏽 helps lupus\n\nPatients with lupus & <asthma> had פלב fever.\n\n"
    "A second paragraph says that asthma\u2028was not\x0bseen; "
    "e\u0301t\u00e9 | 'quoted' \"text\".\n",
    "b.txt": "=SUM(A1) is no formula about influenza.\n\nNo pneumonia was found (NCT04385095).\n",
    "c.txt": "Nothing here.\n",
}


SnapshotOf = Callable[[Mapping[str, str]], Snapshot]


@pytest.fixture(scope="session")
def snapshot_of(tmp_path_factory: pytest.TempPathFactory) -> SnapshotOf:
    """Make a snapshot of texts by file name with the built-in components."""

    def make(texts: Mapping[str, str]) -> Snapshot:
        folder: Path = tmp_path_factory.mktemp("exporters")
        (folder / "in").mkdir()
        for name, text in texts.items():
            (folder / "in" / name).write_text(text, encoding="utf-8")
        settings = load_settings(
            inputs=(str(folder / "in"),), data=folder / "data", exporters=("parquet",)
        )
        run_locally(settings)
        return Store(settings.data, build_pipeline(settings).tables).snapshot()

    return make


@pytest.fixture(scope="session")
def snapshot(snapshot_of: SnapshotOf) -> Snapshot:
    """A snapshot of three small documents, made by the built-in components."""
    return snapshot_of(TEXTS)
