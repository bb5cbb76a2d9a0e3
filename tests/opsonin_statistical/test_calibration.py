from __future__ import annotations

import numpy as np
import pytest

from opsonin_statistical.calibration import Curve, fit_curve, reliability


def test_curve_rises_although_the_spans_do_not() -> None:
    likelihoods = np.repeat(np.array([0.1, 0.5, 0.6, 0.9], np.float32), 20)
    right = np.concatenate([np.arange(20) < n for n in (2, 12, 10, 20)])
    curve = fit_curve(likelihoods, right)
    found = curve(np.array([0.1, 0.5, 0.6, 0.9], np.float32))
    assert np.all(np.diff(found) >= 0)
    assert found[0] == pytest.approx(0.1)
    assert found[3] == pytest.approx(1.0)


def test_few_spans_leave_likelihoods_as_they_are() -> None:
    curve = fit_curve(np.array([0.2, 0.4], np.float32), np.array([True, False]))
    assert curve(np.array([0.25], np.float32)).tolist() == [0.25]


def test_curve_survives_its_json() -> None:
    curve = Curve.from_json([[0.1, 0.2], [0.5, 0.75]])
    assert curve.to_json() == [[0.1, 0.2], [0.5, 0.75]]


def test_reliability_counts_each_span_once() -> None:
    bins = reliability(
        np.array([0.0, 0.55, 0.56, 1.0], np.float32), np.array([False, True, False, True])
    )
    assert [(one.n, one.right) for one in bins] == [(1, 0.0), (2, 0.5), (1, 1.0)]
