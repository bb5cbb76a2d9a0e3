"""Trains the model of lines, and cross-validates it on domains that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_bench.content.boosting import Rows, Shape, fit
from opsonin_bench.content.pages import N_FOLDS
from opsonin_bench.content.weights import Sums
from opsonin_bench.furniture.dumps import Dump
from opsonin_bench.furniture.weights import shares_by_fold, weights_of
from opsonin_plugins.cleaners.furniture.grams import Weights
from opsonin_plugins.cleaners.furniture.model import Model, text_chances
from opsonin_plugins.cleaners.furniture.values import line_values

#: How large the forest is. Source: cross-validation, see ``docs/text-cleaning.md``.
SHAPE = Shape(num_iterations=100, num_leaves=15, max_depth=7)
#: A line counts by the root of its words, as long ones cost more when they are lost.
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """A dump and what a model that has not seen its domain says of its lines."""

    dump: Dump
    chances: NDArray[np.float64]


def train(
    dumps: Sequence[Dump], report: Callable[[str], None], *, is_checked: bool = True
) -> tuple[Model, list[Judged]]:
    """Return the model of all dumps, and what models of other folds say of each.

    Args:
        dumps: Pages as dumps.
        report: Gets a line after each step.
        is_checked: Whether to cross-validate, which takes five times as long.
    """
    shares = shares_by_fold(dumps)
    judged: list[Judged] = []
    for fold in range(N_FOLDS if is_checked else 0):
        model = _model(dumps, {one: sums for one, sums in shares.items() if one != fold})
        judged += [Judged(d, text_chances(d.lines, model)) for d in dumps if d.fold == fold]
        report(f"fold {fold + 1} of {N_FOLDS}")
    return _model(dumps, shares), judged


def _model(dumps: Sequence[Dump], shares: Mapping[int, Sums]) -> Model:
    """Return what some folds teach; each is told of by weights of the others."""
    rows = []
    for fold in sorted(shares):
        weights = weights_of(sums for one, sums in shares.items() if one != fold)
        rows += [_rows(dump, weights) for dump in dumps if dump.fold == fold]
        rows += [_rows(dump.trimmed(fold), weights) for dump in dumps if dump.fold == fold]
    everything = Rows(
        np.vstack([one.values for one in rows]),
        np.concatenate([one.labels for one in rows]),
        np.concatenate([one.weights for one in rows]),
    )
    return Model(weights_of(shares.values()), fit(everything, SHAPE))


def _rows(dump: Dump, weights: Weights) -> Rows:
    is_known = ~np.isnan(dump.labels)
    words = np.array([min(len(line.split()), _MOST_WORDS) for line in dump.lines])
    return Rows(
        line_values(dump.lines, weights)[is_known],
        dump.labels[is_known].astype(np.float32),
        np.sqrt(words[is_known]),
    )
