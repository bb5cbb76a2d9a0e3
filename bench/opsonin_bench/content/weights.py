"""Weights of words and of names of elements, as log odds of standing in main content."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from opsonin_bench.content.pages import LabelledPage
from opsonin_plugins.cleaners.content.lexicon import names_in, words_in

#: Sum of the shares of main content, and number of what was summed up.
Sums: TypeAlias = dict[str, list[float]]

#: A word or name must come from so many domains.
_LEAST_DOMAINS = {"words": 8, "names": 4}
#: Domains with the mean share that every word is taken to come from besides.
_PRIOR = 4.0
_LEAST_WEIGHT = 0.25
#: Longer blocks tell by other features, and would make up most of the words.
_MAX_CHARS = 250
_MAX_WORD = 24


@dataclass(frozen=True, slots=True)
class Shares:
    """For each word and name the sum of its mean share of main content over domains."""

    words: Sums = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    names: Sums = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))


def shares_by_fold(pages: Iterable[LabelledPage]) -> dict[int, Shares]:
    """Return the shares of each fold; every domain counts the same."""
    domains: dict[str, list[LabelledPage]] = defaultdict(list)
    for page in pages:
        domains[page.domain].append(page)
    folds: dict[int, Shares] = defaultdict(Shares)
    for group in domains.values():
        of_domain = Shares()
        for page in group:
            _count_words(page, of_domain.words)
            # Pages with a few labelled blocks say nothing of whole elements.
            if page.set_name != "trafilatura":
                _count_names(page, of_domain.names)
        total = folds[group[0].fold]
        for sums, counted in ((total.words, of_domain.words), (total.names, of_domain.names)):
            for word, (value, n) in counted.items():
                sums[word][0] += value / n
                sums[word][1] += 1
    return dict(folds)


def weights(folds: Sequence[Shares]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of words and of names that some folds give."""
    return (
        _log_odds([fold.words for fold in folds], _LEAST_DOMAINS["words"]),
        _log_odds([fold.names for fold in folds], _LEAST_DOMAINS["names"]),
    )


def _count_words(page: LabelledPage, sums: Sums) -> None:
    for block, label in zip(page.outline.blocks, page.labels.tolist(), strict=True):
        if label == label and len(block.text) <= _MAX_CHARS:  # noqa: PLR0124 - not NaN
            for word in set(words_in(block.text)):
                sums[word][0] += label
                sums[word][1] += 1


def _count_names(page: LabelledPage, sums: Sums) -> None:
    is_known = ~np.isnan(page.labels)
    chars = np.array([len(block.text) for block in page.outline.blocks]) * is_known
    main = np.concatenate(([0.0], np.cumsum(np.where(is_known, page.labels, 0) * chars)))
    total = np.concatenate(([0.0], np.cumsum(chars)))
    containers = page.outline.containers
    for names, opened, closed in zip(
        containers.names, containers.opened, containers.closed, strict=True
    ):
        size = total[closed] - total[opened]
        if names and size:
            share = float((main[closed] - main[opened]) / size)
            for name in set(names_in(names)):
                sums[name][0] += share
                sums[name][1] += 1


def _log_odds(folds: Sequence[Mapping[str, list[float]]], least: int) -> dict[str, float]:
    sums: Sums = defaultdict(lambda: [0.0, 0.0])
    for fold in folds:
        for word, (value, n) in fold.items():
            sums[word][0] += value
            sums[word][1] += n
    mean = sum(value for value, _ in sums.values()) / max(1.0, sum(n for _, n in sums.values()))
    found = {
        word: round(_logit((value + _PRIOR * mean) / (n + _PRIOR)) - _logit(mean), 2)
        for word, (value, n) in sorted(sums.items())
        if n >= least and len(word) <= _MAX_WORD and not word.isdigit()
    }
    return {word: weight for word, weight in found.items() if abs(weight) >= _LEAST_WEIGHT}


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
