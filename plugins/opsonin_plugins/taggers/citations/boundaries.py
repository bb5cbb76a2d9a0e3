"""Mends where fields begin and end, by the punctuation of the styles of biomedicine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from opsonin_plugins.taggers.citations.labelling import Range
from opsonin_plugins.taggers.citations.online import online

#: Label and place of each field in order.
Runs = Sequence[tuple[str, Range]]

_CONTAINERS = ("journal", "container-title")
_LETTER = r"[^\W\d_]"
_FAMILY = (
    rf"(?:(?:van|von|de|der|den|du|la|le|di|da|dos|del|ten|ter|el|al|St\.?)\s){{0,3}}"
    rf"{_LETTER}[\w\u2019'-]{{1,30}}(?:\s[A-Z][a-z][\w\u2019'-]{{1,30}})?"
)
_NAME = rf"{_FAMILY}\s[A-Z]{{1,4}}(?:\s(?:Jr|Sr|II|III|2nd|3rd))?"
#: "Doe JA, Roe R, et al. " or "Doe JA, Roe R: ", the authors of NLM's style and its like.
#: Source: NLM, Citing Medicine, 2nd edition, chapter 1.
_AUTHORS = re.compile(
    rf"(?P<names>{_NAME}(?:,\s{_NAME}){{0,80}})(?:,?\s(?:et\sal|and\sothers))?[.:]\s"
    r"(?![A-Z]\.|and\b|&|\d{4})"
)
#: "Roe, and Jane Poe. ", "Roe, ", behind a given name or initials.
_PART = r"(?:[A-Z][\w\u2019'-]{0,30}\.?|van|von|de|der|la|le|di|da)"
_MORE_AUTHORS = re.compile(
    rf"(?:(?:{_PART}\s){{0,4}}{_PART},\s){{0,20}}(?:(?:{_PART}\s){{0,4}}{_PART},?\s)?(?:and|&)\s"
    rf"(?:{_PART}\s){{0,4}}{_PART}[.,:]\s|(?:[A-Z]\.\s){{0,3}}{_PART}[,.:]\s(?=[A-Z])"
)
#: Labels that a model finds within a title by mistake: numbers and words of names.
_ISLANDS = frozenset({"volume", "pages", "date", "note", "citation-number", "journal", "location"})
_MAX_ISLAND_CHARS = 60
#: A title in quotation marks, in which no others stand.
_QUOTED = re.compile(
    r"\s{0,2}(?:\u201c[^\u201c\u201d]{8,400}\u201d|\"[^\"]{8,400}\"|\u00ab[^\u00ab\u00bb]{8,400}\u00bb)"
)
#: What a title does not go on with.
_TAIL = re.compile(
    r"[.,?!]\s(?=In:?\s[A-Z]|[Ee]d(?:s?\.|ited by)\s|[Tt]rans(?:\.|lated by)\s|To appear\b|"
    r"(?:Technical|Tech\.?) [Rr]eport|Unpublished|(?:Ph\.?\s?D\.?|Master|Doctoral|M\.S)\b)"
)
_MIN_CONTAINER_CHARS, _MAX_CONTAINER_CHARS, _MIN_TITLE_CHARS = 6, 80, 10
#: Where a title ends that runs into the name of the journal.
_TITLE_END = re.compile(
    r"[.?!\u201d\"]\s(?=[A-Z][\w.&-]*(?:\s(?:[A-Z][\w.&-]*|of|and|the|for|in|on|&)){0,6}\s?\Z)"
)
_MAX_OVERRUN_CHARS = 60
#: Where a title goes on that was taken for the name of the journal.
_SENTENCE_END = re.compile(r"[\w)][.?!]\s(?=[A-Z])")


def mended(text: str, runs: Runs) -> Runs:
    """Return the fields of a reference with better places.

    Args:
        text: The reference.
        runs: Label and place of each field in order, as the model gives them.
    """
    authors = _completed(text, _named(text, online(text, list(runs))))
    title = _cut(text, _filled(text, _joined(authors)))
    return _split(text, _parted(text, title))


def _named(text: str, runs: Runs) -> Runs:
    """Have the authors end where their style says."""
    at = next((start for label, (start, _) in runs if label != "citation-number"), 0)
    found = _AUTHORS.match(text, at)
    labels = [label for label, _ in runs]
    if found is None or "author" not in labels:
        return runs
    # "Jane D. Doe" looks like "Doe J. " and what follows.
    names = found["names"]
    if "," not in names and names[-2].isspace() and found.end("names") + 2 == found.end():
        return runs
    end = found.end("names")
    behind = [(label, (max(start, found.end()), stop)) for label, (start, stop) in runs]
    kept = [one for one in behind if one[1][0] < one[1][1]]
    has_rest = bool(kept) and kept[0][0] == "author"
    if "title" not in labels and not has_rest:
        return runs
    if has_rest:
        # What is left of the authors are the first words of the title.
        kept[0] = ("title", kept[0][1])
    before = [one for one in runs if one[1][1] <= at]
    return _merged([*before, ("author", (at, end)), *kept])


def _completed(text: str, runs: Runs) -> Runs:
    """Give the authors the last of them, which were taken for the beginning of the title."""
    found = list(runs)
    for place, ((label, (start, end)), (after, (begin, stop))) in enumerate(pairwise(runs)):
        is_open = text[end - 1].isalnum() and not text[end:begin].strip()
        if label != "author" or after != "title" or not is_open:
            continue
        more = _MORE_AUTHORS.match(text, begin, stop)
        if more is not None and more.end() < stop:
            found[place : place + 2] = [(label, (start, more.end())), (after, (more.end(), stop))]
    return found


def _merged(runs: Runs) -> list[tuple[str, Range]]:
    found: list[tuple[str, Range]] = []
    for label, place in runs:
        if found and found[-1][0] == label:
            found[-1] = (label, (found[-1][1][0], place[1]))
        else:
            found.append((label, place))
    return found


def _joined(runs: Runs) -> Runs:
    """Join the parts of a title with what was found between them."""
    titles = [place for place, (label, _) in enumerate(runs) if label == "title"]
    for first, last in pairwise(titles):
        between = runs[first + 1 : last]
        is_short = between[-1][1][1] - between[0][1][0] <= _MAX_ISLAND_CHARS
        names = {label for label, _ in between}
        has_journal = any(label in _CONTAINERS for label, _ in runs[last:])
        if is_short and names <= _ISLANDS and has_journal:
            whole = ("title", (runs[first][1][0], runs[last][1][1]))
            return _joined([*runs[:first], whole, *runs[last + 1 :]])
    return runs


def _filled(text: str, runs: Runs) -> Runs:
    """Have a title that does not end go on up to the name of the journal."""
    for place in range(len(runs) - 2):
        (label, (start, end)), (_, (begin, stop)), (after, _) = runs[place : place + 3]
        is_open = label == "title" and text[end - 1].isalnum() and not text[end:begin].strip()
        if is_open and after in _CONTAINERS and stop - begin <= _MAX_ISLAND_CHARS:
            return [*runs[:place], (label, (start, stop)), *runs[place + 2 :]]
    return runs


def _cut(text: str, runs: Runs) -> Runs:
    """Have a title end where its quotation marks close, or before what cannot belong to it."""
    titles = [place for place, (label, _) in enumerate(runs) if label == "title"]
    if not titles:
        return runs
    place = max(titles, key=lambda one: runs[one][1][1] - runs[one][1][0])
    start, end = runs[place][1]
    quoted = next(
        (one for back in (0, 1, 2) if (one := _QUOTED.match(text, max(0, start - back)))), None
    )
    if quoted is not None:
        stop = quoted.end()
    else:
        tail = _TAIL.search(text, start, end)
        stop = end if tail is None else tail.start() + 1
    if quoted is None and stop == end:
        return runs
    # What follows an article in quotation marks, or "In", is what it stands in.
    is_in = quoted is not None or text.startswith("In", stop + 1)
    label = "container-title" if is_in else "editor"
    after = [(label, (stop, end))] if end - stop > _MIN_CONTAINER_CHARS else []
    behind = [(label, (max(a, stop), b)) for label, (a, b) in runs[place + 1 :] if b > stop]
    if behind and behind[0][0] in _CONTAINERS:
        after = []
        behind[0] = (behind[0][0], (stop, behind[0][1][1])) if stop < end else behind[0]
    return [*runs[:place], ("title", (start, stop)), *after, *behind]


def _parted(text: str, runs: Runs) -> Runs:
    """Part title and container at the end of a sentence."""
    found = list(runs)
    for place, ((label, (start, end)), (after, (begin, stop))) in enumerate(pairwise(runs)):
        if label != "title" or after not in _CONTAINERS or not text[end - 1].isalnum():
            continue
        back = _TITLE_END.search(text, max(start, end - _MAX_OVERRUN_CHARS), end)
        ahead = _SENTENCE_END.search(text, begin, min(stop, begin + _MAX_OVERRUN_CHARS))
        if back is not None:
            found[place : place + 2] = [
                (label, (start, back.start() + 1)),
                (after, (back.end(), stop)),
            ]
        elif ahead is not None and ahead.end() < stop:
            found[place : place + 2] = [(label, (start, ahead.end())), (after, (ahead.end(), stop))]
    return found


def _split(text: str, runs: Runs) -> Runs:
    """Find the journal of an article, for which there is a volume, in the end of its title."""
    labels = [label for label, _ in runs]
    if "title" not in labels or "volume" not in labels or {*_CONTAINERS} & {*labels}:
        return runs
    place = labels.index("title")
    start, end = runs[place][1]
    ends = [one.end() for one in _SENTENCE_END.finditer(text, start, end)]
    if not ends or end - ends[-1] > _MAX_CONTAINER_CHARS or ends[-1] - start < _MIN_TITLE_CHARS:
        return runs
    parts = [("title", (start, ends[-1])), ("journal", (ends[-1], end))]
    return [*runs[:place], *parts, *runs[place + 1 :]]
