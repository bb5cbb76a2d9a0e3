from __future__ import annotations

from collections.abc import Callable

import pytest

Check = Callable[[str], list[tuple[str, str, list[str]]]]


def test_few_treated_patients_with_a_claim(check: Check) -> None:
    text = "His team injected five patients with the cells. Remission lasted."
    assert check(text) == [("small_sample", "suspicious", ["five patients"])]


@pytest.mark.parametrize(
    "text",
    [
        "His team injected fifty patients with the cells. Remission lasted.",
        "His team injected five patients with the cells. They went home.",
        "His team met five patients. Remission lasted.",
        "If we had treated five patients, remission would last.",
    ],
)
def test_no_small_sample(check: Check, text: str) -> None:
    assert check(text) == []
