from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from opsonin_bench.speed.__main__ import main

PAGE = "# Performance\n\n<!-- begin bench -->\n<!-- end bench -->\n"


def test_unknown_job_is_named_with_those_there_are() -> None:
    result = CliRunner().invoke(main, ["--jobs", "core,speed"])
    assert result.exit_code == 2
    assert "There is no job 'speed'; there are rw" in result.output


@pytest.mark.slow
def test_without_corpus_the_seeds_are_measured_and_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSONIN_BENCH", str(tmp_path / "nothing"))
    page = tmp_path / "performance.md"
    page.write_text(PAGE)
    options = ["--jobs", "full,html,core,workers", "--limit", "8", "--runs", "1", "--no-peers"]
    result = CliRunner().invoke(main, [*options, "--page", str(page)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    text = page.read_text()
    assert "There is no bench corpus in nothing/ (OPSONIN_BENCH names the folder)" in text
    assert "there are no pages without the bench corpus" in text
    headings = [line for line in text.splitlines() if line.startswith("### ")]
    assert headings == [
        "### Beside the peers",
        "### Where the time goes",
        "### The engine",
        "### The engine by phase",
    ]
    shown = ("concepts", "no-op tagger", "tag: validate", "two workers", "peak memory")
    assert all(name in text for name in shown)
    assert text.endswith("<!-- end bench -->\n")


@pytest.mark.slow
def test_corpus_smaller_than_the_limit_is_measured_at_the_sizes_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("jsonl", "html"):
        (tmp_path / "corpus" / kind).mkdir(parents=True)
        lines = [f'{{"id": "{kind}-{n}", "text": "Text {n} of {kind}."}}\n' for n in range(8)]
        (tmp_path / "corpus" / kind / "part-00.jsonl").write_text("".join(lines))
    monkeypatch.setenv("OPSONIN_BENCH", str(tmp_path))
    options = ["--jobs", "rw,html", "--limit", "800", "--runs", "1", "--no-peers", "--no-write"]
    result = CliRunner().invoke(main, options, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "main text of HTML pages" in result.output
    assert "Documents: bench corpus" in result.output
