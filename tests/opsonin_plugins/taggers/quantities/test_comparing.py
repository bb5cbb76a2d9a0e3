from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.comparing import compare, direction_of


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("at least ", ">="),
        ("no fewer than ", ">="),
        ("up to ", "<="),
        ("as many as ", "<="),
        ("More than ", ">"),
        ("over ", ">"),
        ("fewer than ", "<"),
        ("nearly ", "~"),
        ("(about ", "~"),
        ("more than about ", ">"),
        ("\u2265", ">="),
        ("p < ", "<"),
        ("p <= ", "<="),
        ("\u2248 ", "~"),
        ("of ", "="),
        ("", "="),
    ],
)
def test_words_before_a_number(before: str, sign: str) -> None:
    found = compare(f"{before}5 patients", len(before), len(before) + 1)
    assert found.sign == sign


@pytest.mark.parametrize(("after", "sign"), [(" or more", ">="), (" or fewer", "<="), ("+", ">=")])
def test_words_behind_a_number(after: str, sign: str) -> None:
    found = compare(f"aged 5{after}", 5, 6)
    assert (found.sign, found.end) == (sign, 6 + len(after))


def test_over_a_time_is_during_it() -> None:
    text = "followed over 5 years, which took over 5 years"
    assert compare(text, 14, 21, is_time=True).sign == "="
    assert compare(text, 39, 46, is_time=True).sign == ">"


def test_span_begins_with_the_comparator() -> None:
    text = "in at least another 5 patients"
    assert text[compare(text, 20, 21).start :].startswith("at least")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("rose 5%", "increase"),
        ("fell by 5%", "decrease"),
        ("rose to 5%", None),
        ("a 5% drop", "decrease"),
        ("up, then 5%", None),
        ("with 5%", None),
    ],
)
def test_direction(text: str, way: str | None) -> None:
    at = text.index("5")
    assert direction_of(text, at, at + 1) == way
