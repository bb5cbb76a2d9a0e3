from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.matching.folding import fold
from opsonin_plugins.taggers.matching.hashing import Prefixes


def hashes(text: str, n_words: int) -> list[int]:
    found: list[int] = Prefixes(fold(text)).of_words(n_words).tolist()
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
