"""Pieces: the form of an alignment that is stored in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from opsonin.spans.runs import END, Run, add

Op = Literal["keep", "replace", "insert"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the clean text and the raw text that it comes from.

    Offsets are half-open, 0-based and count Unicode code points.

    Attributes:
        clean_start: First code point in the clean text.
        clean_end: First code point after it.
        raw_start: First code point in the raw text.
        raw_end: First code point after it; equal to ``raw_start`` for ``insert`` only.
        op: ``keep`` for equal slices, ``replace`` for text that stands for other text, ``insert``
            for text that no raw text stands behind.
    """

    clean_start: int
    clean_end: int
    raw_start: int
    raw_end: int
    op: Op


def pieces_of(runs: Sequence[Run]) -> tuple[Piece, ...]:
    """Return the pieces in the order of the text."""
    pieces: list[Piece] = []
    for first, last, start, end, is_kept in runs:
        if start < end:
            pieces.append(Piece(first, last, start, end, "keep" if is_kept else "replace"))
        elif pieces and pieces[-1].op == "insert" and pieces[-1].raw_end == end:
            pieces[-1] = Piece(pieces[-1].clean_start, last, end, end, "insert")
        else:
            pieces.append(Piece(first, last, end, end, "insert"))
    return tuple(pieces)


def runs_of(pieces: Sequence[Piece]) -> tuple[Run, ...]:
    """Return the runs behind pieces.

    An insertion is taken to stand at the end of what was removed around it.

    Raises:
        ValueError: The pieces do not tile the text, go backwards, or contradict their ``op``.
    """
    _check(pieces)
    goes_on = END
    backwards: list[Run] = []
    for piece in reversed(pieces):
        if piece.op != "insert":
            goes_on = piece.raw_start
        run = piece.clean_start, piece.clean_end, goes_on, piece.raw_end, piece.op == "keep"
        backwards.append(run)
    runs: list[Run] = []
    for run in reversed(backwards):
        add(runs, run)
    return tuple(runs)


def _check(pieces: Sequence[Piece]) -> None:
    last = Piece(0, 0, 0, 0, "insert")
    for number, piece in enumerate(pieces):
        size, raw_size = piece.clean_end - piece.clean_start, piece.raw_end - piece.raw_start
        sound = {"keep": size == raw_size, "replace": raw_size > 0, "insert": raw_size == 0}
        # Only the parts of a replaced stretch that was cut share raw text.
        floor = last.raw_start if piece.op == last.op == "replace" else last.raw_end
        if (
            piece.clean_start != last.clean_end
            or size <= 0
            or piece.raw_start < floor
            or piece.raw_end < last.raw_end
            or not sound.get(piece.op)
        ):
            raise ValueError(
                f"Piece {number}, {piece}, does not fit after {last}: pieces tile the clean text, "
                "do not go backwards in the raw text and have the lengths that their op says."
            )
        last = piece
