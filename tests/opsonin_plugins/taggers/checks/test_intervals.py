from __future__ import annotations

from collections.abc import Callable

import pytest

Check = Callable[[str], list[tuple[str, str, list[str]]]]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("OR 1.5 (95% CI 1.1\u20132.0)", "consistent"),
        ("OR 2.5 (95% CI 1.1\u20132.0)", "inconsistent"),
        ("OR 2.0 (95% CI 1.1\u20131.98)", "consistent"),
        ("a lowering of 32% (95% CI \u221240%, \u221222%)", "consistent"),
        ("a difference of \u22120.25 (95% CI \u22120.04 to 0.54)", "inconsistent"),
        ("median 12 days (IQR 14-20)", "suspicious"),
        ("65 minutes (95% CI 0.32, 0.91)", "undecidable"),
        ("2.1% (SD 0.3); 95% CI 0.26 to 0.5", "undecidable"),
    ],
)
def test_interval_contains_its_estimate(check: Check, text: str, result: str) -> None:
    assert [(kind, found) for kind, found, _ in check(text)] == [("range", result)]


def test_interval_of_counted_people_is_not_of_their_number(check: Check) -> None:
    assert check("twenty healthy males (age range 38\u201358)") == []


@pytest.mark.parametrize(
    "text",
    [
        "a change of \u221211.3/\u22123.8 mmHg; 95% CI \u221217.1, \u22125.6/\u22127.3, \u22120.2",
        "(34.8% vs. 33.3%; p = 0.94, 95% CI 0.26 to 4.25)",
    ],
)
def test_interval_of_two_numbers_is_of_none(check: Check, text: str) -> None:
    assert check(text) == []


def test_interval_behind_a_unit_of_change_is_that_of_the_ratio(check: Check) -> None:
    text = "OR 1.00 per 10 ng/mL; 95 % CI 0.97 \u2013 1.03"
    assert [(kind, found) for kind, found, _ in check(text)] == [("range", "consistent")]
