from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.cli.text import column_lines, counted, one_line, shortened, visible


@given(st.text(st.characters(exclude_categories=[])))
def test_visible_text_has_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert all(char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f") for char in shown)


@pytest.mark.parametrize("text", ["plain", "Übergröße", "a\tb\nc", "漢字", "“quoted”"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_writing_direction_cannot_be_overridden() -> None:
    assert visible("a\u202eb") == "a\\u202eb"


def test_one_line_has_no_line_break() -> None:
    assert one_line("a\nb\tc") == "a⏎b c"


def test_shortened_text_ends_with_an_ellipsis() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde…"


def test_counted() -> None:
    assert [counted(number, "row") for number in (0, 1, 1234)] == ["0 rows", "1 row", "1,234 rows"]


def test_columns_are_aligned_and_numbers_stand_to_the_right() -> None:
    rows = [("a", 5, True, None), ("long name", 12345, False, 0.25)]
    assert list(column_lines(("name", "rows", "main", "score"), rows)) == [
        "name         rows  main  score",
        "a               5  yes",
        "long name  12,345  no    0.25",
    ]


def test_only_the_last_column_is_shown_in_full() -> None:
    long = "x" * 100
    (_, line) = column_lines(("first", "last"), [(long, [long, "y"])])
    assert line == f"{'x' * 59}…  {long}; y"
