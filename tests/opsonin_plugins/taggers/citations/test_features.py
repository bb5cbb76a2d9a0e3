from __future__ import annotations

import numpy as np

from opsonin_plugins.taggers.citations.features import BITS, features
from opsonin_plugins.taggers.citations.tokens import tokens_of


def test_features_of_a_reference_do_not_depend_on_its_neighbours() -> None:
    texts = ['Doe J. "Cells" at (work). Cell. 2018;12:1-9.', "", "Roe R. Title. 1999", "x"]
    together = features(tokens_of(texts))
    alone = np.concatenate([features(tokens_of([text])) for text in texts])
    assert np.array_equal(together, alone)


def test_features_are_numbers_of_rows() -> None:
    found = features(tokens_of(["Doe J. Title. 2020"]))
    assert found.shape[0] == 6
    assert found.min() >= 0
    assert found.max() < 1 << BITS


def test_no_text_has_no_features() -> None:
    assert len(features(tokens_of([]))) == 0
