"""Edits of one text, one at a time: what the engine does in columns is tested against it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from opsonin.spans.alignment import Alignment
from opsonin.spans.edit import Edit
from opsonin.spans.runs import clean_end, edited_runs, end_in, start_in


class Carrier:
    """Carries spans of a text to where they are after edits.

    >>> Carrier([Edit(0, 5, "", "nav"), Edit(7, 9, "é", "mojibake")], 12).span(5, 9)
    (0, 3)
    """

    def __init__(self, edits: Sequence[Edit], length: int) -> None:
        """Prepare to carry spans.

        Args:
            edits: Edits that `check_edits` accepts.
            length: Length of the text before the edits, in code points.
        """
        undoing: list[tuple[int, int, int]] = []
        growth = 0
        for edit in edits:
            size = edit.end - edit.start
            start = edit.start + growth
            undoing.append((start, start + len(edit.replacement), size))
            growth += len(edit.replacement) - size
        runs = edited_runs(undoing, length + growth)
        self._alignment = Alignment._of(runs)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where ``text[start:end]`` is after the edits.

        A boundary inside a removed stretch moves to the place of the stretch, one inside a
        replaced stretch to the edge of the replacement. Text that was inserted at either end of
        the span is not part of it.

        Returns:
            Half-open offsets, or None when nothing of the span is left.

        Raises:
            ValueError: The span is not inside the text.
        """
        return self._alignment.raw_span(start, end)


def removed_spans(edits: Sequence[Edit], inner: Alignment) -> list[tuple[int, int, str]]:
    """Return the raw text that edits took out.

    A stretch that an earlier edit replaced counts as removed when the last of its text goes.

    Args:
        edits: Edits of the middle text that `check_edits` accepts; only those with an empty
            replacement count.
        inner: Middle text to raw text.

    Returns:
        Raw start, raw end and reason, a row for each contiguous raw stretch, in order and without
        overlap. What earlier edits had inserted or removed is left out.
    """
    rows: list[tuple[int, int, str]] = []
    runs = inner.rooted
    left: dict[int, int] = {}
    for edit in edits:
        at = len(runs) if edit.replacement else bisect_right(runs, edit.start, key=clean_end)
        while at < len(runs) and runs[at][0] < edit.end:
            run = runs[at]
            start, end = max(run[0], edit.start), min(run[1], edit.end)
            left[at] = left.get(at, run[1] - run[0]) - (end - start)
            if run[4] or not left[at]:
                _add_row(rows, start_in(run, start), end_in(run, end), edit.reason)
            at += 1
    return rows


def _add_row(rows: list[tuple[int, int, str]], start: int, end: int, reason: str) -> None:
    if rows and start <= rows[-1][1]:
        if reason == rows[-1][2]:
            rows[-1] = rows[-1][0], max(end, rows[-1][1]), reason
            return
        start = rows[-1][1]
    if start < end:
        rows.append((start, end, reason))
