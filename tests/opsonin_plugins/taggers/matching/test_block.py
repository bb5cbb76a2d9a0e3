from __future__ import annotations

import numpy as np
import pytest

from opsonin_plugins.taggers.matching.block import Block, blocks_of

BLOCK = Block.of(["The Lancet Lupus was mild", "", "the Lupus clinics \u00e9"])


def places(word: str) -> np.ndarray:
    return np.array([at for at in range(len(BLOCK.text)) if BLOCK.text.startswith(word, at)])


def test_places_belong_to_the_text_that_holds_them() -> None:
    assert BLOCK.owners(np.array([0, 24, 27, 29])).tolist() == [0, 0, 1, 2]
    assert BLOCK.text[BLOCK.starts[2] :].startswith("the Lupus")


def test_signs_are_found_and_nothing_stands_outside() -> None:
    assert BLOCK.have(np.array([3, 4, -5, len(BLOCK.text) + 5]), " ").tolist() == [
        True, False, False, False,
    ]  # fmt: skip
    assert BLOCK.marks("L").tolist() == [*places("L")]


def test_whole_words_begin_and_end_at_places() -> None:
    words = frozenset({"was", "lancet", "Lupus"})
    assert BLOCK.begin_with(places("Lupus"), words).all()
    assert not BLOCK.begin_with(places("upus"), words).any()
    assert BLOCK.end_with(places(" Lupus"), words).tolist() == [True, False]


def test_words_that_may_stand_in_titles_are_told() -> None:
    lupus = places("Lupus")
    assert BLOCK.follow_title(lupus).tolist() == [True, True]
    assert BLOCK.precede_title(lupus + len("Lupus")).tolist() == [False, True]


def test_words_that_are_too_long_are_refused() -> None:
    with pytest.raises(ValueError, match="has 16 letters"):
        BLOCK.begin_with(places("The"), frozenset({"a" * 16}))


def test_large_texts_stand_alone() -> None:
    texts = ["a", "b" * (1 << 21), "c", "d"]
    assert [(first, len(one.texts)) for first, one in blocks_of(texts)] == [(0, 1), (1, 1), (2, 2)]
    assert list(blocks_of([])) == []
