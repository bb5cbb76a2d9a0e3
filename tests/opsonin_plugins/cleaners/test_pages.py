"""Made-up pages of the kinds that feeds bring, with what is to become of every line.

The letter before a line says it: K main text, R main text after the repair in the next line (>),
S or M kept beside the main text, X removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PAGES = Path(__file__).parent / "pages"
#: Column of ``documents`` -> value, by page.
HEADS: dict[str, dict[str, Any]] = {
    "release": {
        "doc_type": "press_release",
        "published_value": "2023-11-08",
        "title": "Gut bacterium protects mice from food allergy, study shows",
    },
    "wire_story": {"published_value": "2024-11-18", "authors": ["Lena Thorsgaard"]},
    "spun_post": {
        "doc_type": "blog",
        "published_value": "2021-10-12",
        "title": "Eating Nuts Daily Can Lower Your Risk of Heart Illness",
        "text_origin": "spun",
    },
    "blog_post": {
        "doc_type": "blog",
        "published_value": "2021-07-08",
        "authors": ["Lena Marsh"],
    },
}
#: Lines that nothing tells from the text around them, by how they begin.
KNOWN_ERRORS = ("Findings point to", "This article is based", "Was this article", "Provided by")

SHORT = 40

Line = tuple[str, str, str]


def read_page(name: str) -> list[Line]:
    """Return for each line what is to become of it, its text, and its text after repairs."""
    lines: list[Line] = []
    for row in (PAGES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        mark, text = row[:1], row[2:].strip()
        if mark == ">":
            lines[-1] = (*lines[-1][:2], text)
        elif text:
            lines.append((mark, row[2:], text))
    return lines


def place_of(page: Any, text: str) -> str:
    """Return where a line has gone: K main text, S beside it, X nowhere."""
    bare = re.sub(r"\s+", "", text)
    for block in page.blocks:
        whole = re.sub(r"\s+", "", block["text"])
        # A short line may stand in a longer one as well.
        if bare == whole or (len(bare) > SHORT and bare in whole):
            return "K" if block["is_main"] else "S"
    return "X"


@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "spaced"])
@pytest.mark.parametrize("name", sorted(HEADS))
def test_every_line_of_a_page_goes_where_it_belongs(
    clean_page: Callable[..., Any], name: str, gap: str
) -> None:
    lines = read_page(name)
    page = clean_page(gap.join(text for _, text, _ in lines) + "\n")
    wanted = {"K": "K", "R": "K", "S": "S", "M": "S", "X": "X"}
    twice = {text for n, (_, text, _) in enumerate(lines) if text in [t for _, t, _ in lines[:n]]}
    wrong = [
        (mark, place_of(page, fixed), text)
        for mark, text, fixed in lines
        if text not in twice
        and not text.startswith(KNOWN_ERRORS)
        and place_of(page, fixed) != wanted[mark]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(HEADS))
def test_the_head_of_a_page_is_read(clean_page: Callable[..., Any], name: str) -> None:
    page = clean_page("\n\n".join(text for _, text, _ in read_page(name)) + "\n")
    assert {field: page.document[field] for field in HEADS[name]} == HEADS[name]
