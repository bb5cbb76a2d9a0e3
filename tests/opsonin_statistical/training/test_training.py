from __future__ import annotations

from dataclasses import replace

import pytest

from annotated_texts import annotated
from opsonin import Vocabulary
from opsonin_statistical.model import Model, to_bytes
from opsonin_statistical.training.training import Recipe, train


def test_the_same_documents_give_the_same_weights(vocabulary: Vocabulary) -> None:
    recipe = Recipe(types=("disease",), n_steps=3, n_last_steps=1)
    first, again = (train(annotated()[:12], (vocabulary,), recipe) for _ in range(2))
    assert to_bytes(first) == to_bytes(again)


def test_only_the_largest_weights_are_kept(model: Model) -> None:
    assert len(model.weights) <= 4001


def test_documents_without_the_wanted_types_teach_nothing(vocabulary: Vocabulary) -> None:
    documents = [replace(one, types=frozenset({"gene"}), mentions=()) for one in annotated()]
    with pytest.raises(ValueError, match="no document annotates one of disease"):
        train(documents, (vocabulary,), Recipe(types=("disease",)))
