"""Labels of neighbouring tokens as chains: the best ones, and how likely each span is.

A chain has, for each type of mention, one label a token: outside, or the first, an inner, the last
or the only token of a mention. Sentences of like length are computed side by side.

Source: Lafferty, McCallum and Pereira (2001), Conditional random fields; Ratinov and Roth (2009),
Design challenges and misconceptions in named entity recognition, for the labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin_statistical.dictionary import FIRST, INNER, LAST, ONLY, OUTSIDE, Ints

Floats = npt.NDArray[np.float32]
N_LABELS = 5
#: What no chain may do.
NEVER = np.float32(-1e4)
#: So many tokens are labelled side by side: more make fewer steps, fewer stay in the cache.
_AT_ONCE = 1 << 14
#: More than sums of many float32 are off.
_SLACK = np.float32(1e-2)
_CLOSED = (OUTSIDE, LAST, ONLY)
_OPEN = (OUTSIDE, FIRST, ONLY)


def allowed() -> npt.NDArray[np.bool_]:
    """Return which label may follow which: label before x label."""
    may = np.zeros((N_LABELS, N_LABELS), np.bool_)
    may[np.ix_(_CLOSED, _OPEN)] = True
    may[np.ix_((FIRST, INNER), (INNER, LAST))] = True
    return may


_STARTS = np.where(np.isin(np.arange(N_LABELS), _OPEN), np.float32(0), NEVER)
_ENDS = np.where(np.isin(np.arange(N_LABELS), _CLOSED), np.float32(0), NEVER)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Sentences side by side.

    Attributes:
        places: Sentences x steps: the token at each step; 0 behind the end.
        is_in: Sentences x steps: whether there is one.
    """

    places: Ints
    is_in: npt.NDArray[np.bool_]


def groups_of(sentence: Ints) -> Iterator[Group]:
    """Yield groups of sentences of like length.

    Args:
        sentence: For each token the number of its sentence, in order.
    """
    if not len(sentence):
        return
    firsts = np.flatnonzero(np.concatenate(([True], sentence[1:] != sentence[:-1])))
    sizes = np.diff(np.append(firsts, len(sentence)))
    order = np.argsort(sizes, kind="stable")
    begin = 0
    while begin < len(order):
        end = begin + 1
        while end < len(order) and (end - begin) * sizes[order[end]] < _AT_ONCE:
            end += 1
        chosen = order[begin:end]
        steps = np.arange(sizes[chosen[-1]])
        is_in = steps < sizes[chosen][:, None]
        yield Group(np.where(is_in, firsts[chosen][:, None] + steps, 0), is_in)
        begin = end


def may_leave(scores: Floats, sentence: Ints, transitions: Floats) -> npt.NDArray[np.bool_]:
    """Mark the tokens with which a path may do better than one that stays outside all along.

    In a sentence without any the best path stays outside: each label that is entered costs more
    than its token gives, and so does the way back.

    Args:
        scores: Tokens x labels, of one type.
        sentence: For each token the number of its sentence.
        transitions: Label before x label.
    """
    relative = transitions - transitions[OUTSIDE, OUTSIDE]
    way_in = relative.max(axis=0)
    way_out = max(float(relative[1:, OUTSIDE].max()), 0.0)
    gain = (scores + way_in)[:, 1:].max(axis=1, initial=NEVER)
    is_first = np.ones(len(scores), np.bool_)
    is_first[1:] = sentence[1:] != sentence[:-1]
    # Nothing stands before the first token, and so no way in.
    gain[is_first] = scores[is_first, 1:].max(axis=1, initial=NEVER)
    marked: npt.NDArray[np.bool_] = gain + np.float32(way_out) > -_SLACK
    return marked


def best_labels(scores: Floats, sentence: Ints, transitions: Floats) -> npt.NDArray[np.uint8]:
    """Return the labels with the largest sum of scores (Viterbi): tokens x types.

    Args:
        scores: Tokens x types x labels.
        sentence: For each token the number of its sentence.
        transitions: Types x label before x label.
    """
    labels = np.zeros(scores.shape[:2], np.uint8)
    for group in groups_of(sentence):
        _best(scores, group, transitions, labels)
    return labels


def _best(scores: Floats, group: Group, transitions: Floats, labels: npt.NDArray[np.uint8]) -> None:
    n_sentences, n_steps = group.places.shape
    reverse = np.ascontiguousarray(transitions.transpose(0, 2, 1))
    own = scores[group.places[:, 0]]
    best = own + _STARTS
    shape = (n_steps, n_sentences, *scores.shape[1:])
    back = np.empty(shape, np.uint8)
    same = np.arange(N_LABELS, dtype=np.uint8)
    for step in range(1, n_steps):
        reached = best[:, :, None, :] + reverse
        goes_on = group.is_in[:, step, None, None]
        back[step] = np.where(goes_on, reached.argmax(axis=3), same)
        best = np.where(goes_on, reached.max(axis=3) + scores[group.places[:, step]], best)
    label = (best + _ENDS).argmax(axis=2)
    for step in range(n_steps - 1, -1, -1):
        is_in = group.is_in[:, step]
        labels[group.places[is_in, step]] = label[is_in]
        label = (
            np.take_along_axis(back[step], label[:, :, None], axis=2)[:, :, 0].astype(np.int64)
            if step
            else label
        )


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """How likely labels are, for all tokens.

    Attributes:
        before: Tokens x types x labels: log of the sum over all labellings up to the token.
        behind: The same from the token, without it, to the end.
        total: Tokens x types: the same of the whole sentence.
    """

    before: Floats
    behind: Floats
    total: Floats


def beliefs(scores: Floats, sentence: Ints, transitions: Floats) -> Beliefs:
    """Sum over all labellings (forward and backward algorithm)."""
    before, behind = np.zeros_like(scores), np.zeros_like(scores)
    total = np.zeros(scores.shape[:2], np.float32)
    for group in groups_of(sentence):
        _sum(scores, group, transitions, before, behind, total)
    return Beliefs(before, behind, total)


def _sum(
    scores: Floats,
    group: Group,
    transitions: Floats,
    before: Floats,
    behind: Floats,
    total: Floats,
) -> None:
    n_steps = group.places.shape[1]
    ways, back_ways = np.exp(transitions), np.exp(transitions).transpose(0, 2, 1)
    now = scores[group.places[:, 0]] + _STARTS
    before[group.places[:, 0]] = now
    for step in range(1, n_steps):
        goes_on = group.is_in[:, step]
        reached = _through(now, ways) + scores[group.places[:, step]]
        now = np.where(goes_on[:, None, None], reached, now)
        before[group.places[goes_on, step]] = now[goes_on]
    ended = now + _ENDS
    top = ended.max(axis=2, keepdims=True)
    sums = (top + np.log(np.exp(ended - top).sum(axis=2, keepdims=True)))[:, :, 0]
    which, _ = np.nonzero(group.is_in)
    total[group.places[group.is_in]] = sums[which]
    later = np.broadcast_to(_ENDS, now.shape)
    for step in range(n_steps - 1, -1, -1):
        is_in = group.is_in[:, step]
        behind[group.places[is_in, step]] = later[is_in]
        if step:
            reached = _through(later + scores[group.places[:, step]], back_ways)
            later = np.where(is_in[:, None, None], reached, later)


def _through(now: Floats, ways: Floats) -> Floats:
    """Return the log of what reaches each label: sentences x types x labels."""
    top = now.max(axis=2, keepdims=True)
    reached: Floats = np.einsum("stl,tlm->stm", np.exp(now - top), ways)
    logs: Floats = np.log(np.maximum(reached, np.float32(1e-30))) + top
    return logs


def span_likelihood(
    scores: Floats,
    known: Beliefs,
    transitions: Floats,
    spans: tuple[Ints, Ints, Ints],
) -> Floats:
    """Return for each span and type the likelihood that it is just this mention.

    Args:
        scores: Tokens x types x labels.
        known: Of the same scores.
        transitions: Types x label before x label.
        spans: First token, token behind the last, and number of the type.
    """
    firsts, behind, types = spans
    inner = scores[:, :, INNER].astype(np.float64)
    sums = np.zeros((len(inner) + 1, inner.shape[1]))
    np.cumsum(inner, axis=0, out=sums[1:])
    lasts = behind - 1
    is_one = lasts == firsts
    t = transitions.astype(np.float64)
    one = known.before[firsts, types, ONLY] + known.behind[firsts, types, ONLY]
    size = behind - firsts
    middle = (
        sums[np.maximum(lasts, firsts + 1), types] - sums[np.minimum(firsts + 1, len(inner)), types]
    )
    steps = np.where(
        size == 2,  # noqa: PLR2004 - a first and a last token, nothing between them
        t[types, FIRST, LAST],
        t[types, FIRST, INNER] + t[types, INNER, LAST] + (size - 3) * t[types, INNER, INNER],
    )
    many = (
        known.before[firsts, types, FIRST]
        + steps
        + middle
        + scores[lasts, types, LAST]
        + known.behind[lasts, types, LAST]
    )
    log = np.where(is_one, one, many) - known.total[firsts, types]
    likely: Floats = np.exp(np.minimum(log, 0)).astype(np.float32)
    return likely
