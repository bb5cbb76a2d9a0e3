"""Writes the model, and the account of what it was trained on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opsonin_bench.content.pages import LabelledPage
from opsonin_bench.content.training import Trained
from opsonin_plugins.cleaners.content.trees import Forest


def write_model(trained: Trained, path: Path) -> None:
    """Write what `opsonin_plugins.cleaners.content.model.read_model` reads."""
    words, names = trained.weights
    texts = {"words": list(words), "names": list(names), "features": list(trained.model.names)}
    arrays: dict[str, NDArray[Any]] = {
        "texts": np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8),
        "word_weights": np.array(list(words.values()), dtype=np.float32),
        "name_weights": np.array(list(names.values()), dtype=np.float32),
        **forest_arrays("first", trained.model.first),
        **forest_arrays("second", trained.model.second),
    }
    np.savez_compressed(path, allow_pickle=False, **arrays)


def write_documents(pages: Sequence[LabelledPage], path: Path) -> None:
    """Write the digest of every document that was trained on, with its set."""
    lines = sorted(f"{page.set_name}\t{page.digest}" for page in pages)
    path.write_text("\n".join(["set\tsha256", *lines]) + "\n", encoding="utf-8")


def forest_arrays(name: str, forest: Forest) -> dict[str, NDArray[Any]]:
    """Return the arrays that `forest_of` puts together again, with names that begin with a name."""
    return {
        f"{name}_roots": forest.roots,
        f"{name}_depth": np.array(forest.depth),
        f"{name}_features": forest.features.astype(np.int16),
        f"{name}_thresholds": forest.thresholds,
        f"{name}_children": forest.children,
        f"{name}_values": forest.values,
        f"{name}_bias": np.array(forest.bias),
    }
