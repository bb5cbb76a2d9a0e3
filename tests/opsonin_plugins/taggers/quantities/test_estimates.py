from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize(
    "text",
    [
        "OR 1.5 (95% CI 1.1\u20132.0; p = 0.01)",
        "odds ratio [OR] = 1.5, 95% confidence interval: 1.1 to 2.0, P=.01",
        "an adjusted odds ratio of 1.5 (1.1-2.0; p=0\u00b701)",
    ],
)
def test_ratio_interval_and_p_value(read: Read, text: str) -> None:
    assert read(text, "kind", "value", "high", "group") == [
        ("ratio", 1.5, None, 0),
        ("interval", 1.1, 2.0, 0),
        ("p_value", 0.01, None, 0),
    ]


def test_mean_and_spread(read: Read) -> None:
    assert read(
        "a mean age of 45.2 \u00b1 3.1 years", "kind", "value", "unit", "role", "group"
    ) == [
        ("age", 45.2, "a", "mean", 0),
        ("spread", 3.1, "a", "spread", 0),
    ]


def test_median_and_quartiles(read: Read) -> None:
    assert read("median 12 days (IQR 8-20)", "kind", "value", "high", "role") == [
        ("duration", 12, None, "median"),
        ("interval", 8, 20, "interquartile_range"),
    ]


def test_next_ratio_begins_a_group(read: Read) -> None:
    text = "HR 0.7 (95% CI 0.5-0.9) and HR 0.8 (95% CI 0.6-1.1)"
    assert read(text, "group") == [(0,), (0,), (1,), (1,)]
