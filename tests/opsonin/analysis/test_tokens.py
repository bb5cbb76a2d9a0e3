from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from awkward_texts import TEXTS
from opsonin.analysis.buffer import Buffer
from opsonin.analysis.hashing import hash_words
from opsonin.analysis.stretches import NUMBER, PUNCTUATION, WORD, Tokens
from opsonin.analysis.tokens import find_tokens, slices_of


def tokens_of(*texts: str, slice_bytes: int = 1 << 17) -> Tokens:
    return find_tokens(Buffer(pa.array(texts, pa.string())), slice_bytes)


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens_of(text).of(0)]


def is_mark(character: str) -> bool:
    category = unicodedata.category(character)
    is_format = category == "Cf" and character != "\u200b"
    return category[0] == "M" or is_format or "\U0001f3fb" <= character <= "\U0001f3ff"


def is_unspaced(character: str) -> bool:
    name = unicodedata.name(character, "")
    return (
        unicodedata.category(character)[0] == "L"
        and name.startswith(("CJK ", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA"))
    ) or character == "\u3006"


def joins(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" and not is_unspaced(character)


def naive_tokens(text: str) -> list[tuple[int, int]]:
    """The definition, character by character."""
    found: list[tuple[int, int]] = []
    is_run = False
    for place, character in enumerate(text):
        if character.isspace():
            continue
        touches = bool(found) and found[-1][1] == place
        if touches and (is_mark(character) or (is_run and joins(character))):
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
            is_run = joins(character)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IL-17A, 1.5 mg", ["IL", "-", "17A", ",", "1", ".", "5", "mg"]),
        ("don't TNF-\u03b1", ["don", "'", "t", "TNF", "-", "\u03b1"]),
        ("snake_case", ["snake", "_", "case"]),
        ("cafe\u0301s", ["cafe\u0301s"]),
        ("\u0301a", ["\u0301", "a"]),
        ("\u2764\ufe0fa", ["\u2764\ufe0f", "a"]),
        ("soft\u00adhyphen", ["soft\u00adhyphen"]),
        ("\u65b0\u51a0\u75c5\u6bd2", ["\u65b0", "\u51a0", "\u75c5", "\u6bd2"]),
        ("\u304b\u3099x", ["\u304b\u3099", "x"]),
        ("m\u00b2 \u00bd", ["m\u00b2", "\u00bd"]),
        ("a\0b\u00a0c", ["a", "\0", "b", "c"]),
        ("", []),
    ],
)
def test_tokens_of_a_text(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


def test_kinds_tell_words_numbers_and_signs() -> None:
    text = "IL 17 17A \u0663\u0661 3\u03b2 % \u65b0 \u0301 \u00b2"
    expected = [WORD, NUMBER, WORD, NUMBER, WORD, PUNCTUATION, WORD, PUNCTUATION, NUMBER]
    assert tokens_of(text).kinds.tolist() == expected


@given(TEXTS)
def test_tokens_are_those_of_the_naive_definition(text: str) -> None:
    found = tokens_of(text)
    assert list(found.of(0)) == naive_tokens(text)
    kinds = [
        WORD
        if any(unicodedata.category(one)[0] == "L" for one in text[start:end])
        else NUMBER
        if any(unicodedata.category(one)[0] == "N" for one in text[start:end])
        else PUNCTUATION
        for start, end in found.of(0)
    ]
    assert found.kinds.tolist() == kinds


@given(st.lists(TEXTS, max_size=4))
def test_hashes_and_bytes_are_those_of_the_token_alone(texts: list[str]) -> None:
    found = tokens_of(*texts)
    words = [
        text[start:end] for position, text in enumerate(texts) for start, end in found.of(position)
    ]
    assert found.hashes.tolist() == hash_words(words).tolist()
    raw = "".join(texts).encode()
    spans = zip(found.byte_starts.tolist(), found.byte_ends.tolist(), strict=True)
    assert [raw[start:end].decode() for start, end in spans] == words


@given(st.lists(TEXTS, max_size=5), st.integers(1, 12))
def test_tokens_do_not_depend_on_batches_or_slices(texts: list[str], slice_bytes: int) -> None:
    together, apart = tokens_of(*texts, slice_bytes=slice_bytes), [tokens_of(one) for one in texts]
    for name in ("starts", "ends", "hashes", "kinds"):
        expected = [value for one in apart for value in getattr(one, name).tolist()]
        assert getattr(together, name).tolist() == expected
    assert together.counts.tolist() == [len(one) for one in apart]
    assert together.documents.tolist() == [
        position for position, one in enumerate(apart) for _ in range(len(one))
    ]


def test_chunks_and_slices_of_arrays_are_read_where_they_begin() -> None:
    chunks = pa.chunked_array([["skip", "\u03b1 b"], ["c"]]).slice(1)
    found = find_tokens(Buffer(chunks))
    assert [list(found.of(0)), list(found.of(1))] == [[(0, 1), (2, 3)], [(0, 1)]]
    assert len(find_tokens(Buffer(pa.chunked_array([], pa.string())))) == 0


@pytest.mark.parametrize("text", ["ab " * 40, "\u65b0\u3002" * 40, "a,b" * 40])
def test_slices_are_short_where_the_text_can_be_cut(text: str) -> None:
    buffer = Buffer(pa.array([text, text]))
    slices = list(slices_of(buffer, 32))
    assert max(last - first for first, last in slices) <= 32
    assert [first for first, _ in slices[1:]] == [last for _, last in slices[:-1]]
    assert (slices[0][0], slices[-1][1]) == (0, len(buffer.data))


def test_one_word_longer_than_a_slice_stays_whole() -> None:
    found = tokens_of("x " + "a" * 100 + " b", slice_bytes=16)
    assert list(found.of(0)) == [(0, 1), (2, 102), (103, 104)]
    assert len(np.unique(found.hashes)) == 3
