"""What stands between a subject and its verb: brackets, appositions, relative clauses."""

from __future__ import annotations

from collections.abc import Sequence

from opsonin_plugins.taggers.claims.words import FINITE

#: Words that an inserted phrase begins with; behind the first row it has a verb of its own.
_CLAUSES = frozenset({"which", "who", "whose"})
_PHRASES = frozenset(
    {
        "a",
        "an",
        "the",
        "one",
        "such",
        "including",
        "like",
        "at",
        "for",
        "in",
        "but",
        "as",
        "given",
        "called",
        "named",
        "dubbed",
        "known",
    }
)
#: Words at most of another name, and what stands in none.
_NAME, _JOINING = 4, frozenset({"and", "or", "not"})
#: Words at most between the two commas. Source: ours.
_LONGEST = 18


def noun_end(words: Sequence[str], stop: int) -> int:
    """Return where the phrase ends that a verb is said of, what is inserted left out.

    Args:
        words: The words of the sentence.
        stop: The first word of the verb group.

    >>> noun_end("misoprostol , a new drug , ( M ) reduces pain".split(), 9)
    1
    """
    # "activated cells" may go on with a list, "activates" and "was" do not.
    is_verb = stop < len(words) and not words[stop].endswith(("ed", "ing"))
    while stop > 0:
        if words[stop - 1] == ")":
            before = _opening(words, stop - 1)
        elif words[stop - 1] == ",":
            before = _comma_before(words, stop - 1, is_verb=is_verb)
        else:
            break
        if before is None:
            break
        stop = before
    return stop


def _opening(words: Sequence[str], closing: int) -> int | None:
    depth = 0
    for place in range(closing, max(-1, closing - _LONGEST), -1):
        depth += (words[place] == ")") - (words[place] == "(")
        if not depth:
            return place
    return None


def _comma_before(words: Sequence[str], comma: int, *, is_verb: bool) -> int | None:
    """Return the comma that opens what a comma closes, if it is an insertion."""
    for place in range(comma - 2, max(0, comma - _LONGEST), -1):
        if words[place] in {";", ":", "."}:
            return None
        if words[place] != ",":
            continue
        if words[place + 1] in _CLAUSES:
            return place
        between = words[place + 1 : comma]
        if not FINITE.isdisjoint(between):
            return None
        is_name = len(between) <= _NAME and _JOINING.isdisjoint(between)
        is_bare = is_verb and (is_name or between[0].endswith("ed"))
        return place if is_bare or between[0] in _PHRASES else None
    return None
