"""The refiner ``context``: which mentions are negated, uncertain or hypothetical."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Tagger
from opsonin_plugins.taggers.context_triggers import (
    BY_FIRST,
    END,
    HYPOTHETICAL,
    NEGATED,
    PSEUDO,
    TRIGGERS,
    UNCERTAIN,
    Trigger,
)

_WORD = re.compile(r"\w+(?:['\u2019]\w+)?|[;:)]")
_LABELS = (NEGATED, UNCERTAIN, HYPOTHETICAL)


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase in a sentence: what it says, and its first and last word."""

    triggers: tuple[Trigger, ...]
    first: int
    last: int


def tag_context(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Return the mentions with ``negated``, ``uncertain`` and ``hypothetical`` set.

    A phrase such as "no evidence of" speaks of the names behind it, one such as "was ruled out" of
    those before it, within their sentence, over some words, up to one such as "but".
    What another component has set stays.
    """
    mentions = documents.table("mentions")
    if not mentions.num_rows:
        return {"mentions": mentions}
    columns = (mentions[name].to_pylist() for name in ("doc_id", "clean_start", "clean_end"))
    by_document: dict[str, list[tuple[int, int, int]]] = {}
    for row, (doc_id, start, end) in enumerate(zip(*columns, strict=True)):
        by_document.setdefault(doc_id, []).append((start, end, row))
    marked: dict[str, set[int]] = {label: set() for label in _LABELS}
    sentences = documents.analysis.sentences
    for number, (doc_id, text) in enumerate(zip(documents.ids, documents.texts, strict=True)):
        spans = sorted(by_document.get(doc_id, ()))
        for label, row in _judged(text, spans, sentences.of(number)):
            marked[label].add(row)
    for label in _LABELS:
        mentions = _with_marks(mentions, label, marked[label])
    return {"mentions": mentions}


def _with_marks(mentions: pa.Table, label: str, rows: set[int]) -> pa.Table:
    at = mentions.schema.get_field_index(label)
    if at < 0:
        marks = pa.array([row in rows for row in range(mentions.num_rows)], pa.bool_())
        return mentions.append_column(label, marks)
    known = mentions[label].to_pylist()
    marks = pa.array([bool(one) or row in rows for row, one in enumerate(known)], pa.bool_())
    return mentions.set_column(at, mentions.schema.field(at), marks)


def _judged(
    text: str, spans: Sequence[tuple[int, int, int]], sentences: Iterable[tuple[int, int]]
) -> Iterator[tuple[str, int]]:
    """Yield label and row of the mentions of one document that a phrase speaks of."""
    starts = [start for start, _, _ in spans]
    for start, end in sentences:
        own = spans[bisect_left(starts, start) : bisect_left(starts, end)]
        if own:
            yield from _judged_sentence(text, start, end, own)


def _judged_sentence(
    text: str, start: int, end: int, own: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[str, int]]:
    words = list(_WORD.finditer(text, start, end))
    found = _phrases([_folded(word.group()) for word in words])
    if not found:
        return
    word_starts = [word.start() for word in words]
    ends = [one for one in found if any(trigger.label == END for trigger in one.triggers)]
    for first_code, last_code, row in own:
        first = bisect_right(word_starts, first_code) - 1
        last = bisect_left(word_starts, last_code) - 1
        for one in found:
            for trigger in one.triggers:
                if trigger.label in _LABELS and _reaches(one, trigger, first, last, ends):
                    yield trigger.label, row


def _folded(word: str) -> str:
    # "NO" is nitric oxide more often than a cry.
    return word if word == "NO" else word.lower().replace("\u2019", "'")


def _reaches(one: _Found, trigger: Trigger, first: int, last: int, ends: list[_Found]) -> bool:
    """Whether a phrase speaks of the name from word ``first`` to word ``last``."""
    gap = first - one.last if trigger.is_forward else one.first - last
    if not 0 < gap <= trigger.reach:
        return False
    low, high = (one.last, first) if trigger.is_forward else (last, one.first)
    return not any(low < stop.first < high for stop in ends)


def _phrases(words: list[str]) -> list[_Found]:
    """Return the phrases of a sentence, the longest at each place; pseudo-triggers drop out."""
    found = []
    at = 0
    while at < len(words):
        for phrase in BY_FIRST.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                triggers = TRIGGERS[phrase]
                if triggers[0].label != PSEUDO:
                    found.append(_Found(triggers, at, at + len(phrase) - 1))
                at += len(phrase) - 1
                break
        at += 1
    return found


CONTEXT = Tagger(
    name="context",
    version="2",
    tag=tag_context,
    refines=("mentions",),
)
