from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opsonin.cli.blocks import Block, Mark, blocks_of, marks_of


def _segment(start: int, end: int, kind: str, *, is_main: bool = True) -> dict[str, Any]:
    return {"clean_start": start, "clean_end": end, "kind": kind, "is_main": is_main}


def _mention(start: int, end: int, kind: str, **said: bool) -> dict[str, Any]:
    flags = dict.fromkeys(("negated", "uncertain", "hypothetical"), False)
    row = {"clean_start": start, "clean_end": end, "type": kind, "curie": None}
    return {**row, "is_preferred": True, **flags, **said}


TEXT = "Title\n\nFirst part. Second part.\n\n- item\n\nReference 1"


def test_blocks_follow_segments_but_not_sentences() -> None:
    segments = [
        _segment(0, 5, "title"),
        _segment(7, 31, "paragraph"),
        _segment(7, 18, "sentence"),
        _segment(33, 39, "list_item"),
        _segment(41, 52, "reference", is_main=False),
    ]
    blocks = list(blocks_of(TEXT, segments, []))
    assert [(TEXT[one.start : one.end], one.kind, one.is_main) for one in blocks] == [
        ("Title", "title", True),
        ("First part. Second part.", "paragraph", True),
        ("- item", "list_item", True),
        ("Reference 1", "reference", False),
    ]


def test_nested_segments_are_shown_once_and_gaps_keep_the_kind_around_them() -> None:
    text = "Intro (a) one (b) two outro"
    segments = [_segment(0, 27, "table"), _segment(6, 13, "caption"), _segment(14, 21, "cell")]
    blocks = list(blocks_of(text, segments, []))
    assert [(text[one.start : one.end], one.kind) for one in blocks] == [
        ("Intro", "table"),
        ("(a) one", "caption"),
        ("(b) two", "cell"),
        ("outro", "table"),
    ]


def test_text_without_segments_is_one_block() -> None:
    assert list(blocks_of(" ab\n", [], [])) == [Block(1, 3, "text", is_main=True, marks=())]


def test_marks_join_equal_spans_and_leave_out_overlaps() -> None:
    mentions = [
        _mention(0, 4, "disease", negated=True),
        _mention(0, 4, "protein"),
        _mention(2, 6, "gene"),
        {**_mention(8, 9, "gene"), "is_preferred": False},
    ]
    identifiers = [
        {"clean_start": 6, "clean_end": 8, "type": "doi", "value": "10.1/x", "is_valid": False}
    ]
    assert marks_of(mentions, identifiers) == [
        Mark(0, 4, ("disease negated", "protein")),
        Mark(6, 8, ("doi 10.1/x invalid",)),
    ]


spans = st.tuples(st.integers(0, 40), st.integers(1, 12))


@given(
    st.text("ab \n", min_size=1, max_size=40),
    st.lists(spans, max_size=8),
    st.lists(spans, max_size=8),
)
def test_blocks_hold_everything_but_white_space_and_marks_do_not_overlap(
    text: str, segments: list[tuple[int, int]], mentions: list[tuple[int, int]]
) -> None:
    def inside(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(start, start + size) for start, size in found if start + size <= len(text)]

    marks = marks_of([_mention(*span, "gene") for span in inside(mentions)], [])
    rows = [_segment(*span, "paragraph") for span in inside(segments)]
    blocks = list(blocks_of(text, rows, marks))
    shown = "".join(text[one.start : one.end] for one in blocks)
    assert "".join(shown.split()) == "".join(text.split())
    assert all(one.end <= two.start for one, two in itertools.pairwise(blocks))
    for block in blocks:
        edges = [block.start, *(at for mark in block.marks for at in (mark.start, mark.end))]
        assert [*edges, block.end] == sorted([*edges, block.end])
