from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from opsonin.stages.numbering import MERGED, Renumbering, renumber

A = "a" * 32
KEYS = st.tuples(
    st.sampled_from(["m", "n", "@", MERGED]), st.sampled_from(["a", "b"]), st.integers(-3, 3)
)
NUMBERS = st.dictionaries(KEYS, st.none() | st.integers(0, 9), max_size=12)


def test_renumbering_twice_leads_to_the_last_numbers() -> None:
    earlier = Renumbering.from_mapping({("m", A, 5): 0, ("m", A, 6): 1, ("n", A, 1): None})
    again = Renumbering.from_mapping({(MERGED, A, 0): 3})
    assert earlier.followed_by(again).to_mapping() == {
        ("m", A, 5): 3,
        ("m", A, 6): None,
        ("n", A, 1): None,
    }


def test_numbers_that_were_read_follow_the_rows() -> None:
    owners = pa.chunked_array([[A, A]])
    ids = column([0, 1], pa.int32())
    read = Renumbering.from_mapping({("m", A, 5): 0}).read_by("r", owners, ids, ids)
    assert read.to_mapping() == {("m", A, 5): 0, ("@r", A, 0): 0, ("@r", A, 1): 1}
    again = read.followed_by(Renumbering.from_mapping({(MERGED, A, 0): 2, (MERGED, A, 1): 0}))
    assert again.to_mapping() == {("m", A, 5): 2, ("@r", A, 0): 2, ("@r", A, 1): 0}


def test_numbers_that_were_read_of_another_merge_lead_to_the_same_rows() -> None:
    then = Renumbering.from_mapping({("m", A, 5): 0, ("m", A, 6): 1, ("m", A, 7): None})
    now = Renumbering.from_mapping({("m", A, 5): 4, ("n", A, 6): 1}).as_read_by("r", then)
    assert now.to_mapping() == {("m", A, 5): 4, ("n", A, 6): 1, ("@r", A, 0): 4}


def column(cells: list[object], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(cells, kind)])


@given(NUMBERS, st.lists(st.tuples(KEYS, st.booleans()), max_size=12))
def test_numbers_are_replaced_as_a_dictionary_would(
    numbers: dict[tuple[str, str, int], int | None],
    cells: list[tuple[tuple[str, str, int], bool]],
) -> None:
    keys = [(maker, owner, None if is_null else own) for (maker, owner, own), is_null in cells]
    expected = [
        None if own is None else numbers.get((maker, owner, own), numbers.get(("@", owner, own)))
        for maker, owner, own in keys
    ]
    makers, owners = (column([key[side] for key in keys], pa.string()) for side in (0, 1))
    others = column(["@"] * len(keys), pa.string())
    own = column([key[2] for key in keys], pa.int32())
    known = Renumbering.from_mapping(numbers)
    assert renumber(own, owners, known, makers, others).to_pylist() == expected
    lists = column(
        [[] if cell is None else [cell, cell] for _, _, cell in keys], pa.list_(pa.int32())
    )
    wanted = [[] if number is None else [number] * 2 for number in expected]
    assert renumber(lists, owners, known, makers, others).to_pylist() == wanted


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
    given = {key: dense for key, dense in later.items() if key[0] != MERGED}
    assert found.to_mapping() == {**followed, **given}
