"""The trained model: how probably each block of a page is main content."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.features import as_array, block_features
from opsonin_plugins.cleaners.content.lexicon import Lexicon
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.pages import Floats, Pages
from opsonin_plugins.cleaners.content.smoothing import second_look
from opsonin_plugins.cleaners.content.trees import Forest, forest_of, probability

_FILE = "model.npz"
#: Trees after which blocks are given up whose log odds are lower than this, and the chance below
#: which a block is not looked at again. Source: cross-validation, see ``docs/content.md``: with
#: these two fifths of the blocks are asked further, and the figures are the same.
_ASKED_FIRST, _LEAST_ODDS, _LEAST_CHANCE = 40, -2.0, 0.06


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of words and names, and the trees of the first and of the second look.

    Attributes:
        lexicon: The weights.
        first: Features of a block -> log odds.
        second: These and what the first look says of the blocks around it -> log odds.
        names: Names of the features in the order in which ``second`` numbers them.
    """

    lexicon: Lexicon
    first: Forest
    second: Forest
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chances:
    """What the model says of a page.

    Attributes:
        main: For each block how probably it is main content.
        words: Its number of words.
    """

    main: Floats
    words: Floats


def chances(outlines: Sequence[Outline], model: Model, *, is_page: bool) -> list[Chances]:
    """Say for each page how probably each of its blocks is main content.

    What is said of a page does not depend on the others; together they only take less time.

    Args:
        outlines: The pages.
        model: What was learned.
        is_page: Whether all main content is wanted, not only the body of an article.
    """
    found = [Chances(np.zeros(0), np.zeros(0)) for _ in outlines]
    numbers = [number for number, outline in enumerate(outlines) if outline.blocks]
    if not numbers:
        return found
    pages = Pages.of_outlines([outlines[number] for number in numbers])
    rows = block_features(pages, model.lexicon, is_page=is_page)
    values = as_array(rows)
    first = first_look(model.first, values)
    again = second_look(pages, first, rows["words"])
    both = both_looks(model.second, np.concatenate((values, as_array(again))), first)
    ends = pages.starts + pages.counts
    for number, start, end in zip(numbers, pages.starts, ends, strict=True):
        found[number] = Chances(both[start:end], rows["words"][start:end])
    return found


def first_look(forest: Forest, values: NDArray[np.float32]) -> Floats:
    """Return the chances of blocks by their features; most are settled by the first trees."""
    return probability(forest.odds(values, asked_first=_ASKED_FIRST, least=_LEAST_ODDS))


def both_looks(forest: Forest, values: NDArray[np.float32], first: Floats) -> Floats:
    """Return what both looks say together; the second knows more, so it counts twice.

    Args:
        forest: That of the second look.
        values: features x blocks, with those of the second look.
        first: Chances by the first look.
    """
    is_open = first >= _LEAST_CHANCE
    second = probability(forest.odds(values[:, is_open]))
    both = first.copy()
    both[is_open] = (first[is_open] + 2 * second) / 3
    return both


@cache
def trained_model() -> Model:
    """Return the model that comes with opsonin; it is read once a process."""
    with (files("opsonin_plugins.cleaners.content") / _FILE).open("rb") as opened:
        return read_model(opened)


def read_model(opened: IO[bytes]) -> Model:
    """Read a model that `write_model` has written."""
    with np.load(opened, allow_pickle=False) as arrays:
        known: Mapping[str, NDArray[np.generic]] = dict(arrays)
    texts = json.loads(known["texts"].tobytes().decode())
    return Model(
        lexicon=Lexicon(
            dict(zip(texts["words"], known["word_weights"].tolist(), strict=True)),
            dict(zip(texts["names"], known["name_weights"].tolist(), strict=True)),
        ),
        first=forest_of(known, "first"),
        second=forest_of(known, "second"),
        names=tuple(texts["features"]),
    )
