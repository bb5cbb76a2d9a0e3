"""How often spans to which the model gives a likelihood are right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
#: Each step of a curve rests on at least so many spans.
_LEAST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A rising curve from likelihood to the share of spans that are right.

    Attributes:
        likelihoods: Rising.
        shares: Of each; what lies between two is interpolated.
    """

    likelihoods: Floats
    shares: Floats

    def __call__(self, likelihoods: Floats) -> Floats:
        """Return the share for each likelihood."""
        return np.interp(likelihoods, self.likelihoods, self.shares).astype(np.float32)

    def to_json(self) -> list[list[float]]:
        """Return it as pairs of numbers."""
        pairs = zip(self.likelihoods.tolist(), self.shares.tolist(), strict=True)
        return [[round(x, 6), round(y, 6)] for x, y in pairs]

    @classmethod
    def from_json(cls, pairs: list[list[float]]) -> Curve:
        """Read what `to_json` gave."""
        array = np.array(pairs, np.float32).reshape(-1, 2)
        return cls(array[:, 0], array[:, 1])

    @classmethod
    def straight(cls) -> Curve:
        """Return the curve that believes every likelihood."""
        return cls.from_json([[0.0, 0.0], [1.0, 1.0]])


def fit_curve(likelihoods: Floats, is_right: npt.NDArray[np.bool_]) -> Curve:
    """Return the rising curve that is nearest to what was right.

    Source: Zadrozny and Elkan (2002), Transforming classifier scores into accurate multiclass
    probability estimates: isotonic regression by pooling adjacent violators.

    >>> likelihoods = np.repeat(np.array([0.2, 0.9], np.float32), 40)
    >>> curve = fit_curve(likelihoods, np.arange(80) % 40 < np.repeat([10, 30], 40))
    >>> curve(np.array([0.2, 0.9], np.float32)).tolist()
    [0.25, 0.75]
    """
    if len(likelihoods) < _LEAST:
        return Curve.straight()
    order = np.argsort(likelihoods, kind="stable")
    steps: list[list[float]] = []
    for first in range(0, len(order), _LEAST):
        chosen = order[first : first + _LEAST]
        x, y = likelihoods[chosen], is_right[chosen]
        steps.append([float(x.sum()), float(y.sum()), float(len(chosen))])
        while len(steps) > 1 and steps[-2][1] * steps[-1][2] >= steps[-1][1] * steps[-2][2]:
            last = steps.pop()
            steps[-1] = [a + b for a, b in zip(steps[-1], last, strict=True)]
    return Curve.from_json([[x / n, y / n] for x, y, n in steps])


@dataclass(frozen=True, slots=True)
class Bin:
    """Spans of like score.

    Attributes:
        n: How many there are.
        score: Their mean score.
        right: The share that is right.
    """

    n: int
    score: float
    right: float


def reliability(scores: Floats, is_right: npt.NDArray[np.bool_], n_bins: int = 10) -> list[Bin]:
    """Return how often scores of each tenth are right; empty ones are left out.

    >>> scores = np.array([0.95, 0.97, 0.41], np.float32)
    >>> reliability(scores, np.array([True, True, False]))[1].right
    1.0
    """
    which = np.minimum((scores * n_bins).astype(np.int64), n_bins - 1)
    return [
        Bin(
            int((which == one).sum()),
            float(scores[which == one].mean()),
            float(is_right[which == one].mean()),
        )
        for one in range(n_bins)
        if (which == one).any()
    ]
