"""An averaged perceptron over sequences, the same for the same references."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.citations.features import BITS, Rows
from opsonin_plugins.taggers.citations.labelling import LABELS, Model, best_paths

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
#: Of emissions, of transitions, of starts.
Tables = tuple[Floats, Floats, Floats]

_EPOCHS = 10
#: References that are labelled before the weights move. Source: Zhao and Huang 2013, Minibatch
#: and parallelization for online large margin structured learning.
_AT_ONCE = 16
#: A feature that is seen less often says nothing about other references.
_LEAST_SEEN = 2
#: Features kept, those with the largest weights.
_KEPT = 28_000


class Perceptron:
    """Weights on their way, and their sums over time."""

    def __init__(self, n_rows: int) -> None:
        n_labels = len(LABELS)
        shapes = (n_rows * n_labels, n_labels * n_labels, n_labels)
        self.weights = [np.zeros(shape, np.float32) for shape in shapes]
        self.sums = [np.zeros(shape) for shape in shapes]
        self.step = 1.0

    def tables(self) -> Tables:
        """Return the weights as they are now, in the shapes of a model."""
        return _shaped(self.weights)

    def averages(self) -> Tables:
        """Return the mean of the weights over all steps."""
        pairs = zip(self.weights, self.sums, strict=True)
        return _shaped([(one - total / self.step).astype(np.float32) for one, total in pairs])

    def correct(self, known: Ints, sizes: Ints, gold: Ints, found: Ints) -> None:
        """Move the weights from the labels found towards those that are right."""
        n_labels = len(LABELS)
        is_wrong = gold != found
        is_first = np.zeros(len(gold), bool)
        is_first[np.cumsum(sizes) - sizes] = True
        pairs = ~is_first & (is_wrong | np.roll(is_wrong, 1))
        for labels, sign in ((gold, 1.0), (found, -1.0)):
            cells = (known[is_wrong] * n_labels + labels[is_wrong, None]).ravel()
            steps = (np.roll(labels, 1) * n_labels + labels)[pairs]
            for place, where in enumerate((cells, steps, labels[is_first & is_wrong])):
                np.add.at(self.weights[place], where, sign)
                np.add.at(self.sums[place], where, sign * self.step)


def _shaped(weights: Sequence[Floats]) -> Tables:
    n_labels = len(LABELS)
    emissions, transitions, starts = weights
    return emissions.reshape(-1, n_labels), transitions.reshape(n_labels, n_labels), starts


def train(known: Sequence[Rows], labels: Sequence[Ints], seed: int = 0) -> Model:
    """Return a model of references.

    Args:
        known: Features of each reference: tokens x features.
        labels: The right label of each of its tokens.
        seed: Of the order in which they are looked at.
    """
    counts = np.bincount(np.concatenate([one.ravel() for one in known]), minlength=1 << BITS)
    seen = np.flatnonzero(counts >= _LEAST_SEEN)
    places = np.zeros(1 << BITS, np.int64)
    places[seen] = np.arange(1, len(seen) + 1)
    rows = [places[one] for one in known]
    learner = Perceptron(len(seen) + 1)
    order = list(range(len(rows)))
    chance = Random(seed)  # noqa: S311 - an order, not a secret
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for first in range(0, len(order), _AT_ONCE):
            chosen = order[first : first + _AT_ONCE]
            _learn(learner, [rows[one] for one in chosen], [labels[one] for one in chosen])
    return _pruned(seen, *learner.averages())


def _learn(learner: Perceptron, rows: Sequence[Ints], labels: Sequence[Ints]) -> None:
    sizes = np.array([len(one) for one in labels], np.int64)
    emissions, transitions, starts = learner.tables()
    known, gold = np.concatenate(rows), np.concatenate(labels)
    scores = emissions[known].sum(axis=1)
    found = best_paths(scores, sizes, transitions, starts)
    learner.correct(known, sizes, gold, found)
    learner.step += 1


def _pruned(seen: Ints, emissions: Floats, transitions: Floats, starts: Floats) -> Model:
    size = np.abs(emissions[1:]).max(axis=1)
    kept = np.sort(np.argsort(-size, kind="stable")[:_KEPT])
    rows = np.zeros(1 << BITS, np.int64)
    rows[seen[kept]] = np.arange(1, len(kept) + 1)
    weights = np.vstack([np.zeros((1, len(LABELS)), np.float32), emissions[1:][kept]])
    # What is stored is rounded; what is measured should be what is stored.
    return Model.from_bytes(Model(rows, weights, transitions, starts).to_bytes())
