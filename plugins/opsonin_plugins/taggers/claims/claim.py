"""A claim as it is found."""

from __future__ import annotations

from typing import Literal, NamedTuple

from opsonin_plugins.taggers.claims.senses import Direction
from opsonin_plugins.taggers.claims.sentence import Concept

Certainty = Literal["asserted", "hedged", "speculative", "conditional", "unknown"]


class Party(NamedTuple):
    """Subject or object of a claim.

    Attributes:
        said: Its words.
        concept: What it is about, if that is known.
    """

    said: str
    concept: Concept | None = None


class Claim(NamedTuple):
    """A claim.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        kind: ``finding`` or ``caveat``.
        subject: Who or what does it.
        predicate: What is done.
        object: To whom or what.
        context: For whom and when.
        direction: Whether there is more or less of it.
        certainty: How sure the text is.
        negated: Whether it is denied.
        cue: Code points of the word that leaves it open or denies it.
    """

    start: int
    end: int
    kind: Literal["finding", "caveat"]
    subject: Party | None = None
    predicate: str | None = None
    object: Party | None = None
    context: str | None = None
    direction: Direction | None = None
    certainty: Certainty = "asserted"
    negated: bool = False
    cue: tuple[int, int] | None = None
