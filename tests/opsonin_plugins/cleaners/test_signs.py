from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin_plugins.cleaners.signs import may_hold, may_open, openings


def test_sign_is_found_wherever_it_stands() -> None:
    texts = pa.array(["a new crown", "none", "", "A NEW CROWN", "b\nnew c"])
    assert may_hold(texts, "new c|coronary") == [True, False, False, False, True]


def test_case_is_folded_on_demand_beyond_ascii() -> None:
    texts = pa.array(["NEW C", "\u017fpun", "\u212aidney"])
    assert may_hold(texts, "new c|spun|kidney", ignore_case=True) == [True, True, True]


@pytest.mark.parametrize("content", ["Study design", "TRIAL", "st", "\u017ftudy", "s\u0301tudy"])
def test_line_that_may_open_with_a_word_passes(content: str) -> None:
    assert may_open(content, openings("trial", "study"))


@pytest.mark.parametrize("content", ["", "s", "Methods", "1 study"])
def test_line_that_opens_otherwise_does_not_pass(content: str) -> None:
    assert not may_open(content, openings("trial", "study"))
