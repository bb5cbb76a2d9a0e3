from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.spans import substrings
from opsonin.spans.substrings import Substrings

TEXT = st.text(st.sampled_from("a é中😀\0\u0301"), max_size=40)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int, int]]]:
    texts = draw(st.lists(TEXT, min_size=1, max_size=5))
    found = []
    for _ in range(draw(st.integers(0, 8))):
        at = draw(st.integers(0, len(texts) - 1))
        start = draw(st.integers(0, len(texts[at])))
        found.append((at, start, draw(st.integers(start, len(texts[at])))))
    return texts, found


def cut(texts: pa.Array | pa.ChunkedArray, wanted: list[tuple[int, int, int]]) -> list[str]:
    places = np.array(wanted, np.int64).reshape(-1, 3)
    found = Substrings(texts).cut(places[:, 0], places[:, 1], places[:, 2])
    found.validate(full=True)
    cells: list[str] = found.to_pylist()
    return cells


@given(stretches(), st.integers(0, 3))
def test_stretches_are_cut_by_code_points_in_any_order(
    given_texts: tuple[list[str], list[tuple[int, int, int]]], padding: int
) -> None:
    texts, wanted = given_texts
    expected = [texts[at][start:end] for at, start, end in wanted]
    padded = pa.array(["é" * padding] * padding + texts + ["x"], pa.string())
    chunks = [texts[:padding], [], texts[padding:]]
    assert cut(pa.array(texts, pa.string()), wanted) == expected
    assert cut(padded.slice(padding, len(texts)), wanted) == expected
    assert cut(pa.chunked_array(chunks, pa.string()), wanted) == expected


def test_texts_longer_than_what_is_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(substrings, "_SLICE", 7)
    texts = ["plain ascii words", "naïve \u2013 \u201cquotes\u201d", "", "中文文本" * 5]
    wanted = [(at, s, e) for at, t in enumerate(texts) for s in range(len(t)) for e in (s, len(t))]
    found = cut(pa.array(texts, pa.string()), wanted)
    assert found == [texts[at][start:end] for at, start, end in wanted]


def test_no_texts_have_no_stretches() -> None:
    assert cut(pa.array([], pa.string()), []) == []
    assert cut(pa.chunked_array([], pa.string()), []) == []
