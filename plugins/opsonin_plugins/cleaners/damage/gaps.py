"""Words that are gone: articles before a stop, brackets without content, doubled words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.cleaners.damage.page import Damage, Page

LINK_LOSS = "link_loss"
DOUBLED = "doubled_word"

#: A function word that needs another word behind it, and has none.
#: Source: Quirk et al., A Comprehensive Grammar of English (1985), 5.10 (determiners).
_NO_NOUN = (
    r"\b(?:the|an|its|their|our|of the|in the|to the|by the) ?(?:[,;]|\.(?:\s|$))|"
    r"\b(?:the|an) (?:of|was|were|are|has|have)\b"
)
#: A turn that names a source, without the source.
_NO_SOURCE = (
    r"\b[Aa]ccording to (?:published (?:in|by|on|at)|reported (?:in|by|on)|in|on|at|by|from|of|"
    r"is|was|and|that)\b|\b[Aa]ccording to ?[.,;)]|\b(?:published|reported|described|posted) "
    r"(?:in (?:by|is|was)|by (?:in|is|was)|on by)\b|"
    r"\b(?:published|reported|described|posted) (?:in|by|on) [,.;]|"
    r"\bavailable (?:at|from|on|via) ?(?:[.;,)]|and\b)|\b(?:can|may) be (?:found|downloaded|"
    r"accessed|seen|read) (?:at|in|on) ?[.,;)]"
)
_GAP = f"{_NO_NOUN}|{_NO_SOURCE}"
#: Brackets around nothing but what once separated references.
_SEPARATORS = "[ ,;]{0,12}"
_EMPTY = rf"[a-z] (?:\({_SEPARATORS}\)|\[{_SEPARATORS}\])(?:[.,;]| [a-z])"
_NAMED = re.compile(r"\bvitamin |\bthe the\b")
#: Words that no sentence has twice in a row. Source: Quirk et al. (1985), 2.34.
_TWICE = (
    "the|a|an|of|and|with|from|to|for|by|at|was|were|are|be|been|their|these|its|our|this|which|"
    "than|into|between"
)
_AGAIN = r"\b(?:" + "|".join(f"{word} {word}" for word in _TWICE.split("|")) + r")\b"
_ALL = re.compile(f"(?P<gap>{_GAP})|(?P<empty>{_EMPTY})|(?P<again>{_AGAIN})", re.MULTILINE)

#: Stands in every text that has something for `gaps`.
SIGN = f"{_GAP}|{_EMPTY}|{_AGAIN}"

_DETAILS = {
    "gap": (LINK_LOSS, "a word is missing behind a function word"),
    "empty": (LINK_LOSS, "brackets without content"),
    "again": (DOUBLED, "a function word stands twice"),
}


def gaps(page: Page) -> Iterator[Damage]:
    """Yield the places where words are gone, or stand twice."""
    text = page.text
    for match in _ALL.finditer(text):
        start, end = match.span()
        if match.lastgroup == "empty":
            start, end = start + 2, text.find("]" if text[start + 2] == "[" else ")", start) + 1
        if page.paragraph_at(start) is None or _is_meant(text, start, end):
            continue
        kind, detail = _DETAILS[str(match.lastgroup)]
        yield Damage(start, end, kind, detail)


def _is_meant(text: str, start: int, end: int) -> bool:
    """Return whether the words around it make sense of it: legends, quoted words, compounds."""
    if text[start] in "([":
        return text.endswith(" in ", 0, start)
    return text[start - 1 : start] in {"-", "'", '"', "\u201c", "\u2018"} or text[
        end : end + 1
    ] in {"-", "/", "\u2019", "'"}
