"""Fits the weights of the chains to labelled sentences: the same sentences, the same weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from opsonin_statistical.chain import N_LABELS, NEVER, Beliefs, Floats, allowed, beliefs
from opsonin_statistical.dictionary import Ints
from opsonin_statistical.features import Seen
from opsonin_statistical.words import BITS

Labels = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]
#: Features that are seen less often say nothing about other documents.
_LEAST_SEEN = 2
#: Steps that the optimiser remembers; each takes the room of two sets of weights.
_MEMORY = 5
_SCORED = N_LABELS - 1


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Labelled sentences.

    Attributes:
        seen: What the model sees of their tokens.
        labels: Tokens x types.
        counts: Tokens x types: whether the type is annotated there.
    """

    seen: Seen
    labels: Labels
    counts: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Weights as they were fitted.

    Attributes:
        features: Numbers of the features.
        weights: Features x types * labels without the one for outside.
        transitions: Types x label before x label.
        point: All of them as the optimiser has them.
    """

    features: Ints
    weights: Floats
    transitions: Floats
    point: Doubles


def fit(
    examples: Examples,
    counts: Flags,
    *,
    penalty: float,
    n_steps: int,
    start: Fitted | None = None,
    tell: Callable[[str], None],
) -> Fitted:
    """Return the weights that make the labels likely (L-BFGS with a penalty on their squares).

    Args:
        examples: Labelled sentences; what they have in features is what can get a weight.
        counts: Tokens x types: where labels count.
        penalty: Half of it times the squares of all weights is added to the loss.
        n_steps: Steps of the optimiser.
        start: Weights to begin with, of the same examples.
        tell: Is told about progress.
    """
    features, matrix = _matrix(examples.seen)
    problem = _Problem(matrix, examples, counts)
    tell(f"{matrix.shape[0]:,} tokens, {matrix.shape[1]:,} features")

    def loss(point: Doubles) -> tuple[float, Doubles]:
        return problem.loss(point, penalty)

    begin = np.zeros(problem.size) if start is None else start.point
    done = optimize.minimize(
        loss,
        begin,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": n_steps, "maxfun": 2 * n_steps, "maxcor": _MEMORY},
    )
    tell(f"loss {done.fun:,.0f} after {done.nit} steps")
    weights, transitions = problem.split(done.x)
    return Fitted(features, weights, transitions, done.x)


def features_of(seen: Seen) -> Ints:
    """Return tokens x features, 0 where there is none."""
    everything = np.arange(len(seen))
    columns = []
    for some, feature in seen.features(everything):
        column = np.zeros((len(seen), 1), np.int64)
        column[some, 0] = feature
        columns.append(column)
    for side, known in seen.words.sides.items():
        at = everything + side
        inside = np.clip(at, 0, len(at) - 1)
        is_there = (at == inside) & (seen.sentence[inside] == seen.sentence)
        columns.append(np.where(is_there[:, None], known[seen.words.which[inside]], 0))
    return np.concatenate(columns, axis=1)


def _matrix(seen: Seen) -> tuple[Ints, sparse.csr_matrix]:
    """Return the features that are seen often enough, and tokens x these features."""
    known = features_of(seen)
    counted = np.bincount(known.ravel(), minlength=1 << BITS)
    counted[0] = 0
    features = np.flatnonzero(counted >= _LEAST_SEEN)
    column = np.full(1 << BITS, -1, np.int32)
    column[features] = np.arange(len(features))
    columns = column[known]
    has = columns >= 0
    stops = np.concatenate([[0], np.cumsum(has.sum(axis=1))])
    ones = np.ones(int(stops[-1]), np.float32)
    shape = (len(columns), len(features))
    return features, sparse.csr_matrix((ones, columns[has], stops), shape=shape)


class _Problem:
    """The loss of weights and its slope."""

    def __init__(self, matrix: sparse.csr_matrix, examples: Examples, counts: Flags) -> None:
        self._matrix = matrix
        self._flipped = matrix.T.tocsr()
        self._sentence = examples.seen.sentence
        self._counts = counts
        self._n_types = counts.shape[1]
        self._may = allowed()
        self._cut = matrix.shape[1] * self._n_types * _SCORED
        self.size = self._cut + self._n_types * N_LABELS * N_LABELS
        self._is_first = np.ones(len(self._sentence), np.bool_)
        self._is_first[1:] = self._sentence[1:] != self._sentence[:-1]
        self._inner = np.flatnonzero(~self._is_first)
        labels = examples.labels.astype(np.int64)
        gold = labels[:, :, None] == np.arange(N_LABELS)
        self._gold = (gold & counts[:, :, None]).astype(np.float32)
        self._pairs = self._counted(labels)

    def _counted(self, labels: Ints) -> Doubles:
        """Count which labels follow which."""
        pairs = np.zeros((self._n_types, N_LABELS, N_LABELS))
        for type_ in range(self._n_types):
            at = self._inner[self._counts[self._inner, type_]]
            np.add.at(pairs[type_], (labels[at - 1, type_], labels[at, type_]), 1)
        return pairs

    def split(self, point: Doubles) -> tuple[Floats, Floats]:
        """Return weights and transitions of a point."""
        weights = point[: self._cut].reshape(-1, self._n_types * _SCORED)
        ways = point[self._cut :].reshape(self._n_types, N_LABELS, N_LABELS)
        return weights.astype(np.float32), np.where(self._may, ways, NEVER).astype(np.float32)

    def loss(self, point: Doubles, penalty: float) -> tuple[float, Doubles]:
        """Return the loss at a point and its slope."""
        weights, transitions = self.split(point)
        n_tokens = len(self._sentence)
        scores = np.zeros((n_tokens, self._n_types, N_LABELS), np.float32)
        scores[:, :, 1:] = (self._matrix @ weights).reshape(n_tokens, self._n_types, _SCORED)
        known = beliefs(scores, self._sentence, transitions)
        total = (known.total * self._counts)[self._is_first].sum(dtype=np.float64)
        right = float((scores * self._gold).sum(dtype=np.float64))
        right += float((transitions * self._pairs)[:, self._may].sum())
        log = known.before + known.behind - known.total[:, :, None]
        shares = np.exp(np.minimum(log, 0)) * self._counts[:, :, None]
        slope = np.ascontiguousarray((shares - self._gold)[:, :, 1:].reshape(n_tokens, -1))
        by_weight = (self._flipped @ slope).astype(np.float64)
        by_way = np.where(self._may, self._ways(scores, known, transitions) - self._pairs, 0)
        value = float(total) - right + 0.5 * penalty * float(point @ point)
        return value, np.concatenate([by_weight.ravel(), by_way.ravel()]) + penalty * point

    def _ways(self, scores: Floats, known: Beliefs, transitions: Floats) -> Doubles:
        """Return how often one label is expected to follow another."""
        at = self._inner
        left = known.before[at - 1]
        top = left.max(axis=2, keepdims=True)
        right = scores[at] + known.behind[at] - known.total[at][:, :, None]
        first = np.exp(left - top) * self._counts[at][:, :, None]
        # Beyond this the product is 0 or the label impossible; float32 must not overflow.
        second = np.exp(np.clip(right + top, -60, 60))
        expected: Doubles = np.einsum("ntl,ntm->tlm", first, second) * np.exp(transitions)
        return expected
