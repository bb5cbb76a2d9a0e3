from __future__ import annotations

from pathlib import Path

import pytest

from opsonin_bench.pages import PageError, markdown_table, write_between

PAGE = "# Title\n\nBefore.\n\n<!-- begin here -->\n\nold\n\n<!-- end here -->\n\nAfter.\n"


def test_table_is_aligned_and_keeps_bars_inside_cells() -> None:
    assert markdown_table(("a", "long name"), [("x|y", "1")]).splitlines() == [
        "| a    | long name |",
        "|------|-----------|",
        "| x\\|y | 1         |",
    ]


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    write_between(page, "here", "| new |\n")
    assert page.read_text() == PAGE.replace("old", "| new |")
    write_between(page, "here", "| newer |")
    assert page.read_text() == PAGE.replace("old", "| newer |")


@pytest.mark.parametrize(
    "text",
    ["# Title\n", PAGE.replace("<!-- end here -->", ""), PAGE + PAGE],
    ids=["no place", "no end", "two places"],
)
def test_page_without_one_place_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(PageError, match="Put the two lines back"):
        write_between(page, "here", "new")
    assert page.read_text() == text
