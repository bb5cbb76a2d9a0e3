from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.spans import runs
from opsonin.spans.alignment import Alignment
from opsonin.spans.alignments import END, Alignments, Ints, bases
from opsonin.spans.edit import Edit
from opsonin.spans.pieces import Piece
from single_texts import Carrier

_ROUNDS = 3


@st.composite
def _edits(draw: st.DrawFn, length: int) -> list[Edit]:
    """Draw edits of a text of that length, touching ones among them."""
    places = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    edits: list[Edit] = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        size = draw(st.integers(int(start == end), 2))
        edits.append(Edit(start, end, "x" * size, "noise"))
    return edits


@st.composite
def _histories(draw: st.DrawFn) -> tuple[list[int], list[list[list[Edit]]]]:
    """Draw the lengths of some texts, empty ones among them, and rounds of edits of each."""
    lengths = draw(st.lists(st.integers(0, 10), max_size=4))
    now, rounds = list(lengths), []
    for _ in range(_ROUNDS):
        edits = [draw(_edits(length)) for length in now]
        rounds.append(edits)
        now = [n + _growth(own) for n, own in zip(now, edits, strict=True)]
    return lengths, rounds


def _growth(edits: Sequence[Edit]) -> int:
    return sum(len(edit.replacement) - (edit.end - edit.start) for edit in edits)


def _edited(edits: Sequence[Sequence[Edit]], lengths: Sequence[int]) -> Alignments:
    columns = [
        (at, edit.start, edit.end, len(edit.replacement))
        for at, own in enumerate(edits)
        for edit in own
    ]
    at, starts, ends, sizes = np.array(columns, np.int64).reshape(-1, 4).T
    return Alignments.from_edits(at, starts, ends, sizes, lengths)


def _undone(edits: Sequence[Sequence[Edit]], lengths: Sequence[int]) -> Alignments:
    """Return the alignments from the texts before to the edited ones."""
    backwards: list[list[Edit]] = []
    for own in edits:
        growth, undoing = 0, []
        for edit in own:
            start = edit.start + growth
            size = edit.end - edit.start
            undoing.append(Edit(start, start + len(edit.replacement), "y" * size, "undone"))
            growth += len(edit.replacement) - size
        backwards.append(undoing)
    after = [n + _growth(own) for n, own in zip(lengths, edits, strict=True)]
    return _edited(backwards, after)


def _composed(
    lengths: Sequence[int], rounds: Sequence[Sequence[Sequence[Edit]]]
) -> tuple[Alignments, list[Alignment]]:
    """Return the same history as alignments of the batch, and of each text alone."""
    batch = Alignments.identity(lengths)
    alone = [Alignment.identity(length) for length in lengths]
    for edits in rounds:
        batch = batch.before(_edited(edits, [one.clean_length for one in alone]))
        alone = [one.edited(own) for one, own in zip(alone, edits, strict=True)]
    return batch, alone


def _runs(batch: Alignments) -> list[list[runs.Run]]:
    """Return the runs of each text with offsets counted within it."""
    found: list[list[runs.Run]] = [[] for _ in batch.clean_base[1:]]
    columns = (batch.documents, batch.first, batch.last, batch.start, batch.end, batch.kept)
    for at, first, last, start, end, kept in zip(*(c.tolist() for c in columns), strict=True):
        clean, raw = int(batch.clean_base[at]), int(batch.raw_base[at])
        begins = runs.END if start == END else start - raw
        found[at].append((first - clean, last - clean, begins, end - raw, kept))
    return found


def _pieces(batch: Alignments) -> list[list[Piece]]:
    found: list[list[Piece]] = [[] for _ in batch.clean_base[1:]]
    for at, *places, kept in zip(*(column.tolist() for column in batch.pieces()), strict=True):
        first, last, start, end = places
        op = "keep" if kept else "replace" if start < end else "insert"
        found[at].append(Piece(first, last, start, end, op))  # type: ignore[arg-type] # one of Op
    return found


def _all_spans(lengths: Sequence[int]) -> tuple[Ints, Ints, Ints]:
    """Return text, start and end of every span of every text that is not empty."""
    spans = [
        (at, start, end)
        for at, length in enumerate(lengths)
        for start in range(length)
        for end in range(start + 1, length + 1)
    ]
    at, starts, ends = np.array(spans, np.int64).reshape(-1, 3).T
    return at, starts, ends


def _looked_up(batch: Alignments, at: Ints, starts: Ints, ends: Ints) -> list[object]:
    clean, raw = batch.clean_base[at], batch.raw_base[at]
    start, end, found = batch.raw_spans(starts + clean, ends + clean)
    spans = zip((start - raw).tolist(), (end - raw).tolist(), found.tolist(), strict=True)
    return [(first, last) if is_found else None for first, last, is_found in spans]


@given(_histories())
def test_composed_runs_are_those_of_each_text_alone(
    history: tuple[list[int], list[list[list[Edit]]]],
) -> None:
    batch, alone = _composed(*history)
    assert _runs(batch) == [list(one.runs) for one in alone]
    assert np.diff(batch.clean_base).tolist() == [one.clean_length for one in alone]
    assert np.diff(batch.raw_base).tolist() == history[0]


@given(_histories())
def test_pieces_are_those_of_each_text_alone(
    history: tuple[list[int], list[list[list[Edit]]]],
) -> None:
    batch, alone = _composed(*history)
    assert _pieces(batch) == [list(one.pieces) for one in alone]


@settings(max_examples=50)
@given(_histories())
def test_raw_spans_are_those_of_each_text_alone(
    history: tuple[list[int], list[list[list[Edit]]]],
) -> None:
    batch, alone = _composed(*history)
    at, starts, ends = _all_spans([one.clean_length for one in alone])
    places = zip(at.tolist(), starts.tolist(), ends.tolist(), strict=True)
    expected = [alone[one].raw_span(start, end) for one, start, end in places]
    assert _looked_up(batch, at, starts, ends) == expected


@given(_histories(), st.data())
def test_taken_texts_are_aligned_as_before(
    history: tuple[list[int], list[list[list[Edit]]]], data: st.DataObject
) -> None:
    batch, alone = _composed(*history)
    chosen = [at for at in range(len(alone)) if data.draw(st.booleans())]
    taken = batch.take(np.array(chosen, np.int64))
    assert _runs(taken) == [list(alone[at].runs) for at in chosen]
    assert np.diff(taken.raw_base).tolist() == [history[0][at] for at in chosen]


@settings(max_examples=50)
@given(_histories())
def test_undone_edits_carry_spans_as_carriers_do(
    history: tuple[list[int], list[list[list[Edit]]]],
) -> None:
    lengths, (edits, *_) = history
    carriers = [Carrier(own, length) for own, length in zip(edits, lengths, strict=True)]
    at, starts, ends = _all_spans(lengths)
    places = zip(at.tolist(), starts.tolist(), ends.tolist(), strict=True)
    expected = [carriers[one].span(start, end) for one, start, end in places]
    assert _looked_up(_undone(edits, lengths), at, starts, ends) == expected


@given(_histories())
def test_order_of_composition_does_not_matter(
    history: tuple[list[int], list[list[list[Edit]]]],
) -> None:
    lengths, rounds = history
    steps, now = [], list(lengths)
    for edits in rounds:
        steps.append(_edited(edits, now))
        now = [n + _growth(own) for n, own in zip(now, edits, strict=True)]
    first, second, third = steps
    left = first.before(second).before(third)
    right = first.before(second.before(third))
    assert _runs(left) == _runs(right)


@pytest.mark.parametrize("lengths", [[], [0], [0, 0, 0]])
def test_texts_without_characters_have_no_runs(lengths: list[int]) -> None:
    identity = Alignments.identity(lengths)
    composed = identity.before(_edited([[] for _ in lengths], lengths))
    assert _runs(composed) == [[] for _ in lengths]
    assert _pieces(composed) == [[] for _ in lengths]
    nothing = np.empty(0, np.int64)
    assert [part.tolist() for part in composed.raw_spans(nothing, nothing)] == [[], [], []]
    assert composed.take(nothing).clean_base.tolist() == [0]


def test_offsets_count_on_past_the_width_of_table_columns() -> None:
    size = 2**31 - 1
    batch = _edited([[], [Edit(5, 6, "", "noise")], [Edit(0, 1, "xy", "noise")]], [size] * 3)
    at, starts, ends = (np.array(cells, np.int64) for cells in ([1, 2], [4, size - 1], [6, size]))
    assert _looked_up(batch, at, starts, ends) == [(4, 7), (size - 2, size - 1)]
    assert _pieces(batch)[0] == [Piece(0, size, 0, size, "keep")]


def test_bases_of_no_texts_are_one_place() -> None:
    assert bases([]).tolist() == [0]
