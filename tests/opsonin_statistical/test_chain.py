from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_statistical.chain import (
    N_LABELS,
    NEVER,
    allowed,
    beliefs,
    best_labels,
    span_likelihood,
)
from opsonin_statistical.dictionary import FIRST, INNER, LAST, ONLY, OUTSIDE

Floats = npt.NDArray[np.float32]


def random_chain(sizes: list[int], seed: int) -> tuple[Floats, npt.NDArray[np.int64], Floats]:
    chance = np.random.default_rng(seed)
    sentence = np.repeat(np.arange(len(sizes)), sizes)
    scores = chance.normal(size=(len(sentence), 2, N_LABELS)).astype(np.float32)
    ways = chance.normal(size=(2, N_LABELS, N_LABELS)).astype(np.float32)
    return scores, sentence, np.where(allowed(), ways, NEVER).astype(np.float32)


def every_path(scores: Floats, ways: Floats) -> dict[tuple[int, ...], float]:
    """Score all labellings of one sentence and type that a chain may take."""
    may = allowed()
    found = {}
    for path in product(range(N_LABELS), repeat=len(scores)):
        pairs = list(pairwise(path))
        is_whole = path[0] in (OUTSIDE, FIRST, ONLY) and path[-1] in (OUTSIDE, LAST, ONLY)
        if is_whole and all(may[pair] for pair in pairs):
            total = sum(float(scores[at, label]) for at, label in enumerate(path))
            found[path] = total + sum(float(ways[pair]) for pair in pairs)
    return found


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0, 1000))
def test_best_labels_are_those_of_the_best_of_all_paths(sizes: list[int], seed: int) -> None:
    scores, sentence, ways = random_chain(sizes, seed)
    labels = best_labels(scores, sentence, ways)
    for number, type_ in product(range(len(sizes)), range(2)):
        own = sentence == number
        paths = every_path(scores[own, type_], ways[type_])
        taken = paths[tuple(labels[own, type_].tolist())]
        assert taken == pytest.approx(max(paths.values()), abs=1e-4)


@given(st.integers(2, 5), st.integers(0, 1000))
def test_likelihood_of_a_span_is_its_share_of_all_paths(size: int, seed: int) -> None:
    scores, sentence, ways = random_chain([size, 3], seed)
    known = beliefs(scores, sentence, ways)
    paths = every_path(scores[:size, 1], ways[1])
    every = sum(np.exp(score) for score in paths.values())
    for first in range(size):
        for behind in range(first + 1, size + 1):
            inside = (
                (ONLY,) if behind - first == 1 else (FIRST, *[INNER] * (behind - first - 2), LAST)
            )
            own = sum(np.exp(s) for path, s in paths.items() if path[first:behind] == inside)
            span = (np.array([first]), np.array([behind]), np.array([1]))
            found = span_likelihood(scores, known, ways, span)
            assert found[0] == pytest.approx(own / every, abs=1e-4)


def test_a_text_without_tokens_has_no_labels() -> None:
    scores = np.zeros((0, 1, N_LABELS), np.float32)
    nothing = np.zeros(0, np.int64)
    ways = np.where(allowed(), np.float32(0), NEVER)[None]
    assert best_labels(scores, nothing, ways).shape == (0, 1)
