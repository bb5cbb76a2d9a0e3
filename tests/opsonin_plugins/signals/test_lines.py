from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

Measured = Callable[[str], Mapping[str, float]]


def test_lines_are_judged_by_their_first_and_last_sign(measured: Measured) -> None:
    found = measured('- one\n  \u2022 two.\n"Three?"\nfour...\n\nfive\u3002')
    assert found["bullet_line_fraction"] == pytest.approx(2 / 5)
    assert found["ellipsis_line_fraction"] == pytest.approx(1 / 5)
    # "five" ends in an ideographic full stop, which C4 does not know and FineWeb does.
    assert found["unterminated_line_fraction"] == pytest.approx(3 / 5)
    assert found["punctuated_line_fraction"] == pytest.approx(3 / 5)


def test_short_lines_and_lines_of_few_words(measured: Measured) -> None:
    found = measured("Two words\n" + "a" * 31 + "\nmore than two words\n")
    assert found["few_word_line_fraction"] == pytest.approx(2 / 3)
    assert found["short_line_fraction"] == pytest.approx(2 / 3)


def test_lines_of_sites_are_found_by_their_words(measured: Measured) -> None:
    found = measured("Enable JavaScript now.\nThis site uses cookies.\nMice slept.\nTerms of use")
    assert found["javascript_line_fraction"] == 0.25
    assert found["policy_line_fraction"] == 0.5


def test_repeated_lines_count_from_the_second_on(measured: Measured) -> None:
    text = "Mice sleep.\nRats do not.\n  mice  sleep.\n"
    found = measured(text)
    assert found["duplicate_line_fraction"] == pytest.approx(1 / 3)
    assert found["duplicate_line_char_fraction"] == pytest.approx(12 / len(text))
    assert found["duplicate_char_fraction"] == pytest.approx(12 / (len(text) - 3))


def test_paragraphs_end_at_empty_lines(measured: Measured) -> None:
    text = "one\ntwo\n \none\n\none\ntwo"
    found = measured(text)
    assert found["duplicate_paragraph_fraction"] == pytest.approx(1 / 3)
    assert found["duplicate_paragraph_char_fraction"] == pytest.approx(7 / len(text))


def test_equal_words_in_another_order_are_no_repetition(measured: Measured) -> None:
    assert measured("one two\ntwo one\n")["duplicate_line_fraction"] == 0


@pytest.mark.parametrize(
    ("text", "n_newlines"), [("a", 0), ("a\n", 1), ("a\n\na", 2), ("\n\na\r\n", 3)]
)
def test_line_ends_are_counted_by_the_word(measured: Measured, text: str, n_newlines: int) -> None:
    found = measured(text)
    assert round(found["newline_word_ratio"] * found["n_words"]) == n_newlines
