"""References to pages, reports and bodies, which a model of journal references reads amiss."""

from __future__ import annotations

import re
from operator import itemgetter

from opsonin_plugins.taggers.citations.labelling import Range

Runs = list[tuple[str, Range]]

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = (
    rf"(?:{_MONTH}(?:\s\d{{1,2}})?,?\s\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s{_MONTH},?\s\d{{4}}|"
    rf"\d{{4}}\s{_MONTH}(?:\s\d{{1,2}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}})"
)
#: When somebody last saw a page. Source: NLM, Citing Medicine, chapter 25; AMA, chapter 3.15.
_SEEN = re.compile(
    r"[(\[]?\b(?:[Ll]ast\s)?(?:[Aa]ccessed|[Cc]ited|[Rr]etrieved|[Vv]iewed|[Vv]isited)"
    rf"(?:\son|\sat)?:?\s(?:on\s)?{_DAY}[)\].;,]*(?:\sfrom\b:?)?"
)
_ADDRESS = re.compile(r"[(<\[]?(?:https?://|www\.)[^\s()<>\[\]]{4,300}[)>\]]?")
#: A date in full, of which a journal's name and a volume are made.
_DATE = re.compile(rf"(?<!\w){_MONTH}\s\d{{1,2}},\s\d{{4}}(?!\d)")
#: A body that writes as one, up to the period or colon behind its name. Source: the types of
#: organisations of ROR, and of groups of authors in PubMed.
_BODY = re.compile(
    r"[A-Z][\w\u2019'-]*"
    r"(?:,?\s(?:[A-Z][\w\u2019'-]*|of|for|the|and|on|in|to|&|(?:19|20)\d\d(?=\s[A-Z]))){1,12}[.:]\s"
)
_BODY_WORD = re.compile(
    r"\b(?:Organi[sz]ation|Administration|Agency|Cent(?:er|re)s?|Institutes?|Ministry|Department|"
    r"Association|Society|Committee|Commission|Council|Collaborat(?:ors|ion)|Consortium|Network|"
    r"Foundation|Federation|Bureau|Office|Team|Group|University|College|Academy|Board|Union)\b"
)
_WORDS = re.compile(r"[^\W\d_][^\d]*")


def online(text: str, runs: Runs) -> Runs:
    """Return the fields of a reference with what is of a page, a day or a body in its place.

    Args:
        text: The reference.
        runs: Label and place of each field in order, as the model gives them.
    """
    runs = _unnumbered(text, runs)
    runs = _by_body(text, runs)
    for pattern, label in ((_SEEN, "note"), (_ADDRESS, "url"), (_DATE, "date")):
        for found in pattern.finditer(text):
            runs = _replaced(runs, found.span(), label)
    return runs


def names_body(words: str) -> bool:
    """Tell whether words are the name of a body, in which "and" parts no authors.

    >>> names_body("Food and Drug Administration."), names_body("Doe J, Poe A.")
    (True, False)
    """
    return (
        _BODY_WORD.search(words) is not None
        and _BODY.fullmatch(f"{words.rstrip('. ')}. ") is not None
    )


def _unnumbered(text: str, runs: Runs) -> Runs:
    """Give words that were taken for the number of a reference to the field behind them."""
    if len(runs) > 1 and runs[0][0] == "citation-number":
        start, end = runs[0][1]
        if _WORDS.fullmatch(text, start, end):
            return [(runs[1][0], (start, runs[1][1][1])), *runs[2:]]
    return runs


def _by_body(text: str, runs: Runs) -> Runs:
    """Have a body that writes be the author, up to the end of its name."""
    at = next((start for label, (start, _) in runs if label != "citation-number"), 0)
    found = _BODY.match(text, at)
    if found is None or not _BODY_WORD.search(text, at, found.end()):
        return runs
    before = [one for one in runs if one[1][1] <= at]
    behind = [
        (label, (max(start, found.end()), end)) for label, (start, end) in runs if end > found.end()
    ]
    if not behind:
        return runs
    if behind[0][0] == "author":
        behind[0] = ("title", behind[0][1])
    return _merged([*before, ("author", (at, found.end())), *behind])


def _replaced(runs: Runs, span: Range, label: str) -> Runs:
    """Put a stretch with a label of its own among the fields."""
    start, end = span
    found: Runs = []
    for one, (first, last) in runs:
        if last <= start or first >= end:
            found.append((one, (first, last)))
            continue
        if first < start:
            found.append((one, (first, start)))
        if last > end:
            found.append((one, (end, last)))
    found.append((label, span))
    return _merged(sorted(found, key=itemgetter(1)))


def _merged(runs: Runs) -> Runs:
    """Join neighbours of one label."""
    merged: Runs = []
    for label, place in runs:
        if merged and merged[-1][0] == label:
            merged[-1] = (label, (merged[-1][1][0], place[1]))
        else:
            merged.append((label, place))
    return merged
