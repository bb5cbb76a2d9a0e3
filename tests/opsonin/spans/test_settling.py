from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opsonin import edits_between
from opsonin.spans.alignment import Alignment
from opsonin.spans.matching import matching_blocks
from opsonin.spans.settling import settled

_WORDS = st.lists(st.integers(0, 4), max_size=30)


@given(_WORDS, st.sets(st.integers(0, 29)), st.sets(st.integers(0, 29)))
def test_blocks_stay_equal_and_in_order(first: list[int], gone: set[int], lines: set[int]) -> None:
    second = [item for place, item in enumerate(first) if place not in gone]
    known, open_ones = settled(first, second, matching_blocks(first, second), lines | {0})
    for start, partner, size in (*known, *open_ones):
        assert first[start : start + size] == second[partner : partner + size]
    reach = 0, 0
    for start, partner, size in known:
        assert start >= reach[0]
        assert partner >= reach[1]
        reach = start + size, partner + size
    told = [
        place
        for _, partner, size in (*known, *open_ones)
        for place in range(partner, partner + size)
    ]
    assert len(told) == len(set(told))


def _places(before: str, after: str, word: str) -> set[int]:
    """Return where in the text before the letters of a word stand; nothing where it was put in."""
    edits = edits_between(before, after, reason="scrape")
    span = Alignment.from_edits(edits, len(before)).raw_span(
        after.index(word), after.index(word) + len(word)
    )
    return set() if span is None else {span[0]}


def test_words_are_led_to_what_a_reader_sees() -> None:
    page = '<script>var t = "Aspirin";</script><p title="Aspirin"><!-- Aspirin -->Aspirin</p>'
    assert _places(page, "Aspirin", "Aspirin") == {page.rindex("Aspirin")}


def test_what_stands_in_one_line_is_led_to_one_place() -> None:
    page = "Papers\nMenu\nPapers (what are they?)\nThey are linked by citations."
    text = "Papers (what are they?)\nThey are linked by citations."
    assert _places(page, text, "Papers") == {page.rindex("Papers")}


def test_a_line_that_may_be_any_of_two_copies_is_led_to_none() -> None:
    page = "A study of gout.\nRead more\nMenu\nRead more\nIt was done in Kyoto."
    assert _places(page, "A study of gout.\nRead more\nIt was done in Kyoto.", "Read") == set()
