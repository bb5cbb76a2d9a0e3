"""Compares the measures of n-grams with their definitions written down word by word."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin import Analysis
from opsonin_plugins.signals.measures import measure
from opsonin_plugins.signals.repetition import DUPLICATE_SIZES, LONG_SIZE, TOP_SIZES

Words = list[tuple[str, int, int]]

TEXTS = st.lists(st.sampled_from("aBb1 .,\n\u00e9"), max_size=60).map("".join)


def words_of(text: str) -> Words:
    tokens = Analysis(pa.array([text])).tokens
    spans = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    found = [(text[start:end].casefold(), start, end) for start, end in spans]
    return [word for word in found if word[0].isalnum()]


def grams_of(words: Words, size: int) -> list[tuple[str, ...]]:
    names = [name for name, _, _ in words]
    return [tuple(names[at : at + size]) for at in range(len(words) - size + 1)]


def top_fraction(text: str, size: int) -> float:
    words = words_of(text)
    grams = grams_of(words, size)
    if not grams:
        return 0
    gram, count = Counter(grams).most_common(1)[0]
    first = grams.index(gram)
    length = words[first + size - 1][2] - words[first][1]
    return min(1, count * length / len(text)) if count > 1 else 0


def duplicate_fraction(text: str, size: int) -> float:
    words, seen, covered = words_of(text), set(), set()
    for at, gram in enumerate(grams_of(words, size)):
        if gram in seen:
            covered |= set(range(words[at][1], words[at + size - 1][2]))
        seen.add(gram)
    return len(covered) / len(text) if text else 0


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_measures_follow_their_definitions(texts: list[str]) -> None:
    batch = pa.array(["", "a, b", *texts])
    found = measure(Analysis(batch), batch)
    for place, text in enumerate(texts, 2):
        for size in TOP_SIZES:
            value = found[f"top_{size}gram_char_fraction"][place]
            assert value == pytest.approx(top_fraction(text, size))
        for size in DUPLICATE_SIZES:
            value = found[f"duplicate_{size}gram_char_fraction"][place]
            assert value == pytest.approx(duplicate_fraction(text, size))


def test_long_n_grams_follow_the_same_definition() -> None:
    passage = " ".join(f"word{number}" for number in range(50))
    text = f"{passage}. Something else. {passage}, {passage[:300]}"
    batch = pa.array([text, text.replace("word25", "x", 1)])
    found = measure(Analysis(batch), batch)[f"duplicate_{LONG_SIZE}gram_char_fraction"]
    assert found.tolist() == pytest.approx(
        [duplicate_fraction(one, LONG_SIZE) for one in batch.to_pylist()]
    )
    assert found[0] > 0.5
    assert found[1] < found[0]


def test_what_two_documents_share_is_no_repetition() -> None:
    batch = pa.array(["a b c d e f g", "a b c d e f g", "h a b c d e f"])
    found = measure(Analysis(batch), batch)
    assert not found["duplicate_5gram_char_fraction"].any()
    assert not found["top_2gram_char_fraction"].any()
