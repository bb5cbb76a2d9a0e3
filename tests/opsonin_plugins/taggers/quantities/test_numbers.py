from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,000", 3000),
        ("12,345.6", 12345.6),
        ("0\u00b705", 0.05),
        (".05", 0.05),
        ("12\u2009345", 12345),
        ("1\u202f234\u202f567", 1234567),
        ("1.234.567,8", 1234567.8),
        ("1.5 million", 1.5e6),
        ("$3bn", 3e9),
        ("35m people", 35e6),
        ("2.5 \u00d7 10\u22125", 2.5e-5),
        ("1\u00d710^6", 1e6),
        ("1e-3", 1e-3),
        ("2 1/2", 2.5),
        ("3/4", 0.75),
        ("\u22125", -5),
        ("minus 5", -5),
        ("+7", 7),
        ("2½", 2.5),
    ],
)
def test_figures_have_their_value(text: str, value: float) -> None:
    (one,) = find_numbers(text)
    assert one.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.500", 1500), ("3,5", 3.5), ("1.234,5", 1234.5), ("12", 12)],
)
def test_languages_with_comma_decimals(text: str, value: float) -> None:
    (one,) = find_numbers(text, has_comma_decimals=True)
    assert one.value == value


def test_lists_of_digits_are_no_number() -> None:
    assert find_numbers("10,11,12 and 1.2.3") == []
    assert find_numbers("9" * 40) == []


def test_decimals_are_counted() -> None:
    assert [one.decimals for one in find_numbers("3.50 and 3,000 and 0\u00b7123")] == [2, 0, 3]


def test_hyphen_between_figures_is_no_sign() -> None:
    assert [one.value for one in find_numbers("5-10 and 5 - 10")] == [5, 10, 5, 10]
