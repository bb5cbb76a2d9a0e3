from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize(
    "text",
    [
        "type 1 diabetes",
        "CD19 and anti-CD19",
        "COVID-19",
        "COVID 19 spread",
        "in 2020 and the 1990s",
        "on September 28",
        "5 May 2020",
        "Oct. 2020;20(10):585-586.",
        "2020;181:1036\u20131045.",
        "Table 2, Figures 3 and 4",
        "as shown [12] and [3,4] or [5-7]",
        "as shown.12 Then",
        "at 8.30 a.m. or 10:30",
        "2-hydroxy and 5-HT",
        "1. Methods\n2. Results",
        "one of the most common",
        "no one, the one who, one another",
        "a 95% CI",
        "diluted 1:100",
        "grew 5' and 3'",
        "v1.2.3",
        "on day 3 of phase 2",
        "NCT04385095",
        "won 3-2.",
        "the 24th of",
        "#12",
        "a power of 1 \u2212 \u03b2",
        "25(OH)D",
        "figure 1A",
        "a two-sided test",
        "(30/x)0.94",
    ],
)
def test_numbers_that_state_nothing(read: Read, text: str) -> None:
    assert read(text, "value") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("in 2000 patients", [2000]),
        ("about 1990 people", [1990]),
        ("study 2 participants", [2]),
        ("infection.89 year old woman", [89]),
        ("One patient died", [1]),
        ("Another 20 reports", [20]),
        ("the 40 yard line", [40]),
        ("sub-7 nanometer", [7]),
    ],
)
def test_numbers_that_state_something(read: Read, text: str, values: list[float]) -> None:
    assert [value for (value,) in read(text, "value")] == values
