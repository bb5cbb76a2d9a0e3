from __future__ import annotations

from collections.abc import Callable

import pytest

Check = Callable[[str], list[tuple[str, str, list[str]]]]


@pytest.mark.parametrize(
    ("again", "result"),
    [("the 89-year-old woman", "consistent"), ("the 98-year-old woman", "suspicious")],
)
def test_age_of_a_person(check: Check, again: str, result: str) -> None:
    text = f"An 89 year old woman died. Later {again} was named."
    assert [(kind, found) for kind, found, _ in check(text)] == [("repeat", result)]


def test_another_person_has_another_age(check: Check) -> None:
    assert check("An 89 year old woman died. A 98-year-old woman lived.") == []


@pytest.mark.parametrize(("again", "result"), [("120", "consistent"), ("112", "suspicious")])
def test_total_with_its_verb(check: Check, again: str, result: str) -> None:
    text = (
        f"A total of 120 patients were enrolled. In all, a total of {again} patients were enrolled."
    )
    assert [(kind, found) for kind, found, _ in check(text)] == [("repeat", result)]
