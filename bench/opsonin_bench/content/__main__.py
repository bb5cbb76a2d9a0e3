"""``make content``: trains the extractor's model and writes it into the package."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from opsonin_bench.content.evaluation import figures, main_texts
from opsonin_bench.content.pages import load_pages
from opsonin_bench.content.training import train
from opsonin_bench.content.writing import write_documents, write_model
from opsonin_bench.folders import ROOT, gold_folder
from opsonin_bench.pages import markdown_table

_PACKAGE = ROOT / "plugins" / "opsonin_plugins" / "cleaners" / "content"


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the figures on domains that were not seen, write model and digests."""
    parser = argparse.ArgumentParser(prog="opsonin_bench.content", description=main.__doc__)
    parser.add_argument("--to", type=Path, default=_PACKAGE, help="folder to write to")
    options = parser.parse_args(arguments)
    pages = list(load_pages(gold_folder()))
    trained = train(pages, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
    found = figures(pages, main_texts(pages, trained.examples))
    rows = [
        (name, figure.name, "" if figure.value is None else f"{figure.value:.4f}", str(figure.n))
        for name, figure in found
    ]
    print(markdown_table(("set", "figure", "value", "n"), rows))  # noqa: T201
    write_model(trained, options.to / "model.npz")
    write_documents(pages, options.to / "documents.tsv")


if __name__ == "__main__":
    main()
