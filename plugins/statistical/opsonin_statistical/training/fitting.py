"""Fits the weights of the chains to labelled sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from opsonin_statistical.chain import N_LABELS, NEVER, Floats, allowed, beliefs
from opsonin_statistical.dictionary import Ints
from opsonin_statistical.features import Seen
from opsonin_statistical.words import BITS

Labels = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
#: Features that are seen less often say nothing about other documents.
_LEAST_SEEN = 2


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


def features_of(seen: Seen) -> Ints:
    """Return tokens x features, 0 where there is none."""
    columns = [seen.at]
    n_tokens = len(seen.sentence)
    for side, known in seen.words.sides.items():
        at = np.arange(n_tokens) + side
        is_there = (at >= 0) & (at < n_tokens)
        at = np.clip(at, 0, n_tokens - 1)
        is_there &= seen.sentence[at] == seen.sentence
        columns.append(np.where(is_there[:, None], known[seen.words.which[at]], 0))
    return np.concatenate(columns, axis=1)


def fit(
    examples: Examples,
    *,
    penalty: float,
    n_steps: int,
    tell: Callable[[str], None] = lambda _: None,
):
    n_types = examples.labels.shape[1]
    known = features_of(examples.seen)
    counted = np.bincount(known.ravel(), minlength=1 << BITS)
    counted[0] = 0
    kept = np.flatnonzero(counted >= _LEAST_SEEN)
    row = np.full(1 << BITS, -1, np.int32)
    row[kept] = np.arange(len(kept))
    rows = row[known]
    has = rows >= 0
    indptr = np.concatenate([[0], np.cumsum(has.sum(axis=1))])
    matrix = sparse.csr_matrix(
        (np.ones(int(indptr[-1]), np.float32), rows[has], indptr), shape=(len(rows), len(kept))
    )
    flipped = matrix.T.tocsr()
    tell(f"{len(rows):,} tokens, {len(kept):,} features, {matrix.nnz:,} cells")
    problem = _Problem(matrix, flipped, examples, n_types)
    start = np.zeros(problem.size, np.float64)
    done = optimize.minimize(
        problem.loss, start, args=(penalty, tell), jac=True, method="L-BFGS-B",
        options={"maxiter": n_steps, "maxcor": 7, "maxfun": 2 * n_steps},
    )
    weights, transitions = problem.split(done.x)
    return kept, weights, transitions


class _Problem:
    def __init__(self, matrix, flipped, examples, n_types):
        self.matrix, self.flipped, self.examples = matrix, flipped, examples
        self.n_types = n_types
        self.n_rows = matrix.shape[1]
        self.may = allowed()
        self.size = self.n_rows * n_types * (N_LABELS - 1) + n_types * N_LABELS * N_LABELS
        labels, counts = examples.labels, examples.counts
        s = examples.seen.sentence
        self.first = np.concatenate(([True], s[1:] != s[:-1]))
        self.inner = ~self.first
        t = np.arange(n_types)
        onehot = np.zeros((*labels.shape, N_LABELS), np.float32)
        np.put_along_axis(onehot, labels[:, :, None].astype(np.int64), 1, axis=2)
        self.gold = onehot * counts[:, :, None]
        self.pairs = np.zeros((n_types, N_LABELS, N_LABELS))
        prev = labels[:-1][self.inner[1:]]
        nxt = labels[1:][self.inner[1:]]
        c = counts[1:][self.inner[1:]]
        for k in range(n_types):
            np.add.at(self.pairs[k], (prev[c[:, k], k], nxt[c[:, k], k]), 1)
        self.n = 0

    def split(self, x):
        cut = self.n_rows * self.n_types * (N_LABELS - 1)
        w = x[:cut].reshape(self.n_rows, -1).astype(np.float32)
        t = np.where(self.may, x[cut:].reshape(self.n_types, N_LABELS, N_LABELS), NEVER)
        return w, t.astype(np.float32)

    def loss(self, x, penalty, tell):
        w, transitions = self.split(x)
        n = self.matrix.shape[0]
        scores = np.zeros((n, self.n_types, N_LABELS), np.float32)
        scores[:, :, 1:] = (self.matrix @ w).reshape(n, self.n_types, N_LABELS - 1)
        sentence = self.examples.seen.sentence
        known = beliefs(scores, sentence, transitions)
        counts = self.examples.counts
        total = (known.total * counts)[self.first].sum(dtype=np.float64)
        right = (scores * self.gold).sum(dtype=np.float64)
        right += (transitions * self.pairs)[:, self.may].sum()
        marg = np.exp(np.minimum(known.before + known.behind - known.total[:, :, None], 0)) * counts[:, :, None]
        grad_s = (marg - self.gold)[:, :, 1:].reshape(n, -1)
        grad_w = self.flipped @ np.ascontiguousarray(grad_s)
        # expected transitions
        at = np.flatnonzero(self.inner)
        left = known.before[at - 1]
        rightm = scores[at] + known.behind[at] - known.total[at][:, :, None]
        top = left.max(axis=2, keepdims=True)
        a = np.exp(left - top) * counts[at][:, :, None]
        b = np.exp(np.clip(rightm + top, -60, 60))
        expected = np.einsum("ntl,ntm->tlm", a, b) * np.exp(transitions)
        grad_t = np.where(self.may, expected - self.pairs, 0)
        value = total - right + 0.5 * penalty * float(x @ x)
        grad = np.concatenate([grad_w.ravel().astype(np.float64), grad_t.ravel()]) + penalty * x
        self.n += 1
        if self.n % 10 == 0: tell(f"{self.n} {value:,.0f}")
        return value, grad
