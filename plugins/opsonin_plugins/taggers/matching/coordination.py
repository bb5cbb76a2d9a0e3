"""Names that share a word: *breast and ovarian cancer*, *type 1 and 2 diabetes*, *IL-1 and -6*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from opsonin_plugins.taggers.matching.block import Block, Flags, Positions
from opsonin_plugins.taggers.matching.composing import composed_score, with_added
from opsonin_plugins.taggers.matching.meanings import Meanings
from opsonin_plugins.taggers.matching.search import Hits, Searcher

_DISEASES = frozenset({"disease", "phenotype"})
_GENES = frozenset({"gene", "protein"})
_AND = r"(?:,? (?:and|or|and/or|as well as) |, |/|-)"
#: Up to three parts before the last one.
_PARTS = re.compile(rf"(?:(?<![\w-])[A-Za-z][\w'-]*{_AND}){{1,3}}\Z")
_PART = re.compile(rf"([A-Za-z](?:[\w']|-(?=\w))*)-?{_AND}")
_TYPES = re.compile(
    r"\b[Tt]ypes? ((?:(?:\d|[IVX]{1,3})(?:, ?| ?/ ?| (?:and|or|and/or) )){1,3})(\d|[IVX]{1,3}) \Z"
)
_NUMERALS = "0123456789IVX"
_NUMBER = re.compile(r"\d|[IVX]{1,3}")
#: What follows the first of several members of a family of genes: "IL-1, -6 and -8".
_MEMBERS = re.compile(r"(?:(?:,| and| or|, and|, or|/) ?-[0-9A-Za-z]{1,4}\b){1,4}")
_MEMBER = re.compile(r"-([0-9A-Za-z]{1,4})\b")
_STEM = re.compile(r"(.*[A-Za-z])[ -]?\d{1,3}[A-Za-z]?")
#: Code points from the end of the first member to the hyphen of the second.
_LONGEST_GAP = 6
#: What stands before the last of several parts.
_JOINING = frozenset({"and", "or", "as"})
_MAX_BEFORE = 72


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A name that the text only implies.

    Attributes:
        start: First code point of what stands for it.
        end: First code point after it.
        name: The name in full.
        types: Types that it may have.
    """

    start: int
    end: int
    name: str
    types: frozenset[str]


def coordinate(block: Block, hits: Hits, searcher: Searcher) -> Hits:
    """Add names that share a word with another name, where the vocabularies have them in full.

    Of *breast and ovarian cancer* the whole is a mention of breast cancer, and *ovarian cancer*
    is one inside it. Nothing is added unless the full name is a known one of the same type.

    Args:
        block: The documents.
        hits: Names found in them.
        searcher: Knows the vocabularies.
    """
    wanted = list(_implied(block, hits, searcher.meanings))
    if not wanted:
        return hits
    added = []
    for one, number in zip(wanted, searcher.look_up([one.name for one in wanted]), strict=True):
        for meaning in (searcher.meanings.known[at] for at in number):
            if meaning.type in one.types:
                score = composed_score(meaning)
                made = replace(meaning, match_kind="normalised", score=score)
                added.append((one.start, one.end, searcher.meanings.number(made)))
    return with_added(hits, added, searcher.meanings)


def _implied(block: Block, hits: Hits, meanings: Meanings) -> Iterator[_Wanted]:
    text, starts, ends = block.text, hits.start, hits.end
    rows = np.flatnonzero(meanings.are(hits.meaning, _DISEASES))
    rows = rows[_may_share(block, starts[rows])]
    for start, end in zip(starts[rows].tolist(), ends[rows].tolist(), strict=True):
        yield from _diseases(text, start, end)
    rows = np.flatnonzero(meanings.are(hits.meaning, _GENES) & block.have(ends, ", /"))
    gaps = [block.have(ends[rows] + gap, "-") for gap in range(1, _LONGEST_GAP + 1)]
    rows = rows[np.logical_or.reduce(gaps)]
    for start, end in zip(starts[rows].tolist(), ends[rows].tolist(), strict=True):
        yield from _members(text, start, end)


def _may_share(block: Block, starts: Positions) -> Flags:
    """Mark the places behind which a name may share its last word with one before it."""
    is_spaced = block.have(starts - 1, " ")
    may = block.have(starts - 1, "-/")
    may |= is_spaced & block.have(starts - 2, "," + _NUMERALS)
    rows = np.flatnonzero(is_spaced & ~may)
    may[rows] = block.end_with(starts[rows] - 1, _JOINING)
    return may


def _diseases(text: str, start: int, end: int) -> Iterator[_Wanted]:
    earliest = max(0, start - _MAX_BEFORE)
    if text[start - 2] in _NUMERALS and (types := _TYPES.search(text, earliest, start)):
        head = text[start:end]
        for number in _NUMBER.finditer(text, types.start(1), start):
            first = types.start() if number.start() == types.start(1) else number.start()
            yield _Wanted(first, end, f"type {number.group()} {head}", _DISEASES)
    words = text[start:end].split()
    if len(words) < 2:  # noqa: PLR2004 - a word that is shared, and one that is not
        return
    if parts := _PARTS.search(text, earliest, start):
        for part in _PART.finditer(text, parts.start(), start):
            for first in range(1, len(words)):
                name = " ".join((part.group(1), *words[first:]))
                yield _Wanted(part.start(), end, name, _DISEASES)


def _members(text: str, start: int, end: int) -> Iterator[_Wanted]:
    members = _MEMBERS.match(text, end)
    stem = _STEM.fullmatch(text[start:end]) if members else None
    if members and stem:
        for member in _MEMBER.finditer(text, end, members.end()):
            name = f"{stem.group(1)}-{member.group(1)}"
            yield _Wanted(member.start(), member.end(), name, _GENES)
