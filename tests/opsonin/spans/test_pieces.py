from __future__ import annotations

import pytest

from opsonin.spans.alignment import Alignment, Op
from opsonin.spans.pieces import Piece


def test_kept_pieces_that_touch_in_both_texts_become_one() -> None:
    halves = [Piece(0, 2, 1, 3, "keep"), Piece(2, 4, 3, 5, "keep"), Piece(4, 5, 7, 8, "keep")]

    assert Alignment(halves).pieces == (Piece(0, 4, 1, 5, "keep"), Piece(4, 5, 7, 8, "keep"))


@pytest.mark.parametrize(
    ("clean_start", "clean_end", "raw_start", "raw_end", "op"),
    [
        (3, 4, 3, 4, "keep"),
        (1, 3, 2, 4, "keep"),
        (2, 2, 2, 2, "insert"),
        (2, 3, 1, 2, "keep"),
        (2, 3, 0, 3, "replace"),
        (2, 3, 1, 1, "insert"),
        (2, 3, 2, 4, "keep"),
        (2, 3, 2, 2, "replace"),
        (2, 3, 2, 3, "insert"),
        (2, 3, 2, 3, "move"),
    ],
)
def test_pieces_that_do_not_fit_are_refused(
    clean_start: int, clean_end: int, raw_start: int, raw_end: int, op: Op
) -> None:
    first = Piece(0, 2, 0, 2, "keep")
    second = Piece(clean_start, clean_end, raw_start, raw_end, op)

    with pytest.raises(ValueError, match=r"^Piece 1, .* does not fit after .*tile the clean text"):
        Alignment([first, second])
