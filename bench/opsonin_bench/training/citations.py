"""``python -m opsonin_bench.training.citations``: trains the model that takes references apart.

An averaged perceptron over the annotated references of AnyStyle, and over the same references
written anew in the styles of biomedicine. Writes the weights and what they rest on into the
package; the same references give the same weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import click

from opsonin_bench.folders import ROOT, gold_folder
from opsonin_bench.training.annotated import Fields, digest, read, training_set
from opsonin_bench.training.perceptron import train
from opsonin_plugins.taggers.citations.features import features
from opsonin_plugins.taggers.citations.labelling import Model
from opsonin_plugins.taggers.citations.tokens import tokens_of

#: Where the annotation lies below the folder of gold.
ANNOTATION = "references/anystyle-gold.xml"
_PACKAGE = ROOT / "plugins" / "opsonin_plugins" / "taggers" / "citations"


def model_of(references: Sequence[Fields]) -> Model:
    """Return a model trained on references and on their like in other styles."""
    items = training_set(references)
    known = [features(tokens_of([one.text])) for one in items]
    return train(known, [one.labels for one in items])


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=_PACKAGE, show_default=True)
def main(folder: Path) -> None:
    """Train on the whole annotation; write ``weights.npz`` and ``weights.json``."""
    path = gold_folder() / ANNOTATION
    if not path.is_file():
        raise click.UsageError(f"There is no {path}; OPSONIN_GOLD names the folder of gold.")
    references = read(path)
    weights = model_of(references).to_bytes()
    about = {
        "made_by": "python -m opsonin_bench.training.citations",
        "sha256": hashlib.sha256(weights).hexdigest(),
        "trained_on": "AnyStyle's annotated references, res/parser/gold.xml",
        "licence_of_training_data": "BSD-2-Clause",
        "training_data_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "n_references": len(references),
        "digest": "SHA-256 of label, tab, words of all fields, joined by line feeds: 16 digits",
        "references": [digest(one) for one in references],
    }
    (folder / "weights.npz").write_bytes(weights)
    (folder / "weights.json").write_text(json.dumps(about, indent=0) + "\n")
    click.echo(f"{len(weights):,} bytes of weights from {len(references):,} references")


if __name__ == "__main__":
    main()
