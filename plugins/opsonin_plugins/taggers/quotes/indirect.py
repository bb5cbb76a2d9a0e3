"""What somebody is said to have said, without marks around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.quoting.attribution import (
    ACCORDING,
    SENTENCE,
    Quote,
    subject_of,
)
from opsonin_plugins.taggers.quoting.cues import ADDRESSING, Cue, Form, cues_in
from opsonin_plugins.taggers.quoting.speakers import Range, subject_after

_LINE = re.compile(r"[^\n]+")
#: Verbs whose clause is what was said, with or without "that". Source: ours, over English news.
_REPORTING = frozenset(
    {
        "said",
        "says",
        "say",
        "added",
        "adds",
        "noted",
        "explained",
        "announced",
        "insisted",
        "stated",
        "warned",
        "acknowledged",
        "argued",
        "claimed",
        "told",
        "tells",
        "explains",
        "argues",
        "insists",
        "notes",
        "suggested",
        "predicted",
        "believes",
        "believed",
    }
)
_THAT = re.compile(r"\s*,?\s*(?:[A-Za-z]+\s+){0,4}?that\s+")
_GAP = re.compile(r"[\s,:]*")
#: After "told", whoever is spoken to.
_ADDRESSEE = re.compile(
    r"\s+(?:[A-Z][\w.’'-]*|the|a|an|reporters|him|her|them|me|us|it|his)\b(?:\s+(?!that\b)[A-Za-z][\w’'-]*){0,5}?\s+that\s+"
)
_TIME = re.compile(
    r"\s+(?:on |in a statement|in an interview|last |this |late |early |yesterday|today|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:\s?[\w’']+){0,3}?\s*,?(?:\s+that)?\s+(?=[a-zA-Z])"
)
_MIN_WORDS = 4


def find_indirect(text: str, direct: Sequence[Quote]) -> list[Quote]:
    """Return the indirect quotes of a text.

    Args:
        text: The text.
        direct: Its direct quotes; a verb that tells of one of them tells of nothing else.
    """
    used = {one.cue[0] for one in direct if one.cue}
    found: list[Quote] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for boundary in SENTENCE.finditer(text, start, line.end()):
            found += _in_sentence(text, start, boundary.start(), used)
            start = boundary.end()
        found += _in_sentence(text, start, line.end(), used)
    return found


def _in_sentence(text: str, start: int, end: int, used: set[int]) -> Iterator[Quote]:
    while end > start and text[end - 1] in " .!?":
        end -= 1
    for cue in cues_in(text, start, end):
        if cue.word not in _REPORTING or cue.start in used or cue.form is Form.PARTICIPLE:
            continue
        speaker = subject_of(text, start, cue)
        if speaker is None:
            continue
        content = _content(text, (start, end), speaker, cue)
        if content and _is_clause(text[slice(*content)]):
            yield Quote(*content, "indirect", True, speaker, (cue.start, cue.end))
            return
    according = ACCORDING.search(text, start, end)
    if according:
        speaker = subject_after(text, according.end(), end)
        if speaker:
            content = _beside(text, (start, end), according.start(), speaker[1])
            if content and _is_clause(text[slice(*content)]):
                yield Quote(
                    *content, "indirect", True, speaker, (according.start(), according.end() - 1)
                )


def _content(text: str, sentence: Range, speaker: Range, cue: Cue) -> Range | None:
    start, end = sentence
    that = _THAT.match(text, cue.end, end)
    if that:
        return that.end(), end
    if cue.word in ADDRESSING:
        told = _ADDRESSEE.match(text, cue.end, end)
        return (told.end(), end) if told else None
    before = text[start : speaker[0]].rstrip()
    after = text[cue.end : end]
    if (
        before.endswith(",")
        and len(after.split()) <= _MIN_WORDS + 1
        and len(before.split()) > _MIN_WORDS
    ):
        return start, start + len(before) - 1
    time = _TIME.match(text, cue.end, end)
    if time:
        return time.end(), end
    gap = _GAP.match(text, cue.end, end)
    return (gap.end() if gap else cue.end), end


def _beside(text: str, sentence: Range, start: int, end: int) -> Range | None:
    """Return the longer side of a phrase in a sentence."""
    before = text[sentence[0] : start].rstrip(" ,")
    gap = _GAP.match(text, end, sentence[1])
    after = (gap.end() if gap else end), sentence[1]
    if len(before) >= after[1] - after[0]:
        return sentence[0], sentence[0] + len(before)
    return after


def _is_clause(content: str) -> bool:
    return (
        content.count(" ") >= _MIN_WORDS - 1 and "“" not in content[:1] and '"' not in content[:1]
    )
