from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.cleaners.damage.gaps import gaps

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("It rose according to published in June.", "according to published in"),
        ("It rose according to, and fell again.", "according to,"),
        ("The code is available at .", "available at ."),
        ("The location of the of the defect.", "the of"),
        ("He came to the , and left.", "to the ,"),
        ("As was shown before ( , ) it rose.", "( , )"),
    ],
)
def test_lost_words_are_found(found: Found, text: str, hit: str) -> None:
    assert found(gaps, text) == [("link_loss", hit)]


def test_doubled_function_words_are_found(found: Found) -> None:
    assert found(gaps, "It went through the the wall.") == [("doubled_word", "the the")]


@pytest.mark.parametrize(
    "text",
    [
        "It was significant at the .05 level, with a value in vitro.",
        "The call f() is empty; numbers in () are counts. print() too.",
        "According to published data, it rose. It had had an effect that that had.",
        "A state-of-the-art, on-the-fly, of-the-moment thing; an \u201cof the\u201d.",
        "What he looked for is what it was made of. They log in, and move on.",
        "It is available on request and at the site.",
    ],
)
def test_sound_sentences_are_left_alone(found: Found, text: str) -> None:
    assert found(gaps, text) == []
