"""The seed documents against the reference annotations, which are not part of the repository."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
GOLD = (
    Path(os.environ.get("OPSONIN_GOLD", ROOT / ".." / "shared" / "gold")) / "seeds" / "clean.json"
)

needs_gold = pytest.mark.skipif(not GOLD.is_file(), reason=f"no reference data at {GOLD}")


def documents() -> list[Any]:
    files = json.loads(GOLD.read_text("utf-8"))["files"] if GOLD.is_file() else {}
    return [pytest.param(name, gold, id=name[:3]) for name, gold in files.items()]


def expected_line(raw: str, line: dict[str, Any]) -> str:
    for repair in line.get("repairs") or ():
        raw = raw.replace(repair["find"], repair["replace"], 1)
    return raw


@needs_gold
@pytest.mark.parametrize(("name", "gold"), documents())
def test_main_text_is_that_of_the_gold(
    clean_page: Callable[..., Any], name: str, gold: dict[str, Any]
) -> None:
    page = clean_page((ROOT / "seeds" / name).read_bytes().decode())
    assert "\n\n".join(page.main) == gold["clean_text"]


@needs_gold
@pytest.mark.parametrize(("name", "gold"), documents())
def test_every_line_has_the_action_of_the_gold(
    clean_page: Callable[..., Any], name: str, gold: dict[str, Any]
) -> None:
    raw = (ROOT / "seeds" / name).read_bytes().decode()
    page = clean_page(raw)
    lines = raw.split("\n")
    removed = "".join(raw[row["raw_start"] : row["raw_end"]] for row in page.removed)
    for line in gold["lines"]:
        if line["action"] == "separator":
            continue
        text = expected_line(lines[line["line"] - 1], line)
        found = [row["is_main"] for row in page.blocks if row["text"] == text]
        if line["action"] == "remove":
            assert text in removed, line
        else:
            assert found == [line["action"] not in ("metadata", "section")], line
