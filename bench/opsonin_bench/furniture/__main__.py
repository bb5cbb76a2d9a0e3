"""``make furniture``: trains the model of lines and writes it into the package."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opsonin_bench.content.pages import load_pages
from opsonin_bench.content.writing import forest_arrays
from opsonin_bench.folders import ROOT, gold_folder
from opsonin_bench.furniture.dumps import dumps_of
from opsonin_bench.furniture.evaluation import figures
from opsonin_bench.furniture.training import train
from opsonin_bench.pages import markdown_table
from opsonin_plugins.cleaners.furniture.model import Model

_PACKAGE = ROOT / "plugins" / "opsonin_plugins" / "cleaners" / "furniture"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the figures on domains that were not seen, write the model."""
    parser = argparse.ArgumentParser(prog="opsonin_bench.furniture", description=main.__doc__)
    parser.add_argument("--to", type=Path, default=_PACKAGE, help="folder to write to")
    options = parser.parse_args(arguments)
    dumps = list(dumps_of(load_pages(gold_folder())))
    model, judged = train(dumps, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    names = ("chance below", "furniture, lines", "furniture, words", "text, lines", "text, words")
    print(markdown_table(names, figures(judged)))  # noqa: T201
    write_model(model, options.to / "model.npz")


def write_model(model: Model, path: Path) -> None:
    """Write what `opsonin_plugins.cleaners.furniture.model.read_model` reads."""
    grams = json.dumps(list(model.weights), ensure_ascii=False).encode()
    arrays: dict[str, NDArray[Any]] = {
        "grams": np.frombuffer(grams, dtype=np.uint8),
        "weights": np.array(list(model.weights.values()), dtype=np.int16),
        **forest_arrays("lines", model.forest),
    }
    np.savez_compressed(path, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
