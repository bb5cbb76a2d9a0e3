from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.labels import (
    average_before,
    interval_before,
    is_age,
    is_level,
    label_before,
)


@pytest.mark.parametrize(
    ("before", "kind", "role"),
    [
        ("(n = ", "count", "sample"),
        ("P<", "p_value", None),
        ("p-value of ", "p_value", None),
        ("hazard ratio, ", "ratio", "hazard_ratio"),
        ("aOR: ", "ratio", "odds_ratio"),
        ("relative risk (RR) was ", "ratio", "risk_ratio"),
        ("\u03c72 = ", "test_statistic", None),
        ("SD ", "spread", None),
        ("mean = ", "mean", "mean"),
    ],
)
def test_names_of_statistics(before: str, kind: str, role: str | None) -> None:
    label = label_before(f"{before}0.5", len(before))
    assert label is not None
    assert (label.kind, label.role) == (kind, role)


@pytest.mark.parametrize("before", ["in ", "mean ", "a group, ", "OR not ", "pH of ", ""])
def test_no_name(before: str) -> None:
    assert label_before(f"{before}0.5", len(before)) is None


@pytest.mark.parametrize(
    ("before", "role"),
    [
        ("(95% CI ", "confidence_interval"),
        ("95 % confidence interval: ", "confidence_interval"),
        ("(IQR ", "interquartile_range"),
        ("range: ", "range"),
    ],
)
def test_names_of_intervals(before: str, role: str) -> None:
    label = interval_before(f"{before}1.1", len(before))
    assert label is not None
    assert label.role == role


def test_level_of_an_interval() -> None:
    assert is_level("95% CI", 3)
    assert is_level("95%, CI", 3)
    assert not is_level("95% of", 3)


def test_averages_and_ages() -> None:
    assert average_before("an average of 5", 13) == "mean"
    assert average_before("the median time was 5", 20) == "median"
    assert average_before("in 5", 3) is None
    assert is_age("aged 5", 5)
    assert is_age("mean age was 5", 13)
    assert not is_age("a stage 5", 8)
