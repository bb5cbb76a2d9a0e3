from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.analysis.hashing import hash_words


def test_hashes_never_change() -> None:
    found = hash_words(["virus", "SARS", "immunohistochemistry", "\u03b1", "ACGT" * 40])
    assert [f"{one:016x}" for one in found.tolist()] == [
        "271bea4833c8d9c3",
        "3486e85d2438a886",
        "ae2da44e94d4c49a",
        "8674a5175ef5000c",
        "c60b38f41fd91316",
    ]


@given(st.text(max_size=30))
def test_case_does_not_count(word: str) -> None:
    assert hash_words([word]).tolist() == hash_words([word.casefold()]).tolist()


@pytest.mark.parametrize("size", [1, 7, 8, 9, 16, 17, 40, 64, 65, 80])
def test_words_that_differ_in_one_letter_differ_in_half_of_the_bits(size: int) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = [
        "a" * place + one + "a" * (size - place - 1) for place in range(size) for one in letters
    ]
    hashes = np.unique(hash_words(words))
    assert len(hashes) == len(set(words))
    different = np.bitwise_count(hashes[1:] ^ hashes[0])
    assert 28 < different.mean() < 36


def test_numbers_do_not_collide() -> None:
    assert len(np.unique(hash_words(map(str, range(100_000))))) == 100_000
