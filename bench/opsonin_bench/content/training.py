"""Trains the two looks of the model, each on what it has not seen, and cross-validates them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_bench.content.boosting import Rows, Shape, fit
from opsonin_bench.content.pages import N_FOLDS, LabelledPage
from opsonin_bench.content.weights import Shares, shares_by_fold, weights
from opsonin_plugins.cleaners.content.features import as_array, block_features
from opsonin_plugins.cleaners.content.lexicon import Lexicon
from opsonin_plugins.cleaners.content.model import Model, both_looks, first_look
from opsonin_plugins.cleaners.content.pages import Floats, Pages
from opsonin_plugins.cleaners.content.smoothing import second_look
from opsonin_plugins.cleaners.content.trees import Forest

#: How large the two forests are. Source: cross-validation, see ``docs/content.md``.
FIRST = Shape(num_iterations=160, num_leaves=31)
SECOND = Shape(num_iterations=110, num_leaves=24, learning_rate=0.08)
#: Share of the blocks without any main content that are learned from; they weigh more for it.
_EMPTY_SHARE = 0.5
_EMPTY = 0.02
#: What a block counts that only snippets of text label.
_PIECE_WEIGHT = 0.25
_LEAST_WORDS, _MOST_WEIGHT, _PAGE_WEIGHT = 30.0, 1.5, 3.0
_SEED = 20_261


@dataclass(slots=True)
class Example:
    """A page as the forests see it.

    Attributes:
        page: The page.
        values: blocks x features.
        words: Number of words of each block.
        chances: What a model says that has not seen the page.
    """

    page: LabelledPage
    values: NDArray[np.float32]
    words: Floats
    chances: Floats


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, the names of its features, and the chances of pages it has not seen."""

    model: Model
    weights: tuple[Mapping[str, float], Mapping[str, float]]
    examples: Sequence[Example]


def train(pages: Sequence[LabelledPage], report: Callable[[str], None]) -> Trained:
    """Train the model and cross-validate it.

    Weights of words and names, first look and second look: each is told of a page what was learned
    from other folds only, so that no step trusts the one before more than it may on new domains.

    Args:
        pages: Labelled pages.
        report: Gets a line after each step.
    """
    shares = shares_by_fold(pages)
    examples, names = _examples(pages, shares)
    report(f"{len(examples)} pages with {sum(len(one.words) for one in examples)} blocks")
    firsts = _looks(examples, FIRST, report)
    second_names = _look_again(examples, firsts)
    seconds = _looks(examples, SECOND, report)
    for example in examples:
        example.chances = both_looks(seconds[example.page.fold], example.values.T, example.chances)
    everywhere = weights(list(shares.values()))
    model = Model(
        lexicon=Lexicon(*everywhere),
        first=firsts[N_FOLDS],
        second=seconds[N_FOLDS],
        names=(*names, *second_names),
    )
    return Trained(model, everywhere, examples)


def _examples(
    pages: Sequence[LabelledPage], shares: Mapping[int, Shares]
) -> tuple[list[Example], tuple[str, ...]]:
    examples: list[Example] = []
    names: tuple[str, ...] = ()
    for fold in range(N_FOLDS):
        lexicon = Lexicon(*weights([shares[one] for one in sorted(shares) if one != fold]))
        for page in pages:
            if page.fold == fold and page.outline.blocks:
                one = Pages.of_outlines([page.outline])
                rows = block_features(one, lexicon, is_page=page.is_page)
                names = tuple(rows)
                values = np.ascontiguousarray(as_array(rows).T)
                examples.append(Example(page, values, rows["words"], np.zeros(len(values))))
    return examples, names


def _looks(
    examples: Sequence[Example], shape: Shape, report: Callable[[str], None]
) -> dict[int, Forest]:
    """Return a forest for each fold that has not seen it, and one that has seen all."""
    forests: dict[int, Forest] = {}
    for fold in range(N_FOLDS + 1):
        forests[fold] = fit(_rows([one for one in examples if one.page.fold != fold]), shape)
        report(f"forest {fold + 1} of {N_FOLDS + 1}")
    return forests


def _look_again(examples: Sequence[Example], firsts: Mapping[int, Forest]) -> tuple[str, ...]:
    """Add to each example what the first look says, by a forest that has not seen it."""
    names: tuple[str, ...] = ()
    for example in examples:
        first = first_look(firsts[example.page.fold], example.values.T)
        example.chances = first
        one = Pages.of_outlines([example.page.outline])
        rows = second_look(one, first, example.words)
        names = tuple(rows)
        example.values = np.hstack((example.values, as_array(rows).T))
    return names


def _rows(examples: Sequence[Example]) -> Rows:
    random = np.random.default_rng(_SEED)
    values, labels, counts = [], [], []
    for example in examples:
        is_known = ~np.isnan(example.page.labels)
        if not is_known.any():
            continue
        label = example.page.labels[is_known]
        count = _weights(example, is_known, label)
        is_empty = label <= _EMPTY
        is_taken = ~is_empty | (random.random(len(label)) < _EMPTY_SHARE)
        count = np.where(is_empty, count / _EMPTY_SHARE, count)
        values.append(example.values[is_known][is_taken])
        labels.append(label[is_taken])
        counts.append(count[is_taken])
    return Rows(np.vstack(values), np.concatenate(labels), np.concatenate(counts))


def _weights(example: Example, is_known: NDArray[np.bool_], label: NDArray[np.float32]) -> Floats:
    """Return what blocks count: by words, and less on pages with very many blocks."""
    if example.page.set_name == "trafilatura":
        return np.full(len(label), _PIECE_WEIGHT)
    words = example.words[is_known]
    main = max(_LEAST_WORDS, float((words * label).sum()))
    counts = np.sqrt(words / main)
    bounded: Floats = np.minimum(counts, _MOST_WEIGHT)
    return bounded * _PAGE_WEIGHT / math.sqrt(max(counts.sum(), 1e-9))
