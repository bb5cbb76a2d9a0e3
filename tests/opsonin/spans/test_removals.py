from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from opsonin.spans.alignment import Alignment
from opsonin.spans.alignments import Alignments
from opsonin.spans.edit import Edit
from opsonin.spans.removals import removed_spans
from single_texts import removed_spans as removed_alone

_REASONS = ("nav", "noise")
History = tuple[list[int], list[list[list[Edit]]]]


@st.composite
def _edits(draw: st.DrawFn, length: int) -> list[Edit]:
    places = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    edits: list[Edit] = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        # Most edits of cleaners remove.
        size = draw(st.sampled_from([0, 0, 1, 2])) if start < end else 1
        edits.append(Edit(start, end, "x" * size, draw(st.sampled_from(_REASONS))))
    return edits


@st.composite
def _histories(draw: st.DrawFn) -> History:
    """Draw the lengths of some texts, empty ones among them, and rounds of edits of each."""
    lengths = draw(st.lists(st.integers(0, 12), max_size=4))
    now, rounds = list(lengths), []
    for _ in range(3):
        edits = [draw(_edits(length)) for length in now]
        rounds.append(edits)
        now = [
            n + sum(len(edit.replacement) - (edit.end - edit.start) for edit in own)
            for n, own in zip(now, edits, strict=True)
        ]
    return lengths, rounds


def _columns(edits: Sequence[Sequence[Edit]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    rows = [
        (at, edit.start, edit.end, len(edit.replacement), _REASONS.index(edit.reason))
        for at, own in enumerate(edits)
        for edit in own
    ]
    return np.array(rows, np.int64).reshape(-1, 5).T


def _removed(
    edits: Sequence[Sequence[Edit]], inner: Alignments
) -> list[list[tuple[int, int, str]]]:
    at, starts, ends, sizes, reasons = _columns(edits)
    only = sizes == 0
    found = removed_spans(at[only], starts[only], ends[only], reasons[only], inner)
    rows: list[list[tuple[int, int, str]]] = [[] for _ in edits]
    for one, start, end, reason in zip(*(column.tolist() for column in found), strict=True):
        rows[one].append((start, end, _REASONS[reason]))
    return rows


@given(_histories())
@example(([3, 3], [[[Edit(0, 3, "xx", "nav")], []], [[Edit(0, 1, "", "nav")], []], [[], []]]))
@example(([2], [[[Edit(0, 1, "", "nav"), Edit(1, 2, "", "noise")]], [[]], [[]]]))
def test_removed_text_is_that_of_each_text_alone(history: History) -> None:
    lengths, rounds = history
    batch = Alignments.identity(lengths)
    alone = [Alignment.identity(length) for length in lengths]
    for edits in rounds:
        expected = [removed_alone(own, one) for own, one in zip(edits, alone, strict=True)]
        assert _removed(edits, batch) == expected
        at, starts, ends, sizes, _ = _columns(edits)
        now = [one.clean_length for one in alone]
        batch = batch.before(Alignments.from_edits(at, starts, ends, sizes, now))
        alone = [one.edited(own) for one, own in zip(alone, edits, strict=True)]


def test_no_edits_remove_nothing() -> None:
    nothing = np.empty(0, np.int64)
    found = removed_spans(nothing, nothing, nothing, nothing, Alignments.identity([4, 0]))
    assert [part.tolist() for part in found] == [[], [], [], []]


def test_edits_of_the_caller_are_left_as_they_are() -> None:
    at, starts, ends, _, reasons = _columns(
        [[Edit(0, 2, "", "nav"), Edit(2, 3, "", "nav")], [Edit(1, 2, "", "noise")]]
    )
    before = [column.tolist() for column in (at, starts, ends, reasons)]
    removed_spans(at, starts, ends, reasons, Alignments.identity([4, 3]))
    assert [column.tolist() for column in (at, starts, ends, reasons)] == before
