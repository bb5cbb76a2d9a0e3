"""Words and signs that the measures look for, found by the hashes of the shared tokens."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Analysis

#: Source: Rae et al., Scaling Language Models (Gopher), arXiv:2112.11446, appendix A.1.
STOP_WORDS = ("the", "be", "to", "of", "and", "that", "have", "with")
FULL_STOP = "."
ELLIPSIS = "\u2026"
HASH = "#"
CURLY_BRACKETS = ("{", "}")
#: Signs that begin an item of a list. Source: Gopher, appendix A.1 (a bullet point); the hyphen
#: stands for one in plain text, the other signs in what word processors and Markdown write.
BULLETS = ("\u2022", "\u2023", "\u25aa", "\u25cf", "\u25e6", "\u00b7", "-", "\u2013", "*")
#: Source: Raffel et al., Exploring the Limits of Transfer Learning (C4), JMLR 21:140, section
#: 2.2, and its published code for the apostrophe; typographic quotes count as straight ones.
C4_ENDS = (".", "?", "!", '"', "'", "\u201d", "\u2019")
#: Source: Unicode property Sentence_Terminal, of which FineWeb (Penedo et al.,
#: arXiv:2406.17557, appendix) takes the signs that scripts of today use.
FINEWEB_ENDS = (
    ".", "!", "?", "\u0589", "\u061f", "\u06d4", "\u0964", "\u0965", "\u203c", "\u203d", "\u2047",
    "\u2048", "\u2049", "\u3002", "\ufe52", "\ufe56", "\ufe57", "\uff01", "\uff0e", "\uff1f",
    "\uff61",
)  # fmt: skip
#: Source: C4, section 2.2, and its published code for those about policies.
PLACEHOLDER = "lorem ipsum"
SCRIPT = "javascript"
POLICIES = (
    "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies",
    "use cookies",
)  # fmt: skip

_LEAST_SLOTS = 1 << 10

Codes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint64]


def codes_of(hashes: Hashes) -> Codes:
    """Return a small number for each token that is one of ours, 0 for all others."""
    table, wanted = _slots()
    found = table[(hashes & np.uint64(len(table) - 1)).view(np.int64)]
    hits = np.flatnonzero(found)
    is_other = wanted[found[hits]] != hashes[hits]
    found[hits[is_other]] = 0
    return found


def members(words: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Return for each code whether it is that of one of these words."""
    found = np.zeros(len(_vocabulary()) + 1, bool)
    found[[code(word) for word in words]] = True
    return found


def code(word: str) -> int:
    """Return the code of one word or sign."""
    return _vocabulary()[word]


def find_phrase(codes: Codes, offsets: npt.NDArray[np.int64], phrase: str) -> npt.NDArray[np.int64]:
    """Return the positions of the tokens that begin a phrase.

    Args:
        codes: The codes of all tokens of a batch.
        offsets: Documents + 1 positions of tokens.
        phrase: Words of the vocabulary with spaces in between.
    """
    first, *rest = (code(word) for word in phrase.split())
    places = np.flatnonzero(codes[: max(len(codes) - len(rest), 0)] == first)
    for distance, word in enumerate(rest, 1):
        places = places[codes[places + distance] == word]
    document_ends = offsets[np.searchsorted(offsets, places, side="right")]
    return places[places + len(rest) < document_ends]


@cache
def _vocabulary() -> dict[str, int]:
    phrases = " ".join((PLACEHOLDER, SCRIPT, *POLICIES)).split()
    signs = (FULL_STOP, ELLIPSIS, HASH, *CURLY_BRACKETS, *BULLETS, *C4_ENDS, *FINEWEB_ENDS)
    return {word: n for n, word in enumerate(dict.fromkeys((*STOP_WORDS, *phrases, *signs)), 1)}


@cache
def _slots() -> tuple[Codes, Hashes]:
    """Return codes by the low bits of a hash, and hashes by code."""
    tokens = Analysis(pa.array([" ".join(_vocabulary())])).tokens
    wanted = np.concatenate([np.zeros(1, np.uint64), tokens.hashes])
    n_slots = _LEAST_SLOTS
    while len(np.unique(wanted[1:] & np.uint64(n_slots - 1))) < len(wanted) - 1:
        n_slots *= 2
    table = np.zeros(n_slots, np.uint8)
    table[(wanted[1:] & np.uint64(n_slots - 1)).astype(np.int64)] = np.arange(1, len(wanted))
    return table, wanted
