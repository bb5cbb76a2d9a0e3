from __future__ import annotations

import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.quantities.landmarks import find_landmarks, landmarks_of


def test_figures_begin_anew_in_each_text() -> None:
    texts = ["7 of 12", "", "34", "\u00e9 5x6"]
    found = [one.figures for one in find_landmarks(Analysis(pa.array(texts)), texts)]
    assert found == [[0, 5], [], [0], [2, 4]]


def test_landmarks_of_a_text_alone_are_those_in_a_batch() -> None:
    texts = ["If not 2 rose", "\u20ac3 for 2 weeks, not two"]
    together = list(find_landmarks(Analysis(pa.array(texts)), texts))
    assert together == [landmarks_of(text) for text in texts]
