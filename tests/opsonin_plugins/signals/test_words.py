from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

Measured = Callable[[str], Mapping[str, float]]


def test_words_have_a_letter_or_a_digit_and_signs_are_none(measured: Measured) -> None:
    found = measured("IL-17A rose (p < 0.05).")
    assert found["n_words"] == 6
    assert found["alphabetic_word_fraction"] == pytest.approx(4 / 6)
    assert found["mean_word_length"] == pytest.approx((2 + 3 + 4 + 1 + 1 + 2) / 6)


def test_lengths_count_code_points(measured: Measured) -> None:
    assert measured("na\u00efve \U0001d6fc\U0001d6fd")["mean_word_length"] == 3.5


def test_stop_words_count_once_each_and_in_any_case(measured: Measured) -> None:
    assert measured("The the THE of mice")["n_stop_words"] == 2


def test_the_longest_run_without_white_space_is_found(measured: Measured) -> None:
    assert measured("see https://a.org/b?c=d now")["longest_word_length"] == 19


@pytest.mark.parametrize(
    ("text", "n_ellipses"),
    [
        ("wait...", 1),
        ("wait....", 1),
        ("wait. . .", 0),
        ("wait..", 0),
        ("wait\u2026 and wait...", 2),
    ],
)
def test_an_ellipsis_is_its_sign_or_three_full_stops(
    measured: Measured, text: str, n_ellipses: int
) -> None:
    found = measured(text)
    assert round(found["ellipsis_word_ratio"] * found["n_words"]) == n_ellipses


def test_signs_are_counted_by_the_word(measured: Measured) -> None:
    found = measured("#a {b} c d")
    assert found["hash_word_ratio"] == 0.25
    assert found["curly_bracket_word_ratio"] == 0.5


def test_sentences_end_before_white_space_and_not_within_numbers(measured: Measured) -> None:
    assert measured("It is 1.5. Really? Yes! No")["n_sentences"] == 3


def test_placeholder_text_is_counted(measured: Measured) -> None:
    assert measured("Lorem ipsum dolor. LOREM IPSUM")["n_lorem_ipsum"] == 2


@pytest.mark.parametrize("text", [" \n\n ", "...", "\u2026", "-"])
def test_a_text_without_words_has_measures_of_nothing(measured: Measured, text: str) -> None:
    found = measured(text)
    assert found["n_words"] == 0
    assert found["mean_word_length"] == 0
    assert found["newline_word_ratio"] == 0
