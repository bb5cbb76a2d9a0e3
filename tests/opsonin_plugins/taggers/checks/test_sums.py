from __future__ import annotations

from collections.abc import Callable

import pytest

Check = Callable[[str], list[tuple[str, str, list[str]]]]


@pytest.mark.parametrize(
    ("total", "result"),
    [("more than 3,000", "consistent"), ("1,646", "consistent"), ("1,500", "suspicious")],
)
def test_subgroups_are_within_their_total(check: Check, total: str, result: str) -> None:
    text = (
        f"They enrolled {total} patients. In a group of 659 patients it was rare; "
        "in another group of 987 patients it was not."
    )
    assert [(kind, found) for kind, found, _ in check(text)] == [("sum", result)]


@pytest.mark.parametrize(("women", "result"), [("40", "consistent"), ("42", "inconsistent")])
def test_men_and_women_are_all(check: Check, women: str, result: str) -> None:
    text = f"We saw 100 patients (60 men and {women} women)."
    assert [(kind, found) for kind, found, _ in check(text)] == [("sum", result)]


def test_men_and_women_elsewhere_are_not_summed(check: Check) -> None:
    assert check("We saw 100 patients. Later 60 men and 42 women came.") == []
