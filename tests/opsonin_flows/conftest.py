"""One Prefect server for all flow tests of a session, and settings that keep runs short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin.manager.config import Settings
from opsonin_flows.environment import prepare

TEXTS = {
    "one.txt": "Aspirin helped 12 of 40 patients.\n",
    "two.txt": "See NCT01234567 for the protocol.\n",
    "three.txt": "Nothing was found in the other arm.\n",
}


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """A Prefect server with a database of its own; it takes 10 to 60 s to start."""
    prepare()
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415 - takes seconds

    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def lean(tmp_path: Path) -> Settings:
    """Settings for three small documents in three shards, without the large components."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Settings(
        inputs=(str(folder),),
        data=tmp_path / "data",
        taggers=("identifiers",),
        exporters=("parquet",),
        vocabularies=(),
        shard_documents=1,
        workers=2,
        engine="prefect",
    )
