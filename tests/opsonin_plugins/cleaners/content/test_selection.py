from __future__ import annotations

import numpy as np
import pytest

from opsonin_plugins.cleaners.content.selection import best_selection


def test_threshold_is_that_of_the_page() -> None:
    words = np.array([10.0, 10.0, 10.0])
    # A block of 0.4 is worth having where nothing is sure, and is not beside a sure one.
    assert best_selection(np.array([0.4, 0.4, 0.01]), words).is_kept.tolist() == [
        True,
        True,
        False,
    ]
    assert best_selection(np.array([1.0, 1.0, 0.4]), words).is_kept.tolist() == [True, True, False]


def test_expected_f1_is_that_of_a_sure_choice() -> None:
    chosen = best_selection(np.array([1.0, 0.0]), np.array([50.0, 50.0]))
    assert chosen.expected_f1 == pytest.approx(1.0)
    assert chosen.is_main.tolist() == [True, False]


def test_page_without_main_content_keeps_its_best_guess_but_not_as_main() -> None:
    chosen = best_selection(np.array([0.05, 0.01]), np.array([5.0, 5.0]))
    assert chosen.is_kept.any()
    assert not chosen.is_main.any()


def test_page_without_blocks_has_no_main_content() -> None:
    assert best_selection(np.zeros(0), np.zeros(0)).is_main.tolist() == []


def test_beta_below_one_leaves_doubtful_blocks_out() -> None:
    chances, words = np.array([1.0, 1.0, 0.55]), np.array([10.0, 10.0, 10.0])
    assert best_selection(chances, words).is_kept.tolist() == [True, True, True]
    assert best_selection(chances, words, 0.5).is_kept.tolist() == [True, True, False]
