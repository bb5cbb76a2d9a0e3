from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.spans import matching
from opsonin.spans.matching import Block, common_blocks, matching_blocks


def _check(blocks: list[Block], first: list[int], second: list[int]) -> None:
    place = other = 0
    for start, partner, size in blocks:
        assert size > 0
        assert start >= place
        assert partner >= other
        assert first[start : start + size] == second[partner : partner + size]
        place, other = start + size, partner + size


_ITEMS = st.lists(st.integers(0, 9), max_size=60)


@given(_ITEMS, _ITEMS)
def test_blocks_are_equal_and_in_order(first: list[int], second: list[int]) -> None:
    _check(matching_blocks(first, second), first, second)


@given(st.permutations(range(40)), st.permutations(range(40)))
def test_unique_items_in_any_order_give_ordered_blocks(first: list[int], second: list[int]) -> None:
    blocks = matching_blocks(first, second)

    _check(blocks, first, second)
    assert blocks


def test_unique_ngrams_anchor_what_repeats_around_them() -> None:
    verse, chorus = [1, 2, 3], [9, 8, 9, 8, 9]
    first = [*verse, *chorus, 4, *chorus, 5, *chorus]
    second = [7, *chorus, 4, *chorus, 5, 6]

    assert matching_blocks(first, second) == [(3, 1, 12)]


def test_moved_stretch_is_matched_in_one_order_only() -> None:
    left, right = list(range(50)), list(range(100, 130))

    blocks = matching_blocks(left + right, right + left)

    assert blocks == [(0, 30, 50)]


def test_too_much_work_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "CELLS", 99)

    assert common_blocks("abcabcabca", "cbacbacbac") == []
    assert common_blocks("abcabcabc", "cbacbacba") != []


@pytest.mark.parametrize("size", [3, 100, 5_000])
def test_common_ends_are_found_whatever_their_length(size: int) -> None:
    ends = [0] * size

    blocks = matching_blocks([*ends, 1, *ends], [*ends, 2, *ends])

    assert set(chain.from_iterable(range(start, start + n) for start, _, n in blocks)) == {
        *range(size),
        *range(size + 1, 2 * size + 1),
    }
