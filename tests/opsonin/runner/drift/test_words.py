"""Words are counted as a regular expression counts them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from opsonin.runner.drift.words import word_counts

TEXTS = st.lists(
    st.text(st.sampled_from(" \t\n\f\r\v\x1c\x85\u00a0\u2003ab\u03b1\U0001f600"), max_size=12),
    max_size=8,
)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.integers(0, 3))
def test_words_are_counted_as_a_regular_expression_counts_them(
    chunks: list[list[str]], first: int
) -> None:
    texts = pa.chunked_array([pa.array(chunk, pa.string()) for chunk in chunks]).slice(first)
    assert word_counts(texts) == pc.count_substring_regex(texts, r"\S+").to_pylist()


def test_more_texts_than_are_looked_at_together() -> None:
    texts = pa.chunked_array([["one two", "three"] * 400])
    assert word_counts(texts) == [2, 1] * 400
