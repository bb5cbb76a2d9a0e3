from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.cli.fitting import fitted_lines
from opsonin.cli.styled import plain_text

ROWS: Sequence[Sequence[object]] = [("ab", 7, "a text of some length"), ("c", 1200, None)]
NAMES = ("name", "count", "words")


def lines(width: int, *, wraps: bool = False) -> list[str]:
    return [plain_text(line) for line in fitted_lines(NAMES, ROWS, width, wraps=wraps)]


def test_table_that_fits_is_shown_whole() -> None:
    assert lines(80) == [
        "name  count  words",
        "ab        7  a text of some length",
        "c     1,200",
    ]


def test_cells_are_cut_where_the_window_ends() -> None:
    assert lines(26) == ["name  count  words", "ab        7  a text of so…", "c     1,200"]


def test_last_column_is_wrapped_on_request() -> None:
    assert lines(26, wraps=True) == [
        "name  count  words",
        "ab        7  a text of",
        "             some length",
        "c     1,200",
    ]


def test_row_is_a_block_where_columns_have_no_room() -> None:
    assert lines(20) == [
        "row 1",
        "name   ab",
        "count  7",
        "words  a text of so…",
        "row 2",
        "name   c",
        "count  1,200",
    ]


def test_names_are_shown_where_there_are_no_rows() -> None:
    assert [plain_text(line) for line in fitted_lines(NAMES, [], 80, wraps=False)] == [
        "name  count  words"
    ]


@pytest.mark.parametrize("wraps", [False, True])
@given(
    st.lists(st.tuples(st.text(max_size=90), st.integers(), st.text(max_size=90)), max_size=4),
    st.integers(20, 120),
)
def test_no_line_is_wider_than_the_window(
    wraps: bool,  # noqa: FBT001 - a parameter of pytest
    rows: list[tuple[str, int, str]],
    width: int,
) -> None:
    for line in fitted_lines(NAMES, rows, width, wraps=wraps):
        assert len(plain_text(line)) <= width
