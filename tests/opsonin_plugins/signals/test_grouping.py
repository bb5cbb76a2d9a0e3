from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.signals import grouping
from opsonin_plugins.signals.grouping import first_places

# Keys that differ only in their upper bits share slots under every odd multiplier.
KEYS = st.integers(0, 5) | st.integers(0, 63).map(lambda bit: 1 << bit)


def naive(keys: list[int]) -> list[int]:
    return [keys.index(key) for key in keys]


@given(st.lists(KEYS, max_size=60))
def test_each_key_gets_the_place_of_the_first_equal_one(keys: list[int]) -> None:
    assert first_places(np.array(keys, np.uint64)).tolist() == naive(keys)


def test_many_keys_are_grouped_as_a_dictionary_would() -> None:
    keys = np.random.default_rng(0).integers(0, 3_000, 10_000).astype(np.uint64)
    first: dict[int, int] = {}
    expected = [first.setdefault(int(key), place) for place, key in enumerate(keys)]
    assert first_places(keys).tolist() == expected


def test_keys_made_to_share_slots_are_sorted_in_the_end() -> None:
    # The inverse of the first multiplier gives products that differ in their lowest bits alone.
    inverse = pow(grouping._GOLDEN, -1, 1 << 64)
    keys = [place * inverse % (1 << 64) for place in [*range(500), *range(500)]]
    assert first_places(np.array(keys, np.uint64)).tolist() == [*range(500), *range(500)]
