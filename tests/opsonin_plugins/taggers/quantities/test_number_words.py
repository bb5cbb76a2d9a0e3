from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Twenty-one", 21),
        ("two hundred and six", 206),
        ("a hundred", 100),
        ("three million", 3e6),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("a dozen", 12),
        ("one-third", 1 / 3),
        ("two thirds of", 2 / 3),
        ("three-quarters", 0.75),
        ("half", 0.5),
        ("dozens of", 24),
        ("tens of thousands of", 1e4),
        ("hundreds of thousands", 1e5),
    ],
)
def test_words_have_their_value(text: str, value: float) -> None:
    (one,) = find_numbers(text)
    assert one.value == pytest.approx(value)
    assert one.is_word


@pytest.mark.parametrize("text", ["million", "a half-life", "half past", "third", "sixteenth"])
def test_what_is_no_number(text: str) -> None:
    assert find_numbers(text) == []


def test_and_joins_behind_a_scale_only() -> None:
    assert [one.value for one in find_numbers("three and three, a hundred and three")] == [
        3,
        3,
        103,
    ]


def test_plurals_and_a_handful_are_vague() -> None:
    assert [one.is_vague for one in find_numbers("thousands of cases, a handful of cases")] == [
        True,
        True,
    ]
