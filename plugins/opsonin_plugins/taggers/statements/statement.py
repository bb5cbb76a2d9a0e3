"""A claim as it is held against others: who does what to what, and how two deny each other."""

from __future__ import annotations

from typing import NamedTuple

#: Predicates that make less of their object, or fight it; those that make more of it.
_LESS = frozenset({"decreases", "impairs", "treats", "prevents"})
_MORE = frozenset({"increases", "produces", "causes"})
#: Predicates that say the same when one is denied and the other is not.
_FAMILIES = (
    frozenset({"treats", "prevents"}),
    frozenset({"decreases", "impairs"}),
    frozenset({"increases", "produces"}),
)


class Statement(NamedTuple):
    """A claim with a concept on both sides.

    Attributes:
        doc_id: The document.
        claim_id: The claim.
        start: First code point of the claim.
        end: First code point after it.
        subject_curie: Who or what does it.
        subject_rest: What the phrase says besides: see `opsonin_plugins.taggers.statements.matter`.
        predicate: What is done.
        object_curie: To whom or what.
        object_rest: What the phrase says besides.
        effect: 1 if there is more of the object, -1 if less, 0 if neither is said.
        is_negated: Whether it is denied.
        context: For whom and when.
        topic: The disease that the document is about.
        subject_type: Type of the subject's mention.
        object_type: Type of the object's mention.
    """

    doc_id: str
    claim_id: int
    start: int
    end: int
    subject_curie: str
    subject_rest: str
    predicate: str
    object_curie: str
    object_rest: str
    effect: int
    is_negated: bool
    context: str | None
    topic: str | None
    subject_type: str
    object_type: str


def effect_of(predicate: str, direction: str | None) -> int:
    """Return whether a predicate makes more (1) or less (-1) of its object, or neither (0)."""
    if predicate in _LESS:
        return -1
    if predicate in _MORE:
        return -1 if direction == "decrease" else 1
    if predicate == "associated_with":
        return {"increase": 1, "decrease": -1}.get(direction or "", 0)
    return 0


def opposition(one: Statement, other: Statement) -> str | None:
    """Return how two statements about the same concepts deny each other.

    Returns:
        ``negation`` or ``direction``; None if both may stand side by side, or if their phrases
        differ by more than a word.
    """
    if not _alike(one.subject_rest, other.subject_rest):
        return None
    if not _alike(one.object_rest, other.object_rest):
        return None
    if one.is_negated != other.is_negated:
        is_same = _family(one.predicate) == _family(other.predicate)
        return "negation" if is_same and one.effect == other.effect else None
    if one.effect * other.effect < 0 and not one.is_negated:
        return "direction"
    return None


def _alike(rest: str, other: str) -> bool:
    """Tell whether one phrase is the other with at most one word more."""
    one, two = set(rest.split()), set(other.split())
    return (one <= two or two <= one) and len(one ^ two) <= 1


def _family(predicate: str) -> frozenset[str]:
    return next((family for family in _FAMILIES if predicate in family), frozenset({predicate}))
