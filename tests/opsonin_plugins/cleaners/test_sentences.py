from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.cleaners.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, 0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["It was seen by Dr. Roe.", "\u201cWe agree,\u201d she said."],
        ["Roe et al. found it in Fig. 3 (see ref. 4).", "It grew."],
        ["We saw S. aureus in Nat. Med. 2020 and Sci. Immunol. 2021.", "It died."],
        ["The rate was 3.5%.", "P < .001 was found."],
        ["This was shown previously.5", "The next one failed."],
        ["One sentence without a stop"],
        ["Doses of 5 mg. of it were given.", "All died."],
    ],
)
def test_sentences_of_biomedical_prose(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aB. 1\n\u201d)", max_size=80))
def test_sentences_cover_the_block_but_for_white_space(text: str) -> None:
    place = 0
    for start, end in sentence_spans(text, 0, len(text)):
        assert place <= start < end
        assert not text[place:start].strip()
        place = end
    assert not text[place:].strip()


def test_long_text_is_cut_at_a_stop() -> None:
    text = "A short sentence stands here. " * 2_000
    assert set(sentences(text)) == {"A short sentence stands here."}
