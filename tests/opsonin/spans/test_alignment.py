from __future__ import annotations

import pickle
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opsonin.spans.alignment import Alignment, Piece, apply_edits, check_edits, compose
from opsonin.spans.edit import Edit
from single_texts import Carrier, removed_spans

_TEXTS = st.text(alphabet="abc é\u0301😀\u05d0\r\n\0", max_size=24)


@st.composite
def _edits(draw: st.DrawFn, length: int, max_edits: int = 6) -> list[Edit]:
    """Draw edits of a text of that length, touching ones among them."""
    places = draw(st.lists(st.integers(0, length), max_size=2 * max_edits).map(sorted))
    edits: list[Edit] = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        replacement = draw(st.text(alphabet="xé\n😀", min_size=int(start == end), max_size=3))
        edits.append(Edit(start, end, replacement, draw(st.sampled_from(["nav", "noise"]))))
    return edits


@st.composite
def _histories(draw: st.DrawFn) -> list[tuple[str, list[Edit]]]:
    """Draw a text and three rounds of edits; each round with the text that it applies to."""
    text = draw(_TEXTS)
    history: list[tuple[str, list[Edit]]] = []
    for _ in range(3):
        edits = draw(_edits(len(text)))
        history.append((text, edits))
        text = apply_edits(text, edits)
    return history


def _check_against(alignment: Alignment, clean: str, raw: str) -> None:
    """Assert all that an alignment of two texts promises."""
    pieces = alignment.pieces
    places = [0, *(piece.clean_end for piece in pieces)]
    assert [piece.clean_start for piece in pieces] == places[:-1]
    assert places[-1] == len(clean) == alignment.clean_length
    for offsets in (
        [piece.raw_start for piece in pieces],
        [piece.raw_end for piece in pieces],
    ):
        assert offsets == sorted(offsets)
        assert all(0 <= offset <= len(raw) for offset in offsets)
    for piece in pieces:
        text = clean[piece.clean_start : piece.clean_end]
        origin = raw[piece.raw_start : piece.raw_end]
        assert text
        assert {"keep": text == origin, "replace": origin != "", "insert": origin == ""}[piece.op]
    for piece, following in pairwise(pieces):
        if piece.op == following.op != "replace":
            assert piece.raw_end != following.raw_start


def _composed(history: Sequence[tuple[str, list[Edit]]]) -> Alignment:
    alignment = Alignment.identity(len(history[0][0]))
    for _, edits in history:
        alignment = alignment.edited(edits)
    return alignment


@given(_histories())
def test_pieces_tile_the_text_and_kept_ones_are_equal_slices(
    history: list[tuple[str, list[Edit]]],
) -> None:
    for text, edits in history:
        check_edits(edits, len(text))
        _check_against(Alignment.from_edits(edits, len(text)), apply_edits(text, edits), text)
    _check_against(_composed(history), apply_edits(*history[-1]), history[0][0])


@given(_histories())
@example(
    # Text inserted in the middle of a replacement, the other half of which then goes.
    [
        ("ab", [Edit(0, 2, "wxyz", "noise")]),
        ("wxyz", [Edit(2, 2, "-", "noise")]),
        ("wx-yz", [Edit(3, 5, "", "nav")]),
    ]
)
@example(
    # Text inserted where text had been removed, then replaced together with its neighbour.
    [
        ("abc", [Edit(1, 2, "", "nav")]),
        ("ac", [Edit(1, 1, "-", "noise")]),
        ("a-c", [Edit(1, 3, "!", "noise")]),
    ]
)
def test_composition_is_associative(history: list[tuple[str, list[Edit]]]) -> None:
    inner, middle, outer = (Alignment.from_edits(edits, len(text)) for text, edits in history)

    left = compose(compose(outer, middle), inner)
    right = compose(outer, compose(middle, inner))

    assert left == right
    assert left.runs == right.runs
    assert _composed(history).runs == left.runs


@given(_histories())
def test_identity_is_neutral(history: list[tuple[str, list[Edit]]]) -> None:
    text, edits = history[0]
    alignment = Alignment.from_edits(edits, len(text))

    assert compose(alignment, Alignment.identity(len(text))).runs == alignment.runs
    assert compose(Alignment.identity(alignment.clean_length), alignment).runs == alignment.runs


@given(_histories())
def test_alignment_can_be_built_from_its_pieces(history: list[tuple[str, list[Edit]]]) -> None:
    alignment = _composed(history)

    rebuilt = Alignment(alignment.pieces)

    assert rebuilt == alignment
    assert hash(rebuilt) == hash(alignment)
    for start in range(alignment.clean_length + 1):
        for end in range(start, alignment.clean_length + 1):
            assert rebuilt.raw_span(start, end) == alignment.raw_span(start, end)


@given(_histories())
def test_raw_span_agrees_with_the_pieces(history: list[tuple[str, list[Edit]]]) -> None:
    alignment = _composed(history)
    raw, clean = history[0][0], apply_edits(*history[-1])
    for start in range(len(clean)):
        for end in range(start + 1, len(clean) + 1):
            behind = [
                (
                    (
                        piece.raw_start + max(start - piece.clean_start, 0),
                        piece.raw_end - max(piece.clean_end - end, 0),
                    )
                    if piece.op == "keep"
                    else (piece.raw_start, piece.raw_end)
                )
                for piece in alignment.pieces
                if piece.clean_start < end and start < piece.clean_end and piece.op != "insert"
            ]
            span = alignment.raw_span(start, end)
            assert span == ((behind[0][0], behind[-1][1]) if behind else None)
    for piece in alignment.pieces:
        if piece.op == "keep":
            span = alignment.raw_span(piece.clean_start, piece.clean_end)
            assert span is not None
            assert raw[slice(*span)] == clean[piece.clean_start : piece.clean_end]


def test_cut_replacement_keeps_its_whole_raw_range() -> None:
    replaced = Alignment.from_edits([Edit(1, 3, "wxyz", "noise")], 4)

    cut = replaced.edited([Edit(2, 4, "", "nav")])

    assert cut.pieces == (
        Piece(0, 1, 0, 1, "keep"),
        Piece(1, 3, 1, 3, "replace"),
        Piece(3, 4, 3, 4, "keep"),
    )


def test_empty_span_has_a_place_unless_inside_inserted_text() -> None:
    # raw "abcd" -> clean "aXYbZd": XY is inserted, Z stands for c.
    alignment = Alignment.from_edits([Edit(1, 1, "XY", "noise"), Edit(2, 3, "Z", "noise")], 4)

    assert [alignment.raw_span(place, place) for place in range(7)] == [
        (0, 0),
        (1, 1),
        None,
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
    ]


def test_empty_span_inside_a_replacement_widens_to_it() -> None:
    assert Alignment.from_edits([Edit(0, 1, "fi", "ligature")], 1).raw_span(1, 1) == (0, 1)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, 4)])
def test_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=rf"Span {start}:{end} is not inside the text of 3 code"):
        Alignment.identity(3).raw_span(start, end)


def test_alignments_of_texts_that_do_not_follow_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match=r"reaches to 5, but the inner one covers a text of 4"):
        compose(Alignment.identity(5), Alignment.identity(4))


def test_empty_text_has_no_pieces() -> None:
    assert Alignment.identity(0).pieces == ()
    assert Alignment.identity(0) == Alignment()
    assert Alignment.identity(0).raw_span(0, 0) is None
    inserted = Alignment.identity(0).edited([Edit(0, 0, "x", "noise")])
    assert inserted.pieces == (Piece(0, 1, 0, 0, "insert"),)
    assert inserted.raw_span(0, 1) is None


def test_alignment_survives_pickling_and_differs_from_other_things() -> None:
    alignment = Alignment.from_edits([Edit(1, 2, "", "nav")], 3)

    assert pickle.loads(pickle.dumps(alignment)) == alignment  # noqa: S301 - our own bytes
    assert alignment != Alignment.identity(2)
    assert alignment != alignment.pieces
    assert repr(Alignment.identity(1)) == (
        "Alignment((Piece(clean_start=0, clean_end=1, raw_start=0, raw_end=1, op='keep'),))"
    )


@given(_TEXTS.flatmap(lambda text: st.tuples(st.just(text), _edits(len(text)))))
def test_carried_spans_are_where_the_text_is(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    after = apply_edits(text, edits)
    carrier = Carrier(edits, len(text))
    alignment = Alignment.from_edits(edits, len(text))
    for piece in alignment.pieces:
        if piece.op != "insert":
            span = carrier.span(piece.raw_start, piece.raw_end)
            assert span == (piece.clean_start, piece.clean_end)
    for start in range(len(text)):
        touched = any(edit.start <= start < edit.end for edit in edits)
        span = carrier.span(start, start + 1)
        assert touched or (span is not None and after[slice(*span)] == text[start])
        for end in range(start + 1, len(text) + 1):
            whole = carrier.span(start, end)
            parts = [carrier.span(place, place + 1) for place in range(start, end)]
            left = [part for part in parts if part]
            assert whole == ((left[0][0], left[-1][1]) if left else None)


def test_boundary_inside_removed_text_moves_to_its_place() -> None:
    carrier = Carrier([Edit(2, 6, "", "nav")], 10)

    assert carrier.span(4, 8) == (2, 4)
    assert carrier.span(0, 4) == (0, 2)
    assert carrier.span(2, 6) is None
    assert carrier.span(3, 5) is None


def test_inserted_text_at_the_ends_of_a_span_is_not_part_of_it() -> None:
    carrier = Carrier([Edit(2, 2, "\n", "block"), Edit(4, 4, "\n", "block")], 6)

    assert carrier.span(2, 4) == (3, 5)
    assert carrier.span(1, 5) == (1, 7)


@given(_histories())
def test_raw_text_is_either_aligned_or_removed(history: list[tuple[str, list[Edit]]]) -> None:
    alignment = Alignment.identity(len(history[0][0]))
    removed: set[int] = set()
    for _, edits in history:
        rows = removed_spans(edits, alignment)
        assert all(start < end for start, end, _ in rows)
        assert all(row[1] <= following[0] for row, following in pairwise(rows))
        removed.update(place for start, end, _ in rows for place in range(start, end))
        alignment = alignment.edited(edits)
    aligned = {
        place for piece in alignment.pieces for place in range(piece.raw_start, piece.raw_end)
    }
    assert removed | aligned == set(range(len(history[0][0])))


def test_removed_text_is_told_with_reason_and_raw_place() -> None:
    # raw "abXcdef" -> middle "ab--cdef": X has been replaced, then more goes.
    inner = Alignment.from_edits([Edit(2, 3, "--", "noise")], 7)
    edits = [
        Edit(0, 1, "", "nav"),
        Edit(1, 2, "", "nav"),
        Edit(2, 3, "", "nav"),
        Edit(3, 5, "", "share"),
        Edit(5, 6, "!", "noise"),
        Edit(7, 8, "", "share"),
    ]

    assert removed_spans(edits, inner) == [(0, 2, "nav"), (2, 4, "share"), (6, 7, "share")]


def test_removing_inserted_or_half_of_replaced_text_removes_nothing_raw() -> None:
    inner = Alignment.from_edits([Edit(1, 1, "++", "block"), Edit(2, 3, "xy", "noise")], 4)

    assert removed_spans([Edit(1, 3, "", "nav"), Edit(5, 6, "", "nav")], inner) == []


def test_text_removed_earlier_is_not_told_again() -> None:
    inner = Alignment.from_edits([Edit(2, 4, "", "nav")], 8)

    assert removed_spans([Edit(1, 3, "", "share")], inner) == [(1, 2, "share"), (4, 5, "share")]


def test_raw_text_that_two_stretches_share_is_told_once() -> None:
    # raw "abcd" -> "awxyzd" -> "Qxyzd": Q stands for the raw text of "a" and of "wxyz".
    inner = Alignment.from_edits([Edit(1, 3, "wxyz", "noise")], 4).edited(
        [Edit(0, 2, "Q", "noise")]
    )

    assert removed_spans([Edit(0, 1, "", "nav"), Edit(1, 4, "", "share")], inner) == [(0, 3, "nav")]
