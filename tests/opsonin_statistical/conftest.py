"""A small model, trained once on sentences written for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotated_texts import annotated
from opsonin import Term, Vocabulary, from_terms
from opsonin_statistical.model import Model, to_bytes
from opsonin_statistical.training.training import Recipe, train

RECIPE = Recipe(types=("disease",), penalty=0.1, n_steps=25, n_last_steps=3, n_features=4000)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """A vocabulary that knows a few of the names, and a word that is none."""
    return from_terms(
        [
            Term(
                curie="MONDO:0000001",
                label="neuropathy",
                term="neuropathy",
                type="disease",
                alt_curies=("MESH:D000001",),
            ),
            Term(curie="MONDO:0000002", label="garden", term="garden", type="disease"),
            Term(curie="CHEBI:1", label="rooms", term="rooms", type="chemical"),
        ],
        name="made",
        version="1",
        licence="CC0-1.0",
    )


@pytest.fixture(scope="session")
def model(vocabulary: Vocabulary) -> Model:
    """A model of diseases."""
    return train(annotated(), (vocabulary,), RECIPE)


@pytest.fixture(scope="session")
def weights(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its weights as a file."""
    path = tmp_path_factory.mktemp("weights") / "weights.npz"
    path.write_bytes(to_bytes(model))
    return path
