from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from opsonin_bench.speed.__main__ import main
from opsonin_bench.speed.content import share_of_provenance, turns


def test_share_of_provenance_is_that_of_the_engine_in_cleaning() -> None:
    lines: list[dict[str, object]] = [
        {"stage": "clean", "component": "html", "is_engine": False, "seconds": 8.0},
        {"stage": "clean", "component": "arrange", "is_engine": True, "seconds": 1.0},
        {"stage": "clean", "component": "write", "is_engine": True, "seconds": 1.0},
        {"stage": "tag", "component": "arrange", "is_engine": True, "seconds": 9.0},
    ]
    assert share_of_provenance({"profile": lines}) == pytest.approx(10.0)
    assert share_of_provenance({"profile": []}) == 0.0


def test_every_work_is_given_all_pages() -> None:
    seen: list[int] = []
    costs = turns({"a": lambda pages: seen.append(len(pages))}, ["x", "y", "z"])
    assert seen == [2, 3]
    assert costs["a"] >= 0


@pytest.mark.slow
def test_extractor_is_measured_on_the_pages_of_the_corpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus" / "html").mkdir(parents=True)
    (tmp_path / "corpus" / "jsonl").mkdir()
    lines = [json.dumps({"text": f"<p>{'It rose. ' * n}</p>"}) for n in range(20, 28)]
    for kind in ("html", "jsonl"):
        (tmp_path / "corpus" / kind / "part-00.jsonl").write_text("\n".join(lines) + "\n")
    monkeypatch.setenv("OPSONIN_BENCH", str(tmp_path))
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path / "nothing"))
    options = ["--jobs", "content", "--limit", "8", "--runs", "1", "--no-write"]
    result = CliRunner().invoke(main, options, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "trafilatura's text / main text alone, the bench corpus" in result.output
    assert "provenance: alignment in Parquet" in result.output
