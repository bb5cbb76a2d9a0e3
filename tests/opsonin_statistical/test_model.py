from __future__ import annotations

import numpy as np
import pytest

from opsonin_statistical.model import Model, from_bytes, to_bytes


def test_a_model_survives_its_file(model: Model) -> None:
    again = from_bytes(to_bytes(model))
    assert np.array_equal(again.weights, model.weights)
    assert np.array_equal(again.rows, model.rows)
    assert again.about == model.about
    assert to_bytes(again) == to_bytes(model)


def test_it_says_what_it_was_trained_on(model: Model) -> None:
    assert len(model.about["documents"]["made"]) == 48
    assert set(model.about["vocabularies"]) == {"made"}


def test_other_files_are_no_models() -> None:
    with pytest.raises(ValueError, match="holds no weights"):
        from_bytes(b"PK\x03\x04")
