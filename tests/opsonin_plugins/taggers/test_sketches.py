from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from opsonin_plugins.taggers.sketches import (
    SKETCH_SIZE,
    Sketches,
    may_be_similar,
    read_sketches,
    smallest_estimate,
    write_sketches,
)

_RANDOM = np.random.default_rng(5)


def _sets(*sizes: int) -> list[np.ndarray[tuple[int], np.dtype[np.uint64]]]:
    return [np.unique(_RANDOM.integers(0, 2**64, size, dtype=np.uint64)) for size in sizes]


def _sketches(sets: list[np.ndarray[tuple[int], np.dtype[np.uint64]]]) -> Sketches:
    counts = pa.chunked_array([pa.array([len(one) for one in sets], pa.int32())])
    return read_sketches(pa.chunked_array([write_sketches(sets)]), counts)


def test_sketch_holds_the_smallest_hashes() -> None:
    sets = _sets(0, 1, 7, SKETCH_SIZE, 500)
    sketches = _sketches(sets)
    for own, row, size in zip(sets, sketches.hashes, sketches.sizes, strict=True):
        assert row[:size].tolist() == (own[:SKETCH_SIZE] >> np.uint64(16)).tolist()
    assert sketches.n_shingles.tolist() == [0, 1, 7, SKETCH_SIZE, 500]


def test_sketch_of_another_size_is_refused() -> None:
    text = pa.chunked_array([write_sketches(_sets(3))])
    with pytest.raises(ValueError, match="as many hashes"):
        read_sketches(text, pa.chunked_array([pa.array([4])]))


@pytest.mark.parametrize("size", [4, 60, 64, 70, 90, 1000])
def test_pairs_at_the_threshold_pass_and_unlike_ones_do_not(size: int) -> None:
    shared = int(np.ceil(0.7 * size))
    sets = []
    for _ in range(300):
        [both, own] = _sets(shared, size - shared)
        sets += [np.union1d(both, own[: len(own) // 2]), np.union1d(both, own[len(own) // 2 :])]
    places = np.arange(0, len(sets), 2)
    sketches = _sketches(sets)
    assert may_be_similar(sketches, places, places + 1, 0.7).mean() >= 0.99
    assert not may_be_similar(sketches, places, np.roll(places, 1), 0.7).any()


def test_small_documents_are_judged_exactly() -> None:
    [own] = _sets(10)
    sketches = _sketches([own, own[:7], own[:6]])
    pairs = np.array([0, 0]), np.array([1, 2])
    assert may_be_similar(sketches, *pairs, 0.7).tolist() == [True, False]


def test_estimate_may_fall_short_by_four_standard_errors() -> None:
    assert smallest_estimate(0.7) == pytest.approx(0.7 - 4 * 0.0573, abs=0.001)
    assert smallest_estimate(1.0) == 1.0
    assert smallest_estimate(0.01) == 0.0
