from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin_bench.folders import ROOT


@pytest.fixture
def _noop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(ROOT / "bench" / "noop"))
    open_pipeline.cache_clear()
    yield
    open_pipeline.cache_clear()
    sys.modules.pop("noop_plugin", None)


@pytest.mark.usefixtures("_noop")
def test_each_document_gets_so_many_rows_and_the_others_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for text in ("A naïve text.", "Tiny", "Another text."):
        (folder / f"{text[:2].strip()}.txt").write_text(text)
    settings = Settings(
        inputs=(str(folder),),
        data=tmp_path / "data",
        plugins=("noop",),
        limits={"isolation": "inline"},
        cleaners=("noop_clean_batch", "noop_clean_document"),
        taggers=("noop_tag_batch_1", "noop_tag_document_16", "noop_rows"),
        exporters=(),
        vocabularies=(),
        components={"noop_rows": {"rows": 6}},
    )
    report = run_locally(settings)
    assert report.rows["identifiers"] == 6 + 4 + 6
    accounts = {account.component: account for account in report.accounts}
    assert accounts["noop_rows"].rows_written == 16
    assert accounts["noop_clean_document"].documents_out == 3
    assert accounts["noop_tag_document_16"].rows_emitted == 0
