from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.matching.index import index_of
from opsonin_plugins.taggers.matching.longest import longest
from opsonin_plugins.taggers.matching.meanings import Meaning, Meanings
from opsonin_plugins.taggers.matching.search import Hits

Span = tuple[int, int, str, bool]


def run(spans: list[Span]) -> list[Span]:
    meanings = Meanings(index_of((), None))
    numbers = [
        meanings.number(Meaning(kind, "X:1", "x", 0, "lexicon" if lexicon else "exact", 1.0))
        for _, _, kind, lexicon in spans
    ]
    meanings.settle()
    starts = np.array([span[0] for span in spans], np.int64)
    ends = np.array([span[1] for span in spans], np.int64)
    hits = longest(Hits(starts, ends, np.array(numbers, np.int64)), meanings)
    known = [meanings.known[number] for number in hits.meaning.tolist()]
    places = zip(hits.start.tolist(), hits.end.tolist(), known, strict=True)
    return [(start, end, m.type, m.match_kind == "lexicon") for start, end, m in places]


def test_a_nested_name_goes_and_one_of_another_type_stays() -> None:
    spans = [(0, 9, "a", False), (3, 9, "a", False), (3, 9, "b", False)]
    assert run(spans) == [spans[0], spans[2]]


def test_names_that_only_overlap_stay() -> None:
    spans = [(0, 5, "a", False), (3, 9, "a", False)]
    assert run(spans) == spans


def test_the_lexicon_hides_other_types_but_not_names_of_its_own_span() -> None:
    spans = [(0, 9, "a", True), (0, 9, "b", False), (4, 9, "b", False)]
    assert run(spans) == spans[:2]


def test_nothing_gives_nothing() -> None:
    assert run([]) == []


SPANS = st.tuples(st.integers(0, 8), st.integers(1, 5), st.sampled_from("ab"), st.booleans()).map(
    lambda t: (t[0], t[0] + t[1], t[2], t[3])
)


@given(st.lists(SPANS, max_size=8, unique=True))
@settings(max_examples=150, deadline=None)
def test_it_agrees_with_the_definition(spans: list[Span]) -> None:
    def inside(span: Span, other: Span) -> bool:
        is_longer = other[1] - other[0] > span[1] - span[0]
        return is_longer and other[0] <= span[0] and span[1] <= other[1]

    expected = [
        span
        for span in spans
        if not any(inside(span, o) and (o[2] == span[2] or o[3]) for o in spans)
    ]
    assert sorted(run(spans)) == sorted(expected)
