"""Weights of words and pairs of words, as log odds of standing in text."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from opsonin_bench.content.weights import Sums
from opsonin_bench.furniture.dumps import Dump
from opsonin_plugins.cleaners.furniture.grams import grams_of

#: For each fold the sums of what its domains say.
Folds: TypeAlias = Mapping[int, Sums]

#: A word or pair must come from so many domains.
_LEAST_DOMAINS = 8
#: Domains with the mean share that every one is taken to come from besides.
_PRIOR, _MEAN = 3.0, 0.4
_LEAST_WEIGHT, _HUNDRED = 25, 100
#: Longer lines tell by other features, and would make up most of the words.
_MAX_CHARS = 250
_MAX_GRAM = 40


def shares_by_fold(dumps: Iterable[Dump]) -> dict[int, Sums]:
    """Return for each fold and gram the sum of its mean share of text over domains."""
    domains: dict[str, list[Dump]] = defaultdict(list)
    for dump in dumps:
        domains[dump.domain].append(dump)
    folds: dict[int, Sums] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for group in domains.values():
        counted: Sums = defaultdict(lambda: [0.0, 0.0])
        for dump in group:
            _count(dump, counted)
        total = folds[group[0].fold]
        for gram, (value, n) in counted.items():
            total[gram][0] += value / n
            total[gram][1] += 1
    return dict(folds)


def _count(dump: Dump, sums: Sums) -> None:
    for line, label in zip(dump.lines, dump.labels.tolist(), strict=True):
        if not math.isnan(label) and len(line) <= _MAX_CHARS:
            for gram in set(grams_of(line)):
                sums[gram][0] += label
                sums[gram][1] += 1


def weights_of(folds: Iterable[Sums]) -> dict[str, int]:
    """Return the weights that some folds give, in hundredths."""
    sums: Sums = defaultdict(lambda: [0.0, 0.0])
    for fold in folds:
        for gram, (value, n) in fold.items():
            sums[gram][0] += value
            sums[gram][1] += n
    found = {
        gram: round(_HUNDRED * (_logit((value + _PRIOR * _MEAN) / (n + _PRIOR)) - _logit(_MEAN)))
        for gram, (value, n) in sorted(sums.items())
        if n >= _LEAST_DOMAINS and len(gram) <= _MAX_GRAM
    }
    return {gram: weight for gram, weight in found.items() if abs(weight) >= _LEAST_WEIGHT}


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
