from __future__ import annotations

from collections.abc import Callable

import pytest

Check = Callable[[str], list[tuple[str, str, list[str]]]]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("23 of 659 patients (3.5%)", "consistent"),
        ("23 of 659 patients (3.4%)", "consistent"),  # cut off instead of rounded
        ("23 of 659 patients (3.6%)", "inconsistent"),
        ("23 of 659 patients (5.3%)", "inconsistent"),
        ("23 of 659 patients (3%)", "consistent"),
        ("23 of 659 patients (4%)", "suspicious"),
        ("23 of 659 patients (about 3.5%)", "consistent"),
        ("65 of 659 patients (about 10%)", "consistent"),
        ("65 of 659 patients (about 20%)", "inconsistent"),
        ("at least 101 of 987 patients (at least 10%)", "consistent"),
        ("at least 101 of 987 patients (more than 15%)", "consistent"),
        ("101 of 987 patients (at least 15%)", "inconsistent"),
        ("101 of 987 patients (less than 10%)", "suspicious"),
        ("101 of 987 patients (less than 9%)", "inconsistent"),
        ("101 of 987 patients (less than 11%)", "consistent"),
        ("at least 101 of 987 patients (15.0%)", "undecidable"),
        ("5 of about 50 patients (20%)", "undecidable"),
        ("5 of more than 50 patients (10%)", "undecidable"),
    ],
)
def test_share_is_compared_within_its_decimals(check: Check, text: str, result: str) -> None:
    ((kind, found, figures),) = check(text)
    assert (kind, found) == ("proportion", result)
    assert len(figures) == 3


def test_share_that_is_not_stated_is_derived(check: Check) -> None:
    assert check("5 of 20 patients") == [("implied", "derived", ["5", "20 patients"])]


def test_share_of_a_subgroup_is_only_suspicious(check: Check) -> None:
    text = "Of the 50 patients who came, 13 (50%) in the first group left"
    assert [(kind, result) for kind, result, _ in check(text)] == [("proportion", "suspicious")]


def test_share_of_the_whole_before_is_inconsistent(check: Check) -> None:
    text = "in a group of 659 patients, 23 patients (about 5.5%) had"
    assert [(kind, result) for kind, result, _ in check(text)] == [("proportion", "inconsistent")]


def test_all_of_a_count(check: Check) -> None:
    text = "They saw five patients. They have all gone home."
    assert check(text) == [("implied", "consistent", ["five patients", "They have all"])]


def test_share_above_all_is_undecidable(check: Check) -> None:
    assert [(kind, result) for kind, result, _ in check("1100 % (30/30)")] == [
        ("proportion", "undecidable")
    ]


def test_share_of_another_statement_is_not_compared(check: Check) -> None:
    text = "The rate was 91.6%; 10 of the 120 subjects (8.3%) left."
    assert [(kind, result) for kind, result, _ in check(text)] == [("proportion", "consistent")]
