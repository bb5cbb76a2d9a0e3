"""What is said in a stretch without a closing mark, and what tells of it after it."""

from __future__ import annotations

from opsonin_plugins.taggers.quotes.cues import ADDRESSING, Form, cues_in
from opsonin_plugins.taggers.quotes.marks import Stretch
from opsonin_plugins.taggers.quotes.sentences import sentence_ends
from opsonin_plugins.taggers.quotes.speakers import Range, subject_after, subject_before
from opsonin_plugins.taggers.quotes.voices import may_speak

#: What follows the speaker in such a sentence is short, and so is what stands between comma and
#: verb; longer stretches were never closed at all. Source: ours, in code points.
_MAX_TAIL, _MAX_SPEAKER, _MAX_STRETCH = 60, 80, 2000


def closed_by_cue(text: str, one: Stretch) -> tuple[int, Range, Range] | None:
    """Return where an unclosed stretch ends because "said X" follows, the speaker, and the cue.

    >>> from opsonin_plugins.taggers.quotes.marks import find_stretches
    >>> text = "“We want to know, said Doe."
    >>> end, speaker, cue = closed_by_cue(text, find_stretches(text)[0])
    >>> text[:end], text[slice(*speaker)]
    ('“We want to know,', 'Doe')
    """
    start, end = one.start, min(one.end, one.start + _MAX_STRETCH)
    for stop, following in [*sentence_ends(text, start, end), (end, end)]:
        found = _in_sentence(text, start, stop)
        if found:
            return found
        start = following
    return None


def _in_sentence(text: str, start: int, end: int) -> tuple[int, Range, Range] | None:
    comma = text.rfind(",", start, end)
    while comma > start:
        for cue in cues_in(text, comma, min(end, comma + _MAX_SPEAKER)):
            if cue.form is Form.PARTICIPLE or cue.form is Form.BASE:
                continue
            speaker = _speaker(text, comma, cue.start, cue.end, end, cue.word)
            if speaker:
                return comma + 1, speaker, (cue.start, cue.end)
            break
        comma = text.rfind(",", start, comma)
    return None


def _speaker(text: str, comma: int, start: int, stop: int, end: int, verb: str) -> Range | None:
    if not text[comma + 1 : start].strip():
        found = None if verb in ADDRESSING else subject_after(text, stop, end)
        tail = found[1] if found else stop
    else:
        found = subject_before(text, comma + 1, start)
        tail = stop
        if found and text[comma + 1 : found[0]].strip():
            return None
    is_short = len(text[tail:end].strip(' .,\u201d"')) <= _MAX_TAIL
    return found if found and is_short and may_speak(text[slice(*found)], verb) else None
