from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awkward_texts import TEXTS
from opsonin.analysis.analysis import Analysis

# What the rules look for, so that they meet each other at the edges of documents too.
PIECES = [
    *" \n.?-,[]()1A\u201d\u3002", " The", " and", " A", " B.", "p.", "e.g", "Dr.", " al.",
    " vitamin", " 12 h.", "mice.", "[1,", "2] The", ".5", " spp", " p53", "\u2026", "\u00b0C.",
]  # fmt: skip
PROSE = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def sentences(text: str) -> list[str]:
    """The sentences of a text that is one block."""
    analysis = Analysis(pa.array([text]))
    return [text[start:end] for start, end in analysis.sentences.of(0)]


@pytest.mark.parametrize(
    "expected",
    [
        ["It was seen by Dr. Roe.", "\u201cWe agree,\u201d she said."],
        ["Roe et al. found it in Fig. 3 (see ref. 4).", "It grew."],
        ["It was found by Roe et al.", "The others did not."],
        ["We saw S. aureus in Nat. Med. 2020 and Sci. Immunol. 2021.", "It died."],
        ["The rate was 3.5%.", "P < .001 was found."],
        ["This was shown previously.5", "The next one failed."],
        ["This was shown before.5,7\u20139", "The next one failed."],
        ["This was shown before.[5, 7]", "The next one failed."],
        ["It was \u201cshown.\u201d5", "The next one failed."],
        ["One sentence without a stop"],
        ["Doses of 5 mg. of it were given.", "All died."],
        ["They took vitamin A.", "Mice did not.", "It was sent to J. R. Roe."],
        ["It was kept at 4\u00b0C.", "Samples were frozen for 12 h.", "Mice slept."],
        ["It was seen in A and B.", "Mice had GluR-B.", "Then they slept."],
        ["Use e.g. Tween, i.e. a soap, or etc. (not shown).", "Mice slept."],
        ["Ask Ph. D. students or J.-P. Roe, Ph.D., at the U.S. Mint."],
        ["It was expressed in the VS.", "Mice slept."],
        ["It bound p53.", "siRNA did not.", "mRNA rose."],
        ["Mice had symptoms.", "But rats did not."],
        ["Is it so?", "Yes!", "It is (see below.)", "No more... or is there?"],
        ["Species of Bacillus spp. were found in Bacillus spp.", "Mice slept."],
        ["\u65b0\u51a0\u75c5\u6bd2\u3002", "\u75c5\u6bd2\u3002"],
        ["Mice slept \u2026 and ate."],
        ["See www.Nature.Com and Node.Js for it."],
    ],
)
def test_sentences_of_biomedical_prose(expected: list[str]) -> None:
    spaced = (
        " ".join(expected).replace("symptoms. But", "symptoms.But").replace("\u3002 ", "\u3002")
    )
    assert sentences(spaced) == expected


def test_numbers_of_items_are_no_sentences() -> None:
    assert sentences("1. Methods\n  12. Mice were kept.\nA. Rats in 2005. Mice slept.") == [
        "1. Methods",
        "12. Mice were kept.",
        "A. Rats in 2005.",
        "Mice slept.",
    ]


@pytest.mark.parametrize("bait", [". ", ".", ".)", "a.[1,", "A. ", "5.5", "a.1,", ". . ", "(a.)\n"])
def test_bait_takes_no_longer_than_text(bait: str) -> None:
    text = bait * 20_000
    found = Analysis(pa.array([text])).sentences
    assert sum(found.ends - found.starts) <= len(text)


@given(st.lists(TEXTS | PROSE, max_size=4))
def test_sentences_cover_each_text_but_for_white_space(texts: list[str]) -> None:
    found = Analysis(pa.array(texts, pa.string())).sentences
    for position, text in enumerate(texts):
        place = 0
        for start, end in found.of(position):
            assert place <= start < end
            assert not text[place:start].strip()
            assert text[start:end].strip() == text[start:end]
            place = end
        assert not text[place:].strip()


@given(st.lists(TEXTS | PROSE, max_size=4))
@example(["a.", "\u00b0A. 0"])
@example(["al.[", "2] The mice."])
@example(["in A", "and B. Mice"])
def test_sentences_do_not_depend_on_the_batch(texts: list[str]) -> None:
    together = Analysis(pa.array(texts, pa.string())).sentences
    for position, text in enumerate(texts):
        alone = Analysis(pa.array([text])).sentences
        assert list(together.of(position)) == list(alone.of(0))
