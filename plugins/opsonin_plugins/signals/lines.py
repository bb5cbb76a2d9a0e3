"""What Gopher, C4 and FineWeb measure on lines and paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin_plugins.signals.block import Block
from opsonin_plugins.signals.grouping import first_places
from opsonin_plugins.signals.known import (
    BULLETS,
    C4_ENDS,
    FINEWEB_ENDS,
    POLICIES,
    SCRIPT,
    find_phrase,
    members,
)
from opsonin_plugins.signals.sums import Integers, offsets_of, ratio, totals
from opsonin_plugins.signals.words import ellipses

#: Source: Penedo et al. (FineWeb), arXiv:2406.17557: a line of at most 30 characters is short.
SHORT_LINE_CHARACTERS = 30
#: Source: Raffel et al. (C4), JMLR 21:140, section 2.2: a line has at least three words.
LEAST_LINE_WORDS = 3

# An odd multiplier, so that no power of it is 0. Source: Steele and Vigna 2021, Computationally
# easy, spectrally good multipliers.
_MULTIPLIER = np.uint64(0xD1342543DE82EF95)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The lines that have a token.

    Attributes:
        first: First token of each.
        stop: The token after its last.
        lengths: Code points from its first to its last token.
        offsets: Documents + 1 positions of lines.
        documents: Position of each line's document.
        begins_paragraph: Whether an empty line, or nothing, stands before it.
        hashes: Equal for lines with equal tokens.
    """

    first: Integers
    stop: Integers
    lengths: Integers
    offsets: Integers
    documents: Integers
    begins_paragraph: npt.NDArray[np.bool_]
    hashes: npt.NDArray[np.uint64]


def measure_lines(block: Block) -> Mapping[str, Floats]:
    """Return the measures of lines and paragraphs, one value a document.

    Only lines with a token count. Lines and paragraphs are equal when their tokens are, in upper
    or lower case and with any white space. A paragraph ends at an empty line.

    Source: Rae et al. (Gopher), arXiv:2112.11446, appendix A.1; Raffel et al. (C4), JMLR 21:140,
    section 2.2, and its published code; Penedo et al. (FineWeb), arXiv:2406.17557.
    """
    lines = _lines(block)
    offsets = lines.offsets
    n_lines = np.diff(offsets)
    ends = block.codes[lines.stop - 1]
    is_ellipsis = np.isin(lines.stop - 1, ellipses(block)[1])
    n_line_words = np.diff(np.searchsorted(block.words, (lines.first, lines.stop)), axis=0)[0]
    n_newlines = _newlines(block)

    def fraction(of_lines: npt.NDArray[np.bool_]) -> Floats:
        return ratio(totals(of_lines, offsets), n_lines)

    return {
        "bullet_line_fraction": fraction(members(BULLETS)[block.codes[lines.first]]),
        "ellipsis_line_fraction": fraction(is_ellipsis),
        "unterminated_line_fraction": fraction(~members(C4_ENDS)[ends] | is_ellipsis),
        "few_word_line_fraction": fraction(n_line_words < LEAST_LINE_WORDS),
        "javascript_line_fraction": fraction(_with_phrase(block, lines, (SCRIPT,))),
        "policy_line_fraction": fraction(_with_phrase(block, lines, POLICIES)),
        "punctuated_line_fraction": fraction(members(FINEWEB_ENDS)[ends]),
        "short_line_fraction": fraction(lines.lengths <= SHORT_LINE_CHARACTERS),
        "newline_word_ratio": ratio(n_newlines, block.n_words),
        **_duplicates(block, lines, n_newlines),
    }


def _lines(block: Block) -> _Lines:
    tokens, given = block.tokens, block.lines
    base = np.cumsum(block.lengths) - block.lengths
    token_starts = tokens.starts + np.repeat(base, np.diff(tokens.offsets))
    line_bases = np.repeat(base, np.diff(given.offsets))
    first = np.searchsorted(token_starts, given.starts + line_bases)
    stop = np.searchsorted(token_starts, given.ends + line_bases)
    kept = np.flatnonzero(first < stop)
    documents = np.repeat(np.arange(len(block.lengths)), np.diff(given.offsets))[kept]
    first, stop = first[kept], stop[kept]
    begins = np.ones(len(kept), bool)
    begins[1:] = (kept[1:] != kept[:-1] + 1) | (documents[1:] != documents[:-1])
    return _Lines(
        first=first,
        stop=stop,
        lengths=(tokens.ends[stop - 1] - tokens.starts[first]).astype(np.int64),
        offsets=offsets_of(documents, len(block.lengths)),
        documents=documents,
        begins_paragraph=begins,
        hashes=_hashes(block.hashes, first),
    )


def _hashes(parts: npt.NDArray[np.uint64], firsts: Integers) -> npt.NDArray[np.uint64]:
    """Return a hash of each run of parts; a run goes on until the next one begins."""
    if not len(firsts):
        return np.empty(0, np.uint64)
    counts = np.diff(np.append(firsts, len(parts)))
    places = np.arange(firsts[0], len(parts)) - np.repeat(firsts, counts)
    powers = np.cumprod(np.full(int(counts.max()), _MULTIPLIER))
    return np.add.reduceat(parts[firsts[0] :] * powers[places], firsts - firsts[0])


def _duplicates(block: Block, lines: _Lines, n_newlines: Integers) -> Mapping[str, Floats]:
    paragraphs = np.flatnonzero(lines.begins_paragraph)
    documents = lines.documents[paragraphs]
    offsets = offsets_of(documents, len(block.lengths))
    is_line = _is_repeated(lines.hashes, lines.documents)
    is_paragraph = _is_repeated(_hashes(lines.hashes, paragraphs), documents)
    stops = lines.stop[np.append(paragraphs, len(lines.stop))[1:] - 1]
    lengths = block.tokens.ends[stops - 1] - block.tokens.starts[lines.first[paragraphs]]
    n_line_characters = totals(lines.lengths * is_line, lines.offsets)
    n_paragraph_characters = totals(lengths * is_paragraph, offsets)
    return {
        "duplicate_line_fraction": ratio(totals(is_line, lines.offsets), np.diff(lines.offsets)),
        "duplicate_line_char_fraction": ratio(n_line_characters, block.lengths),
        "duplicate_paragraph_fraction": ratio(totals(is_paragraph, offsets), np.diff(offsets)),
        "duplicate_paragraph_char_fraction": ratio(n_paragraph_characters, block.lengths),
        "duplicate_char_fraction": ratio(n_line_characters, block.lengths - n_newlines),
    }


def _is_repeated(hashes: npt.NDArray[np.uint64], documents: Integers) -> npt.NDArray[np.bool_]:
    """Tell which of these have an equal one earlier in their document."""
    salts = (documents.astype(np.uint64) + np.uint64(1)) * _MULTIPLIER
    repeated: npt.NDArray[np.bool_] = first_places(hashes + salts) != np.arange(len(hashes))
    return repeated


def _newlines(block: Block) -> Integers:
    """Count line ends: each line has one but for the last, if its end is that of the text."""
    offsets = block.lines.offsets
    n_newlines = np.diff(offsets)
    has_any = np.flatnonzero(n_newlines)
    last = block.lines.ends[offsets[1:][has_any] - 1]
    n_newlines[has_any] -= last == block.lengths[has_any]
    return n_newlines


def _with_phrase(block: Block, lines: _Lines, phrases: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(lines.first), bool)
    for phrase in phrases:
        places = find_phrase(block.codes, block.tokens.offsets, phrase)
        found[np.searchsorted(lines.first, places, side="right") - 1] = True
    return found
