from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.matching.remembering import UNKNOWN, Remembered, Stretches

Pairs = list[tuple[str, int]]


def stretches(pairs: Pairs) -> Stretches:
    text = np.array([ord(letter) for word, _ in pairs for letter in word], np.uint32)
    lengths = np.array([len(word) for word, _ in pairs], np.int64)
    ends = np.cumsum(lengths)
    return Stretches(text, ends - lengths, ends, np.array([at for _, at in pairs], np.int64))


def test_a_pair_is_found_by_what_is_written_and_by_its_position() -> None:
    remembered = Remembered()
    remembered.add(stretches([("SLE", 4), ("SLE", 5)]), [(7, 9), ()])
    found = remembered.find(stretches([("SLE", 5), ("sle", 4), ("SLE", 4)]))
    assert found.tolist() == [1, UNKNOWN, 0]
    counts, meanings = remembered.meanings_of(found)
    assert (counts.tolist(), meanings.tolist()) == ([0, 0, 2], [7, 9])


def test_another_text_with_the_same_hash_is_not_taken_for_it() -> None:
    remembered = Remembered()
    known, other = stretches([("lupus", 1)]), stretches([("sepsis", 1), ("lipus", 1)])
    remembered.add(known, [(3,)])
    other.keys[:] = known.keys[0]
    assert remembered.find(other).tolist() == [UNKNOWN, UNKNOWN]


@given(
    st.lists(st.tuples(st.text("ab\u03b1", min_size=1, max_size=4), st.integers(0, 3)), min_size=1)
)
@settings(max_examples=60, deadline=None)
def test_all_that_was_added_is_found(pairs: Pairs) -> None:
    remembered = Remembered()
    unique = sorted(set(pairs))
    remembered.add(stretches(unique), [(number,) for number in range(len(unique))])
    found = remembered.find(stretches(pairs)).tolist()
    assert [unique[number] for number in found] == pairs


def test_the_table_grows_with_what_is_in_it() -> None:
    remembered = Remembered()
    pairs = [(f"word {number}", number) for number in range(20_000)]
    for first in range(0, len(pairs), 5_000):
        part = pairs[first : first + 5_000]
        remembered.add(stretches(part), [(at,) for _, at in part])
    assert len(remembered) == len(pairs)
    assert remembered.find(stretches(pairs)).tolist() == list(range(len(pairs)))
