from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.candidates import MAX_ALL_PAIRS, find_candidates
from opsonin_plugins.taggers.sketches import NO_HASH, SKETCH_SIZE, Sketches, may_be_similar

_SETS = st.lists(st.sets(st.integers(0, 40), min_size=1, max_size=20), max_size=12)


def _sketches(sets: list[set[int]]) -> Sketches:
    hashes = np.full((len(sets), SKETCH_SIZE), NO_HASH)
    for row, own in zip(hashes, sets, strict=True):
        row[: len(own)] = sorted(own)[:SKETCH_SIZE]
    return Sketches(hashes, np.array([len(own) for own in sets], np.int64))


def _found(sketches: Sketches, threshold: float = 0.7) -> set[tuple[int, int]]:
    candidates = find_candidates(sketches, threshold)
    return {
        pair
        for pairs in (candidates.hubs, candidates.others)
        for pair in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
    }


@given(_SETS, st.sampled_from([0.3, 0.5, 0.7, 1.0]))
@settings(max_examples=200, deadline=None)
def test_every_pair_that_the_sketches_allow_is_found(
    sets: list[set[int]], threshold: float
) -> None:
    sketches = _sketches(sets)
    one, other = np.triu_indices(len(sets), 1)
    allowed = may_be_similar(sketches, one, other, threshold)
    assert _found(sketches, threshold) == {
        *zip(one[allowed].tolist(), other[allowed].tolist(), strict=True)
    }


def test_what_all_documents_share_costs_no_pair() -> None:
    boilerplate = set(range(20))
    sets = [boilerplate | {1000 * (n // 2) + k for k in range(1000, 1030)} for n in range(400)]
    assert _found(_sketches(sets)) == {(n, n + 1) for n in range(0, 400, 2)}


def test_large_group_gives_pairs_by_the_number_of_its_documents() -> None:
    size = 8 * MAX_ALL_PAIRS
    sets = [set(range(60)) - {n % 7} | {1000 + n} for n in range(size)]
    candidates = find_candidates(_sketches(sets), 0.7)
    # The first document lacks one of the hashes that the others share.
    assert {*candidates.hubs.one.tolist()} == {0, 1}
    assert size - 1 <= len(candidates.hubs) < 2 * size
    assert len(candidates.others) < 60 * 4 * size
