"""Who says what stands between marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from opsonin_plugins.taggers.quotes.cues import ADDRESSING, NOUNS, Cue, Form, cue_of, cues_in
from opsonin_plugins.taggers.quotes.marks import Stretch, find_stretches
from opsonin_plugins.taggers.quotes.sentences import last_sentence, sentence_end, sentence_ends
from opsonin_plugins.taggers.quotes.speakers import Range, subject_after, subject_before
from opsonin_plugins.taggers.quotes.unclosed import closed_by_cue
from opsonin_plugins.taggers.quotes.voices import is_thing, may_quote

ACCORDING = re.compile(r"\baccording to\s+", re.IGNORECASE)
#: A name and a colon, as in an interview.
_LABEL = re.compile(r"(?:^|(?<=[.!?]\s))\s*((?:[A-Z][\w.\u2019'-]{0,20} ?){1,4}?)\s*:\s*$")
#: A dash before a name, as under a letter.
_DASHED = re.compile(r"\s*[\u2015\u2014\u2013]\s*(?=[A-Z])")
#: As translators leave it: '"It works." She said.'
_ALONE = re.compile(
    r"\s*(?P<who>[A-Z][\w.\u2019'-]*(?: [A-Z][\w\u2019'-]*){0,3}) "
    r"(?P<cue>said|says|added|adds|explained|explains|continued|concluded|recalled)\.(?=\s|\Z)"
)
_GAP = re.compile(r"[\s,\u2014\u2013-]*")
#: Somebody "was told", something "is believed".
_PASSIVE = re.compile(r"\b(?:is|was|are|were|be|been|being|am)\b(?: \w+){0,2}\s*\Z")
_BE = re.compile(r"\b(?:is|was|are|were|be|been|being|am)\b")
#: "what he called" names something; it does not quote.
_WHAT = re.compile(r"\b(?:what|which|whatever)\s+(?:[^\s,]+\s+){1,3}$")
#: Between a participle and what is quoted stands next to nothing.
_ADDING = re.compile(r"(?: (?!and\b)\w+){0,3}[,:]? (?:that )?\Z")
#: "Trump on Thursday blamed".
_TIMES = frozenset(
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Today", "Asked"]
)
_SMALL = frozenset(["of", "the", "a", "an", "and", "in", "on", "for", "to", "at", "with", "is"])
#: Behind "points" it leaves no doubt that somebody speaks.
_OUT = " out"
_PLURAL = frozenset(["i", "we", "they", "you", "people", "who", "others", "many", "some"])
_SINGULAR = frozenset(["he", "she", "it", "who"])
_SENTENCE_ENDS = (".", ",", "!", "?", "\u2026")
_CLAUSE_ENDS = ",?!\u2014\u2013-\u2026"
#: How far from a stretch its verb is looked for, in code points; how many words may stand before
#: the speaker after it; the fewest words of a quotation that nobody is named for; the longest
#: title. Source: ours, over English news.
_REACH, _LEAD_WORDS, _MIN_FREE_WORDS, _MAX_TITLE_WORDS = 250, 4, 4, 10


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation.

    Attributes:
        start: First code point of what is said.
        end: First code point after it.
        kind: ``direct`` or ``indirect``.
        is_closed: Whether the closing mark is there.
        speaker: Where whoever speaks is named.
        cue: Where the word stands that tells so.
    """

    start: int
    end: int
    kind: Literal["direct", "indirect"]
    is_closed: bool = True
    speaker: Range | None = None
    cue: Range | None = None


#: Who speaks, and the word that tells so.
_Said = tuple[Range, Range | None]


def find_quotes(text: str) -> list[Quote]:
    """Return the direct quotes of a text, with who speaks where that is said.

    >>> text = '"It works," Jane Doe said. "We saw it twice."'
    >>> [(text[q.start : q.end], text[slice(*q.speaker)]) for q in find_quotes(text)]
    [('It works,', 'Jane Doe'), ('We saw it twice.', 'Jane Doe')]
    """
    found: list[Quote] = []
    earlier: Stretch | None = None
    for stretch in find_stretches(text):
        one, said = _ended(text, stretch)
        said = said or _after(text, one) or _before(text, one)
        if said is None and found and earlier is not None:
            said = _carried_on(text, earlier, one, found[-1])
            said = said or _goes_on(text, one, found[-1])
        earlier = one
        inside = text[one.start : one.end]
        if not _is_title(inside) and _is_said(inside, said, text):
            speaker, cue = said or (None, None)
            found.append(Quote(one.start, one.end, "direct", one.is_closed, speaker, cue))
    return found


def _ended(text: str, one: Stretch) -> tuple[Stretch, _Said | None]:
    """Let a stretch that nobody closed end before "said X", if that stands in it."""
    found = None if one.is_closed else closed_by_cue(text, one)
    if found is None:
        return one, None
    end, speaker, cue = found
    return replace(one, end=end), (speaker, cue)


def _is_said(inside: str, said: _Said | None, text: str) -> bool:
    """Tell whether somebody says a stretch, rather than that a word is spoken of."""
    first = inside.lstrip("\u2026.[ ")[:1]
    if said is None:
        ends = inside.rstrip()[-1:]
        return (
            inside.count(" ") + 1 >= _MIN_FREE_WORDS and first.isupper() and ends in _SENTENCE_ENDS
        )
    who = text[slice(*said[0])]
    if not first.isupper():
        # A word in marks after "called" and the like is a term, unless somebody is named for it.
        return may_quote(who)
    return who.lower() in _SINGULAR or who.lower() in _PLURAL or not is_thing(who)


def subject_of(text: str, start: int, cue: Cue) -> Range | None:
    """Return the subject of a cue, unless the word is something else there.

    Args:
        text: The text.
        start: Where the sentence begins.
        cue: The cue.
    """
    speaker = subject_before(text, start, cue.start)
    if speaker is None or text[slice(*speaker)] in _TIMES:
        return None
    between = text[speaker[1] : cue.start]
    # "were given a leaflet and told that": the verb before "and" tells for both.
    passive = _BE if between.endswith(" and ") else _PASSIVE
    if cue.form is Form.PAST and passive.search(between):
        return None
    last = text[slice(*speaker)].rsplit(maxsplit=1)[-1]
    if cue.form is Form.BASE and last.lower() not in _PLURAL and not last.endswith("s"):
        return None
    if cue.word in NOUNS and cue.form is Form.PRESENT:
        is_right_before = not text[speaker[1] : cue.start].strip(" ")
        is_right_before = is_right_before or text.startswith(_OUT, cue.end)
        is_possessive = last.endswith(("\u2019s", "'s", "\u2019", "'"))
        is_name = (last[0].isupper() and not is_possessive) or last.lower() in _SINGULAR
        if not (is_right_before and is_name):
            return None
    return speaker


def _is_title(inside: str) -> bool:
    """Tell whether a stretch names a work or a person: its words have capital letters."""
    words = inside.rstrip(",.").split()
    if not words or inside[-1] in "!?" or len(words) > _MAX_TITLE_WORDS:
        return not words
    is_capital = all(not word[0].isalpha() or word[0].isupper() or word in _SMALL for word in words)
    return is_capital and (len(words) > 1 or inside[-1] not in ".,")


def _carried_on(text: str, earlier: Stretch, one: Stretch, before: Quote) -> _Said | None:
    """Return who goes on: after a paragraph that was not closed, or after "he said"."""
    if before.speaker is None or before.start != earlier.start:
        return None
    said = before.speaker, before.cue
    if earlier.paragraph != one.paragraph:
        between = text[earlier.end : one.start]
        return said if not earlier.is_closed and not between.strip(' \n\u201c"\u2018') else None
    if before.cue is None:
        return None
    between = text[earlier.end + 1 : one.start - 1]
    if not earlier.end <= before.cue[0] < one.start:
        return said if between.strip(" .,;\u2026\u2014-") in ("", "and", "or") else None
    return said if len(between) < _REACH and not _holds_end(between.rstrip()) else None


def _goes_on(text: str, one: Stretch, before: Quote) -> _Said | None:
    """Return who says a further sentence in the paragraph of another of his."""
    if before.speaker is None or before.start < one.paragraph:
        return None
    inside = text[one.start : one.end]
    is_sentence = inside[:1].isupper() and inside.rstrip()[-1:] in _SENTENCE_ENDS
    is_sentence = is_sentence and inside.count(" ") >= _MIN_FREE_WORDS
    return (before.speaker, before.cue) if is_sentence else None


def _holds_end(text: str) -> bool:
    return any(True for _ in sentence_ends(text, 0, len(text)))


def _after(text: str, one: Stretch) -> _Said | None:
    """Look for "said X" and "X said" right after a stretch."""
    if not one.is_closed or not text[one.start : one.end].strip():
        return None
    named = _dashed(text, one)
    if named:
        return named
    start = one.end + 1
    gap = _GAP.match(text, start, one.after)
    first = gap.end() if gap else start
    # A quotation inside may end where this one does.
    last = text[one.start : one.end].rstrip("\u2019'")[-1:]
    if last not in _CLAUSE_ENDS and "," not in text[start:first]:
        return _said_alone(text, one)
    end = sentence_end(text, first, min(one.after, first + _REACH))
    return _according(text, first, end, is_first=True) or _verb_after(text, first, end)


def _said_alone(text: str, one: Stretch) -> _Said | None:
    """Look for a sentence that only tells who said what ended before it: "She said."."""
    found = _ALONE.match(text, one.end + 1, one.after)
    cue = cue_of(text, *found.span("cue")) if found else None
    if found is None or cue is None:
        return None
    return found.span("who"), (cue.start, cue.end)


def _dashed(text: str, one: Stretch) -> _Said | None:
    dash = _DASHED.match(text, one.end + 1, one.after)
    speaker = subject_after(text, dash.end(), one.after) if dash else None
    if speaker and not text[speaker[1] : one.after].strip(' .\u201c"'):
        return speaker, None
    return None


def _verb_after(text: str, first: int, end: int) -> _Said | None:
    for cue in cues_in(text, first, end):
        if cue.form is Form.PARTICIPLE:
            continue
        if cue.start == first:
            is_told = cue.word in ADDRESSING and not cue.word.startswith("ask")
            inverted = None if is_told else subject_after(text, cue.end, end)
            if inverted:
                return inverted, (cue.start, cue.end)
            continue
        speaker = subject_of(text, first, cue)
        if speaker and text.count(" ", first, speaker[0]) <= _LEAD_WORDS:
            return speaker, (cue.start, cue.end)
    return None


def _according(text: str, start: int, end: int, *, is_first: bool) -> _Said | None:
    if text.find("ccording to", start, end) < 0:
        return None
    found = (ACCORDING.match if is_first else ACCORDING.search)(text, start, end)
    speaker = subject_after(text, found.end(), end) if found else None
    return (speaker, (found.start(), found.end() - 1)) if found and speaker else None


def _before(text: str, one: Stretch) -> _Said | None:
    """Look for a verb of saying and its subject in the sentence before a stretch."""
    start, end = _sentence_before(text, one)
    label = _LABEL.search(text[start:end]) if text[start:end].rstrip()[-1:] == ":" else None
    if label:
        return (start + label.start(1), start + label.end(1)), None
    cues = list(cues_in(text, start, end))
    nearest: Cue | None = None
    for cue in reversed(cues):
        if cue.form is Form.PARTICIPLE:
            nearest = nearest or cue
            continue
        if text.find("wh", start, cue.start) >= 0 and _WHAT.search(text, start, cue.start):
            return None
        speaker = subject_of(text, start, cue)
        if speaker:
            # "Doe said it was rare, adding that": who adds is who said.
            is_adding = nearest is not None and _ADDING.match(text, nearest.end, end)
            own = nearest if nearest and is_adding else cue
            return speaker, (own.start, own.end)
    return _according(text, start, end, is_first=False) or _participle(text, start, cues)


def _participle(text: str, start: int, cues: Sequence[Cue]) -> _Said | None:
    """Take the subject of the sentence for that of "saying"."""
    for cue in cues:
        speaker = subject_after(text, start, cue.start) if cue.form is Form.PARTICIPLE else None
        if speaker:
            return speaker, (cue.start, cue.end)
    return None


def _sentence_before(text: str, one: Stretch) -> Range:
    end = one.start - 1
    start = max(one.before, end - _REACH)
    if not text[start:end].strip():
        announced = len(text[: one.before].rstrip())
        if text[:announced].endswith(":"):
            # A paragraph of its own, announced at the end of the one before.
            end = announced
            start = max(text.rfind("\n", 0, end) + 1, end - _REACH)
    return last_sentence(text, start, end), end
