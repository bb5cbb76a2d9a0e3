from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from opsonin.stages.numbering import MERGED, Renumbering, renumber

A = "a" * 32
KEYS = st.tuples(
    st.sampled_from(["m", "n", MERGED]), st.sampled_from(["a", "b"]), st.integers(-3, 3)
)
NUMBERS = st.dictionaries(KEYS, st.none() | st.integers(0, 9), max_size=12)


def test_renumbering_twice_leads_to_the_last_numbers() -> None:
    earlier = Renumbering.from_mapping({("m", A, 5): 0, ("m", A, 6): 1, ("n", A, 1): None})
    again = Renumbering.from_mapping({(MERGED, A, 0): 3})
    assert earlier.followed_by(again).to_mapping() == {
        ("m", A, 5): 3,
        ("m", A, 6): None,
        ("n", A, 1): None,
        (MERGED, A, 0): 3,
    }


def column(cells: list[object], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(cells, kind)])


@given(NUMBERS, st.lists(st.tuples(KEYS, st.booleans()), max_size=12))
def test_numbers_are_replaced_as_a_dictionary_would(
    numbers: dict[tuple[str, str, int], int | None],
    cells: list[tuple[tuple[str, str, int], bool]],
) -> None:
    keys = [(maker, owner, None if is_null else own) for (maker, owner, own), is_null in cells]
    expected = [
        None if own is None else numbers.get((maker, owner, own), own if maker else None)
        for maker, owner, own in keys
    ]
    makers, owners = (column([key[side] for key in keys], pa.string()) for side in (0, 1))
    own = column([key[2] for key in keys], pa.int32())
    known = Renumbering.from_mapping(numbers)
    assert renumber(own, makers, owners, known).to_pylist() == expected
    lists = column(
        [[] if cell is None else [cell, cell] for _, _, cell in keys], pa.list_(pa.int32())
    )
    wanted = [[] if number is None else [number] * 2 for number in expected]
    assert renumber(lists, makers, owners, known).to_pylist() == wanted


@given(NUMBERS, NUMBERS)
def test_following_is_looking_up_twice(
    earlier: dict[tuple[str, str, int], int | None],
    later: dict[tuple[str, str, int], int | None],
) -> None:
    followed = {
        key: None if dense is None else later.get((MERGED, key[1], dense))
        for key, dense in earlier.items()
    }
    found = Renumbering.from_mapping(earlier).followed_by(Renumbering.from_mapping(later))
    assert found.to_mapping() == {**followed, **later}
