"""The refiner ``context``: which mentions are negated, uncertain or hypothetical."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin import Context, Documents, NoOptions, Tagger
from opsonin_plugins.taggers.context_search import speaking
from opsonin_plugins.taggers.context_triggers import (
    END,
    HYPOTHETICAL,
    LENGTHS,
    NEGATED,
    PSEUDO,
    TRIGGERS,
    UNCERTAIN,
    Trigger,
)

_WORD = re.compile(r"\w+(?:['\u2019]\w+)?|[;:)]")
#: No word holds it.
_BETWEEN = "\0"
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
    owners = pc.index_in(mentions["doc_id"], value_set=documents.arrow.column("doc_id"))
    starts, ends = (mentions[name].to_numpy() for name in ("clean_start", "clean_end"))
    where = speaking(documents.analysis, owners.to_numpy().astype(np.int64), starts)
    marked = {label: np.zeros(mentions.num_rows, np.bool_) for label in _LABELS}
    sentences, texts = documents.analysis.sentences, documents.texts
    chosen, firsts, behind, order = where
    spans = (
        (np.searchsorted(sentences.offsets, chosen, side="right") - 1).tolist(),
        sentences.starts[chosen].tolist(),
        sentences.ends[chosen].tolist(),
        zip(firsts.tolist(), behind.tolist(), strict=True),
    )
    for number, first, end, (low, high) in zip(*spans, strict=True):
        rows = order[low:high]
        own = zip(starts[rows].tolist(), ends[rows].tolist(), rows.tolist(), strict=True)
        for label, row in _judged_sentence(texts[number], first, end, list(own)):
            marked[label][row] = True
    for label in _LABELS:
        mentions = _with_marks(mentions, label, marked[label])
    return {"mentions": mentions}


def _with_marks(mentions: pa.Table, label: str, marks: NDArray[np.bool_]) -> pa.Table:
    at = mentions.schema.get_field_index(label)
    if at < 0:
        return mentions.append_column(label, pa.array(marks))
    known = pc.fill_null(mentions[label], fill_value=False)
    return mentions.set_column(at, mentions.schema.field(at), pc.or_(known, pa.array(marks)))


def _judged_sentence(
    text: str, start: int, end: int, own: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[str, int]]:
    found = _phrases(_folded(_WORD.findall(text, start, end)))
    if not found:
        return
    word_starts = [word.start() for word in _WORD.finditer(text, start, end)]
    ends = [one for one in found if any(trigger.label == END for trigger in one.triggers)]
    for first_code, last_code, row in own:
        first = bisect_right(word_starts, first_code) - 1
        last = bisect_left(word_starts, last_code) - 1
        for one in found:
            for trigger in one.triggers:
                if trigger.label in _LABELS and _reaches(one, trigger, first, last, ends):
                    yield trigger.label, row


def _folded(words: list[str]) -> list[str]:
    folded = _BETWEEN.join(words).lower().replace("\u2019", "'").split(_BETWEEN)
    if "NO" in words:
        # "NO" is nitric oxide more often than a cry.
        folded = ["NO" if word == "NO" else one for word, one in zip(words, folded, strict=True)]
    return folded


def _reaches(one: _Found, trigger: Trigger, first: int, last: int, ends: list[_Found]) -> bool:
    """Whether a phrase speaks of the name from word ``first`` to word ``last``."""
    gap = first - one.last if trigger.is_forward else one.first - last
    if not 0 < gap <= trigger.reach:
        return False
    low, high = (one.last, first) if trigger.is_forward else (last, one.first)
    return not any(low < stop.first < high for stop in ends)


def _phrases(words: list[str]) -> list[_Found]:
    """Return the phrases of a sentence, the longest at each place; pseudo-triggers drop out."""
    found: list[_Found] = []
    behind = 0
    for at in [at for at, word in enumerate(words) if word in LENGTHS]:
        if at < behind:
            continue
        for length in LENGTHS[words[at]]:
            triggers = TRIGGERS.get(tuple(words[at : at + length]))
            if triggers is not None:
                if triggers[0].label != PSEUDO:
                    found.append(_Found(triggers, at, at + length - 1))
                behind = at + length
                break
    return found


CONTEXT = Tagger(
    name="context",
    version="3",
    tag=tag_context,
    refines=("mentions",),
)
