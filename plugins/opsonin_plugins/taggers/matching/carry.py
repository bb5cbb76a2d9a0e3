"""Carry the meaning of an abbreviation from where it is defined through the document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from opsonin_plugins.taggers.matching.abbreviations import Definition, find_definitions
from opsonin_plugins.taggers.matching.block import Block, Flags
from opsonin_plugins.taggers.matching.meanings import Meaning, Meanings
from opsonin_plugins.taggers.matching.scores import score_of
from opsonin_plugins.taggers.matching.search import Hits, joined

_KIND = "abbreviation"
#: Code points by which a name may start before the long form: "lupus" in "lupus nephritis (N)".
_MAX_BEFORE = 80


def carry_abbreviations(block: Block, hits: Hits, meanings: Meanings) -> Hits:
    """Give the short forms that a document defines the concepts of their long forms.

    A short form means what the document says: what the vocabularies say of it is dropped, unless
    they say the same. A short form whose long form is no known concept loses its meaning as well.

    Args:
        block: The documents.
        hits: Names found in them, in text order.
        meanings: The meanings of these names.

    Returns:
        All names; those of abbreviations stand behind the others.
    """
    found = _Found(hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist())
    is_kept = np.ones(len(found.starts), np.bool_)
    added: list[tuple[int, int, int]] = []
    for text, start in zip(block.texts, block.starts.tolist(), strict=False):
        if "(" in text or "[" in text:
            added += _carried(text, start, found, is_kept, meanings)
    meanings.settle()
    new = np.array(added, np.int64).reshape(-1, 3)
    return joined([hits.pick(is_kept), Hits(new[:, 0], new[:, 1], new[:, 2])])


def _carried(
    text: str, offset: int, found: _Found, is_kept: Flags, meanings: Meanings
) -> Iterator[tuple[int, int, int]]:
    """Yield the abbreviations of one document that get a meaning, and mark those that lose one.

    Args:
        text: The document.
        offset: Where it begins among all.
        found: The names of all.
        is_kept: Is set to false for the names that go.
        meanings: The meanings of the names.
    """
    definitions = {d.short: d for d in reversed(find_definitions(text))}
    for short in sorted(definitions):
        definition = definitions[short]
        long_name = text[definition.long_start : definition.long_end].casefold()
        defined = _defined(definition, offset, found, meanings)
        numbers = {kind: meanings.number(meaning) for kind, meaning in defined.items()}
        for first, last in _occurrences(text, short):
            start, end = offset + first, offset + last
            missing = dict(numbers)
            for at in found.covering(start, end):
                meaning = meanings.known[found.numbers[at]]
                if _says_the_same(meaning, defined, long_name):
                    missing.pop(meaning.type, None)
                else:
                    is_kept[at] = False
            yield from ((start, end, number) for number in missing.values())


@dataclass(frozen=True, slots=True)
class _Found:
    """The names of all documents as lists, in text order: single look-ups are faster in those."""

    starts: list[int]
    ends: list[int]
    numbers: list[int]

    def covering(self, start: int, end: int) -> Iterator[int]:
        """Yield the places of the names with this very span."""
        for at in range(bisect_left(self.starts, start), bisect_right(self.starts, start)):
            if self.ends[at] == end:
                yield at

    def ending(self, end: int, earliest: int) -> Iterator[int]:
        """Yield the places of the names that end here and start not before ``earliest``."""
        for at in range(bisect_left(self.starts, earliest), bisect_left(self.starts, end)):
            if self.ends[at] == end:
                yield at


def _defined(
    definition: Definition, offset: int, found: _Found, meanings: Meanings
) -> dict[str, Meaning]:
    """Return, by type, what a long form names: a name at its end that covers most of it."""
    start, end = offset + definition.long_start, offset + definition.long_end
    defined: dict[str, Meaning] = {}
    for at in found.ending(end, max(offset, start - _MAX_BEFORE)):
        meaning = meanings.known[found.numbers[at]]
        covered = end - max(found.starts[at], start)
        if 2 * covered > end - start:
            score = score_of(meaning.type, _KIND)
            carried = replace(meaning, match_kind=_KIND, score=score)
            defined.setdefault(meaning.type, carried)
    return defined


def _says_the_same(meaning: Meaning, defined: dict[str, Meaning], long_name: str) -> bool:
    """Whether a vocabulary's short form is that of the document, by id or by its label.

    In "von Hippel-Lindau (VHL) disease" the long form is only a part of the label.
    """
    other = defined.get(meaning.type)
    if other is not None:
        return meaning.curie == other.curie
    return meaning.label is not None and long_name in meaning.label.casefold()


def _occurrences(text: str, short: str) -> Iterator[tuple[int, int]]:
    """Yield where a short form stands as a whole word, its plural too."""
    start = text.find(short)
    while start >= 0:
        end = start + len(short)
        if text[end : end + 1] == "s":
            end += 1
        is_whole = not text[end : end + 1].isalnum()
        if is_whole and not (start and text[start - 1].isalnum()):
            yield start, end
        start = text.find(short, end)
