"""The trained model: how probably each line of a text belongs to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.trees import Forest, forest_of, probability
from opsonin_plugins.cleaners.furniture.grams import Weights
from opsonin_plugins.cleaners.furniture.values import line_values

_FILE = "model.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of words and pairs of words, and trees over what is known of lines.

    Attributes:
        weights: The weights.
        forest: Features of a line -> log odds of being text.
    """

    weights: Weights
    forest: Forest


def text_chances(contents: Sequence[str], model: Model) -> NDArray[np.float64]:
    """Return for each line how probably it is text and no furniture.

    Args:
        contents: The lines of a text without white space around them; none is empty.
        model: What was learned.
    """
    if not contents:
        return np.zeros(0)
    return probability(model.forest.odds(line_values(contents, model.weights).T))


@cache
def trained_model() -> Model:
    """Return the model that comes with opsonin; it is read once a process."""
    with (files("opsonin_plugins.cleaners.furniture") / _FILE).open("rb") as opened:
        return read_model(opened)


def read_model(opened: IO[bytes]) -> Model:
    """Read a model that the training has written."""
    with np.load(opened, allow_pickle=False) as arrays:
        known: Mapping[str, NDArray[np.generic]] = dict(arrays)
    grams = json.loads(known["grams"].tobytes().decode())
    weights = dict(zip(grams, known["weights"].tolist(), strict=True))
    return Model(weights, forest_of(known, "lines"))
