"""Says of the quantities of a text which are denied or hypothetical."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.quantities.landmarks import Landmarks
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.stance import (
    NEGATION_REACH,
    SENTENCE_REACH,
    condition_start,
    cues_of,
    is_negated,
    sentence_end,
    sentence_start,
)


def take_stances(text: str, found: Sequence[Quantity], landmarks: Landmarks) -> None:
    """Say of each quantity whether it is denied or hypothetical.

    Args:
        text: The text.
        found: Its quantities, in order; changed in place.
        landmarks: Its words that may say so: most texts have few.
    """
    if landmarks.negations:
        near = {at + reach for at in landmarks.negations for reach in range(NEGATION_REACH + 1)}
        for one in found:
            one.negated = one.start in near and is_negated(text, one.start)
    if landmarks.conditions:
        for one, condition in zip(found, _conditions(text, found, landmarks), strict=True):
            one.hypothetical = condition < one.start


def _conditions(text: str, found: Sequence[Quantity], landmarks: Landmarks) -> Iterator[int]:
    """Yield for each quantity from where on its sentence is conditional."""
    end = condition = -1
    cues = cues_of(text)
    places = landmarks.conditions
    for one in found:
        if one.start >= end:
            # Quantities up to the next stop are of one sentence.
            end = condition = sentence_end(text, one.start)
            first = bisect_left(places, one.start - SENTENCE_REACH)
            if first < len(places) and places[first] < end:
                condition = condition_start(text, sentence_start(text, one.start), end, cues)
        yield condition
