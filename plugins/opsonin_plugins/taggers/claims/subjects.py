"""Finds the subject of a copula."""

from __future__ import annotations

from opsonin_plugins.taggers.claims.sentence import Sentence, Slot
from opsonin_plugins.taggers.claims.slots import subject_before
from opsonin_plugins.taggers.claims.words import BE, FINITE, NOT, RAISING, is_adverb


def copular(sentence: Sentence, place: int) -> tuple[Slot, int] | None:
    """Return the subject of the copula before a word, and where the verb group begins."""
    words = sentence.words
    first = _group(words, place)
    if BE.isdisjoint(words[first:place]):
        return None
    subject = subject_before(sentence, first)
    return None if subject is None else (subject, first)


def _group(words: list[str], place: int) -> int:
    """Return where the verb group before a word begins."""
    first = place
    while first > 0 and (
        words[first - 1] in FINITE
        or words[first - 1] in NOT
        or is_adverb(words[first - 1])
        or words[first - 1] in {"to", "a", "an", "the"}
        or (words[first - 1] in RAISING and first < place)
    ):
        first -= 1
    return first
