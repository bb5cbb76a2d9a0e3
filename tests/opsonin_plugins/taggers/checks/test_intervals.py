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
