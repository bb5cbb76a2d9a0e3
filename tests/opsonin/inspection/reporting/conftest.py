"""A snapshot with evidence of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import COUNTING, counting_settings
from opsonin import SnapshotFiles, open_snapshot
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline

TELLING = COUNTING.parent / "telling"
#: What a page must not take for markup, script, an address or a mark of its own template.
BAIT = (
    "<script>parent.hit=1</script><img src=x onerror=hit=2> </script><!--<svg onload=hit=3> "
    "{{loader}} \u2028 \N{DNA DOUBLE HELIX} & ' $& $1"
)
TEXTS = {
    "a.txt": "Gout of Ada\n\nMENU\nSwordfish raises fever in teh gout of 3 of 12 patients (25%).\n",
    "b.txt": f'Bait {BAIT}\n\nSwordfish may lower fever. "It is gout." said Eve. Fever  went.\n',
    "c.txt": 'Shares\n\nIn gout 5 of 10 patients (70%) left. "{{page}} <b>No.</b>" said Eve.\n',
    "<img src=q onerror=hit=4>.txt": "BOOM goes the cleaner.\n",
}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after one run over `TEXTS`. Tests only read it."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "in").mkdir()
    for name, text in TEXTS.items():
        (folder / "in" / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        for path in (COUNTING, TELLING):
            patch.syspath_prepend(str(path))
        open_pipeline.cache_clear()
        run_locally(
            counting_settings(
                folder / "in",
                folder / "data",
                plugins=("counting", "telling"),
                cleaners=("squeeze", "amend", "blocks"),
                taggers=("tell", "compare"),
                exporters=("parquet",),
            )
        )
        open_pipeline.cache_clear()
    return folder / "data"


@pytest.fixture
def snapshot(data: Path) -> Iterator[SnapshotFiles]:
    with open_snapshot(data) as found:
        yield found


@pytest.fixture
def positions(snapshot: SnapshotFiles) -> dict[str, int]:
    """Document -> position in the list of documents."""
    rows = snapshot.read("documents").sort_by("source_uri")
    return {doc_id: at for at, doc_id in enumerate(rows["doc_id"].to_pylist())}
