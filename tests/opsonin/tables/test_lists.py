from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.tables.lists import listed, lists_with, unlike

NUMBERS = pa.list_(pa.int32())
cells = st.none() | st.lists(st.none() | st.integers(0, 2), max_size=3)
pairs = st.lists(st.tuples(cells, cells), max_size=8)


@given(pairs, st.integers(0, 8))
def test_lists_differ_where_they_do_in_python(found: list[tuple[object, object]], cut: int) -> None:
    mine = pa.array([one for one, _ in found], NUMBERS)
    theirs = pa.array([other for _, other in found], NUMBERS)
    # Neither where the chunks end nor where an array begins in its buffers may matter.
    one = pa.chunked_array([mine[:cut], mine[cut:]])
    assert unlike(one, pa.chunked_array([theirs])).tolist() == [one != two for one, two in found]
    tail = unlike(one.slice(cut), pa.chunked_array([theirs[cut:]]))
    assert tail.tolist() == [one != two for one, two in found[cut:]]


@given(st.lists(st.none() | st.lists(st.sampled_from("abc"), max_size=3), max_size=8))
def test_lists_hold_what_they_do_in_python(found: list[list[str] | None]) -> None:
    lists = pa.chunked_array([pa.array(found, pa.list_(pa.string()))])
    expected = [bool({"a", "c"} & {*(one or ())}) for one in found]
    assert lists_with(lists, pa.array(["a", "c"])).tolist() == expected


def test_numbers_and_words_differ_as_they_do_in_python() -> None:
    one, other = ["a", None, "a", None], ["a", None, None, "a"]
    columns = (pa.chunked_array([pa.array(cells)]) for cells in (one, other))
    assert unlike(*columns).tolist() == [False, False, True, True]


@pytest.mark.parametrize(("cell", "expected"), [(None, []), (0, [0]), ([1, 2], [1, 2]), ([], [])])
def test_cell_is_a_list_or_a_single_value(
    cell: int | list[int] | None, expected: list[int]
) -> None:
    assert listed(cell) == expected
