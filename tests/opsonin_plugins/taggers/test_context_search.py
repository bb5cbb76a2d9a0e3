from __future__ import annotations

import numpy as np
import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.context_search import speaking

TEXTS = ["No flu was seen. The flu came.", "They don\u2019t have flu. Flu, no doubt.", ""]


def spoken_of(starts: list[int], owners: list[int]) -> list[list[int]]:
    analysis = Analysis(pa.array(TEXTS))
    places = np.array(owners, np.int64), np.array(starts, np.int64)
    sentences, firsts, behind, order = speaking(analysis, *places)
    assert len(sentences) == len(firsts) == len(behind)
    return [order[low:high].tolist() for low, high in zip(firsts, behind, strict=True)]


def test_sentences_with_a_mention_and_a_phrase_are_found() -> None:
    assert spoken_of([3, 21], [0, 0]) == [[0]]


def test_an_apostrophe_may_be_written_in_two_ways() -> None:
    assert spoken_of([16], [1]) == [[0]]


def test_a_sentence_without_a_mention_is_not_looked_at() -> None:
    assert spoken_of([21], [0]) == []
    assert spoken_of([], []) == []
