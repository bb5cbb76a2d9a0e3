"""Carry the meaning of an abbreviation from where it is defined through the document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from opsonin_plugins.taggers.matching.abbreviations import Definition, find_definitions
from opsonin_plugins.taggers.matching.search import SCORES, Hit, Meaning

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9/-]*")
_KIND = "abbreviation"


def carry_abbreviations(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Give the short forms that a document defines the concepts of their long forms.

    A short form means what the document says: what the vocabularies say of it is dropped, unless
    they say the same. A short form whose long form is no known concept loses its meaning as well.

    Args:
        text: The document.
        hits: Names found in it, in text order.

    Returns:
        All names, in text order.
    """
    definitions = find_definitions(text)
    if not definitions:
        return list(hits)
    by_end: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_end[hit.end].append(hit)
    meanings: dict[str, dict[str, Meaning]] = {}
    long_names: dict[str, str] = {}
    for definition in definitions:
        long_name = text[definition.long_start : definition.long_end].casefold()
        long_names.setdefault(definition.short, long_name)
        long_forms = by_end[definition.long_end]
        meanings.setdefault(definition.short, _meanings_of(definition, long_forms))
    kept = []
    for hit in hits:
        short = text[hit.start : hit.end]
        if short not in meanings or _says_the_same(hit, meanings[short], long_names[short]):
            kept.append(hit)
    taken = {(hit.start, hit.end, hit.meaning.type) for hit in kept}
    for start, end, short in _occurrences(text, meanings):
        for kind, meaning in meanings[short].items():
            if (start, end, kind) not in taken:
                kept.append(Hit(start, end, meaning))
    return sorted(kept, key=lambda hit: (hit.start, -hit.end, hit.meaning.type))


def _meanings_of(definition: Definition, hits: list[Hit]) -> dict[str, Meaning]:
    """Return, by type, what a long form names: a name that covers it or most of it."""
    size = definition.long_end - definition.long_start
    return {
        hit.meaning.type: replace(hit.meaning, match_kind=_KIND, score=SCORES[_KIND])
        for hit in hits
        if 2 * (hit.end - max(hit.start, definition.long_start)) > size
    }


def _says_the_same(hit: Hit, defined: dict[str, Meaning], long_name: str) -> bool:
    """Whether a vocabulary's short form is that of the document, by id or by its label.

    In "von Hippel-Lindau (VHL) disease" the long form is only a part of the label.
    """
    meaning = defined.get(hit.meaning.type)
    if meaning is not None:
        return meaning.curie == hit.meaning.curie
    return long_name in hit.meaning.label.casefold()


def _occurrences(
    text: str, meanings: dict[str, dict[str, Meaning]]
) -> list[tuple[int, int, str]]:
    """Return where the short forms stand as whole words, their plural too."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word in meanings:
            found.append((match.start(), match.end(), word))
        elif word.endswith("s") and word[:-1] in meanings:
            found.append((match.start(), match.end(), word[:-1]))
    return found
