from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.stance import (
    condition_start,
    is_negated,
    sentence_end,
    sentence_start,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we would have seen 5", True),
        ("If so, 5", True),
        ("\u201cIf there are none, 5", True),
        ("it could be measured in 5", False),
        ("we saw 5", False),
    ],
)
def test_hypothetical(text: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert (condition_start(text, 0, len(text)) < text.index("5")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("not 5", True), ("isn't 5", True), ("not only 5", False), ("in 5", False)],
)
def test_negated(text: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_negated(text, text.index("5")) is expected


def test_sentences_end_at_stops_and_lines() -> None:
    text = "One. Two 5 three. Four\nFive 6"
    assert sentence_start(text, text.index("5")) == 4
    assert sentence_end(text, text.index("5")) == text.index(". Four") + 1
    assert sentence_start(text, text.index("6")) == text.index("Five")
