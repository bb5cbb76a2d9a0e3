from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.matching.folding import fold
from opsonin_plugins.taggers.matching.hashing import Prefixes


def hashes(text: str, n_words: int) -> list[int]:
    folded = fold(text)
    first = np.arange(max(len(folded.starts) - n_words + 1, 0))
    found: list[int] = Prefixes(folded).between(first, first + n_words - 1).tolist()
    return found


def test_the_hash_does_not_depend_on_the_place() -> None:
    assert hashes("b cell", 2)[0] == hashes("many other words before a b cell", 2)[-1]


def test_the_hash_depends_on_letters_alone() -> None:
    assert hashes("covid 19", 2) == hashes("COVID-19", 2)
    assert hashes("covid 19", 2) != hashes("covid 91", 2)


def test_a_text_with_too_few_words_has_no_hashes() -> None:
    assert hashes("lupus", 2) == []
    assert hashes("", 1) == []


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=3, max_size=9))
@settings(max_examples=60, deadline=None)
def test_equal_runs_hash_alike(words: list[str]) -> None:
    text = " ".join(words)
    for size in (1, 2, 3):
        for first, found in enumerate(hashes(text, size)):
            assert found == hashes(" ".join(words[first : first + size]), size)[0]


def test_a_head_goes_on_into_the_next_words() -> None:
    heads = Prefixes(fold("re-infection reinfection infections")).of_heads(6).tolist()
    assert heads[0] == heads[2] != heads[3]
