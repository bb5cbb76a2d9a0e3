from __future__ import annotations

import pytest

from opsonin_bench.quality.figures import Counts, counts_of, f1_figures


def test_equal_items_are_counted_as_often_as_they_occur() -> None:
    assert counts_of(["a", "a", "b"], ["a", "b", "b", "c"]) == Counts(2, 3, 4)


def test_counts_of_documents_add_up() -> None:
    whole = sum([Counts(1, 2, 4), Counts(2, 2, 2)], Counts())
    assert whole == Counts(3, 4, 6)
    assert whole.precision == pytest.approx(0.75)
    assert whole.recall == pytest.approx(0.5)
    assert whole.f1 == pytest.approx(0.6)


def test_nothing_to_measure_is_no_figure_but_nothing_right_is() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (None, None, None)
    assert Counts(0, 3, 0).f1 == 0
    assert Counts(0, 0, 3).f1 == 0


def test_precision_tells_ours_and_recall_theirs() -> None:
    assert [(one.name, one.n) for one in f1_figures("x", Counts(1, 2, 5))] == [
        ("x: precision", 2),
        ("x: recall", 5),
        ("x: F1", 5),
    ]
