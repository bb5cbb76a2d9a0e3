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
Doubles = npt.NDArray[np.float64]
N_LABELS = 5
#: What no chain may do.
NEVER = np.float32(-1e4)
#: So many tokens are labelled side by side: more make fewer steps, fewer stay in the cache.
_AT_ONCE = 1 << 14
#: More than sums of many float32 are off.
_SLACK = 1e-2
_LOWEST = -30.0
#: Labels that are so much less likely than another are as good as impossible.
_LEAST_LOG, _LEAST_SHARE = np.float32(-60), np.float32(1e-30)
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


def may_be_inside(scores: Floats, sentence: Ints, transitions: Floats) -> npt.NDArray[np.bool_]:
    """Mark the tokens that the best path may label as parts of mentions; no others are.

    What a mention gains over staying outside is at most the sum over its tokens of the best label
    with the best way to it. A token can be inside only if the best run of tokens around it gains
    anything.

    Args:
        scores: Tokens x labels, of one type.
        sentence: For each token the number of its sentence, in order.
        transitions: Label before x label.
    """
    if not len(scores):
        return np.zeros(0, np.bool_)
    relative = transitions - transitions[OUTSIDE, OUTSIDE]
    way_out = max(float(relative[1:, OUTSIDE].max()), 0.0)
    is_first = np.ones(len(scores), np.bool_)
    is_first[1:] = sentence[1:] != sentence[:-1]
    way_in = relative.max(axis=0)
    gain = _best_of(scores, way_in).astype(np.float64)
    # Nothing stands before the first token, and so no way in.
    gain[is_first] = _best_of(scores[is_first], np.zeros_like(way_in))
    number = np.cumsum(is_first) - 1
    left = _best_run(gain, number)
    right = _best_run(gain[::-1], number[-1] - number[::-1])[::-1]
    marked: npt.NDArray[np.bool_] = left + right - gain + way_out > -_SLACK
    return marked


def _best_of(scores: Floats, added: Floats) -> Floats:
    """Return for each token the best of its labels but the one for outside."""
    best: Floats = scores[:, 1] + added[1]
    for label in range(2, N_LABELS):
        np.maximum(best, scores[:, label] + added[label], out=best)
    return best


def _best_run(gain: npt.NDArray[np.float64], number: Ints) -> npt.NDArray[np.float64]:
    """Return the largest sum of a run that ends with each token, within its sentence."""
    # What is much too low may as well be a little higher: sums must stay exact enough.
    gain = np.maximum(gain, _LOWEST)
    sums = np.cumsum(gain)
    # Each sentence lies so much lower than the one before that the least sum is always its own.
    drop = number * (float(sums.max() - sums.min()) + 2 * float(np.abs(gain).max()) + 1)
    before = sums - gain - drop
    return sums - drop - np.minimum.accumulate(before)


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
    # Labels come first: what is reduced along a short last axis is slow.
    own = np.ascontiguousarray(scores[group.places].transpose(1, 3, 0, 2))
    n_steps = len(own)
    best = own[0] + _STARTS[:, None, None]
    back = np.empty(own.shape, np.uint8)
    sizes = group.is_in.sum(axis=1)
    going = np.searchsorted(sizes, np.arange(n_steps), side="right").tolist()
    for step in range(1, n_steps):
        first = going[step]
        before = best[:, first:]
        reached = np.empty_like(before)
        for labels_before, labels_then in ((_CLOSED, _OPEN), ((FIRST, INNER), (INNER, LAST))):
            for label in labels_then:
                ways = transitions[:, :, label]
                reached[label], back[step, label, first:] = _larger(before, ways, labels_before)
        best[:, first:] = reached + own[step, :, first:]
    label = (best + _ENDS[:, None, None]).argmax(axis=0)
    for step in range(n_steps - 1, -1, -1):
        first = going[step]
        labels[group.places[first:, step]] = label[first:]
        if step:
            told = np.take_along_axis(back[step, :, first:], label[None, first:], axis=0)[0]
            label[first:] = told


def _larger(
    before: Floats, ways: Floats, labels: tuple[int, ...]
) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """Return the best sum by which a label is reached from these, and the label before it."""
    best = before[labels[0]] + ways[:, labels[0]]
    which = np.full(best.shape, labels[0], np.uint8)
    for label in labels[1:]:
        other = before[label] + ways[:, label]
        is_larger = other > best
        which[is_larger] = label
        np.maximum(best, other, out=best)
    return best, which


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """How likely labels are, for all tokens.

    Attributes:
        before: Tokens x types x labels: log of the sum over all labellings up to the token.
        behind: The same from the token, without it, to the end.
        total: Tokens x types: the same of the whole sentence.
    """

    before: Doubles
    behind: Doubles
    total: Doubles


def beliefs(scores: Floats, sentence: Ints, transitions: Floats) -> Beliefs:
    """Sum over all labellings (forward and backward algorithm)."""
    before, behind = np.zeros(scores.shape), np.zeros(scores.shape)
    total = np.zeros(scores.shape[:2])
    for group in groups_of(sentence):
        _sum(scores, group, transitions, before, behind, total)
    return Beliefs(before, behind, total)


def _sum(
    scores: Floats,
    group: Group,
    transitions: Floats,
    before: Doubles,
    behind: Doubles,
    total: Doubles,
) -> None:
    """Sum over the labellings of one group, as shares of each step's sum."""
    own = scores[group.places].transpose(1, 2, 0, 3)
    top = own.max(axis=3, keepdims=True)
    given = np.exp(np.maximum(own - top, _LEAST_LOG))
    ways = np.exp(transitions)
    sizes = group.is_in.sum(axis=1)
    # Sentences come shortest first: those that go on at a step are the last ones.
    going = np.searchsorted(sizes, np.arange(len(own)), side="right").tolist()
    forward, forward_log = _forward(given, top[..., 0], ways, going)
    last = (sizes - 1, slice(None), np.arange(len(sizes)))
    ended = forward[last] * np.exp(_ENDS)
    whole = np.log(ended.sum(axis=2)) + forward_log[last]
    backward, backward_log = _backward(given, top[..., 0], ways, going)
    sentences, steps = np.nonzero(group.is_in)
    places = group.places[sentences, steps]
    for found, shares, logs in (
        (before, forward, forward_log),
        (behind, backward, backward_log),
    ):
        some = np.maximum(shares[steps, :, sentences], _LEAST_SHARE)
        found[places] = np.log(some) + logs[steps, :, sentences][:, :, None]
    total[places] = whole[sentences]


def _forward(given: Floats, top: Floats, ways: Floats, going: list[int]) -> tuple[Floats, Doubles]:
    """Return the share of each label up to a token, and the log of what they are shares of."""
    shares, sums = np.zeros_like(given), np.ones_like(top)
    now = given[0] * np.exp(_STARTS)
    for step, first in enumerate(going):
        if step:
            now = np.matmul(shares[step - 1, :, first:], ways) * given[step, :, first:]
        sums[step, :, first:] = now.sum(axis=2)
        shares[step, :, first:] = now / sums[step, :, first:, None]
    return shares, np.cumsum(np.log(sums) + top, axis=0, dtype=np.float64)


def _backward(given: Floats, top: Floats, ways: Floats, going: list[int]) -> tuple[Floats, Doubles]:
    """Return the share of each label from behind a token on, and the log as `_forward` does."""
    shares, logs = np.zeros_like(given), np.zeros(top.shape)
    back = ways.transpose(0, 2, 1)
    for step in range(len(going) - 1, -1, -1):
        first = going[step]
        goes_on = going[step + 1] if step + 1 < len(going) else given.shape[2]
        shares[step, :, first:goes_on] = np.exp(_ENDS)
        if goes_on < given.shape[2]:
            later = shares[step + 1, :, goes_on:] * given[step + 1, :, goes_on:]
            reached = np.matmul(later, back)
            sums = reached.sum(axis=2)
            shares[step, :, goes_on:] = reached / sums[:, :, None]
            logs[step, :, goes_on:] = (
                logs[step + 1, :, goes_on:] + np.log(sums) + top[step + 1, :, goes_on:]
            )
    return shares, logs


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
