from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.speed.extracting import extract


def test_main_text_of_every_page_is_written(tmp_path: Path) -> None:
    prose = "The reviewers read every report that was published in that year. " * 8
    page = f"<nav><a href='/'>Home</a></nav><article><h1>Reports</h1><p>{prose}</p></article>"
    source = tmp_path / "pages.jsonl"
    source.write_text(json.dumps({"text": page}) + "\n" + json.dumps({"text": "<p></p>"}) + "\n")
    extract(source, tmp_path / "out")
    lines = (tmp_path / "out" / "texts.jsonl").read_text("utf-8").splitlines()
    first, second = (json.loads(line)["text"] for line in lines)
    assert prose.strip() in first
    assert "Home" not in first
    assert second == ""
