from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from opsonin import Analysis
from opsonin_plugins.signals.known import (
    BULLETS,
    C4_ENDS,
    CURLY_BRACKETS,
    ELLIPSIS,
    FINEWEB_ENDS,
    HASH,
    POLICIES,
    STOP_WORDS,
    code,
    codes_of,
    find_phrase,
    members,
)


@pytest.mark.parametrize(
    "words", [STOP_WORDS, BULLETS, C4_ENDS, FINEWEB_ENDS, CURLY_BRACKETS, (HASH, ELLIPSIS)]
)
def test_every_word_and_sign_is_one_token_and_known_by_its_code(words: tuple[str, ...]) -> None:
    tokens = Analysis(pa.array(list(words))).tokens
    assert codes_of(tokens.hashes).tolist() == [code(word) for word in words]
    assert members(words)[codes_of(tokens.hashes)].all()


def test_stop_words_have_the_first_codes() -> None:
    assert [code(word) for word in STOP_WORDS] == list(range(1, len(STOP_WORDS) + 1))


def test_other_words_have_no_code_whatever_their_hashes() -> None:
    hashes = np.random.default_rng(0).integers(0, 1 << 63, 50_000, dtype=np.uint64)
    assert not codes_of(hashes).any()


def test_a_phrase_is_found_in_any_case_but_not_across_documents() -> None:
    texts = ["Our Privacy  Policy. The privacy", "policy", "privacy policy"]
    tokens = Analysis(pa.array(texts)).tokens
    found = find_phrase(codes_of(tokens.hashes), tokens.offsets, "privacy policy")
    assert found.tolist() == [1, 7]


def test_every_policy_phrase_is_found() -> None:
    for phrase in POLICIES:
        tokens = Analysis(pa.array([phrase])).tokens
        assert find_phrase(codes_of(tokens.hashes), tokens.offsets, phrase).tolist() == [0]
