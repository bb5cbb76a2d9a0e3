from __future__ import annotations

import itertools
import json
from hashlib import sha256
from importlib.resources import files

import numpy as np

from opsonin_plugins.taggers.citations.labelling import (
    LABELS,
    Model,
    best_paths,
    joined,
    shipped,
)

REFERENCES = [
    "Doe J, Roe R. Cells at work. Cell. 2018;12:1-9.",
    "",
    "Doe, J. (2019). A title of some length: and what it says. Journal of Things, 12(3), 123-129.",
]


def test_best_paths_are_those_of_an_exhaustive_search() -> None:
    chance = np.random.default_rng(7)
    sizes = np.array([3, 0, 1, 4])
    n_labels = 3
    scores = chance.normal(size=(8, n_labels)).astype(np.float32)
    transitions = chance.normal(size=(n_labels, n_labels)).astype(np.float32)
    starts = chance.normal(size=n_labels).astype(np.float32)
    found = best_paths(scores, sizes, transitions, starts).tolist()
    expected: list[int] = []
    first = 0
    for size in sizes:
        own = scores[first : first + size]

        best = -np.inf
        chosen: tuple[int, ...] = ()
        for path in itertools.product(range(n_labels), repeat=int(size)):
            total = starts[path[0]] if path else 0.0
            total += sum(transitions[a, b] for a, b in itertools.pairwise(path))
            total += sum(own[n, label] for n, label in enumerate(path))
            if total > best:
                best, chosen = total, path
        expected += chosen
        first += size
    assert found == expected


def test_labels_of_a_reference_do_not_depend_on_those_beside_it() -> None:
    model = shipped()
    together = list(model.label(REFERENCES))
    assert together == [next(model.label([one])) for one in REFERENCES]
    assert together[1] == []


def test_neighbours_with_one_label_are_joined() -> None:
    author, title = LABELS.index("author"), LABELS.index("title")
    assert joined([(0, 3), (4, 5), (6, 9)], [author, author, title]) == [
        ("author", (0, 5)),
        ("title", (6, 9)),
    ]


def test_stored_weights_are_read_back() -> None:
    model = shipped()
    again = Model.from_bytes(model.to_bytes())
    assert np.array_equal(again.rows, model.rows)
    assert np.allclose(again.emissions, model.emissions)
    assert list(again.label(REFERENCES)) == list(model.label(REFERENCES))


def test_weights_are_those_that_their_notes_tell_of_and_small() -> None:
    folder = files("opsonin_plugins.taggers.citations")
    weights = (folder / "weights.npz").read_bytes()
    about = json.loads((folder / "weights.json").read_text())
    assert about["sha256"] == sha256(weights).hexdigest()
    assert about["licence_of_training_data"] == "BSD-2-Clause"
    assert len(about["references"]) == about["n_references"]
    assert len(weights) < 100_000
