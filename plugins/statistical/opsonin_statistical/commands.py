"""The command ``opsonin-statistical``: trains weights, and says what weights rest on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from opsonin_statistical.model import load, to_bytes


@click.group(context_settings={"show_default": True})
def main() -> None:
    """Weights of the statistical tagger."""


@main.command()
@click.argument("corpora", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")
@click.option("--types", default="disease,chemical,gene,organism", help="Types, with commas.")
@click.option(
    "--leave-out",
    "others",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A corpus whose documents must not be trained on, such as a test set.",
)
@click.option("--penalty", default=1.0, help="Of large weights.")
@click.option("--steps", default=45, help="Steps of the optimiser.")
@click.option("--features", default=100_000, help="Features that are kept.")
def train(
    corpora: tuple[Path, ...],
    out: Path,
    types: str,
    others: tuple[Path, ...],
    penalty: float,
    steps: int,
    features: int,
) -> None:
    """Train weights on annotated CORPORA: JSON Lines with doc_id, text and mentions.

    The first annotation of a document counts where it stands in several corpora. The same corpora
    give the same file.
    """
    wanted = tuple(one.strip() for one in types.split(",") if one.strip())
    try:
        from opsonin_statistical.training.corpora import distinct, read  # noqa: PLC0415 - heavy
        from opsonin_statistical.training.training import Recipe  # noqa: PLC0415 - needs scipy
        from opsonin_statistical.training.training import train as trained  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"Training needs {error.name}: pip install 'opsonin-statistical[train]'"
        ) from error
    from opsonin_plugins.vocabularies.plugin import register_vocabularies  # noqa: PLC0415 - heavy

    try:
        left_out = {one.doc_id for path in others for one in read(path, wanted)}
        every = [one for path in corpora for one in read(path, wanted)]
        recipe = Recipe(
            types=wanted,
            penalty=penalty,
            n_steps=steps,
            n_last_steps=max(1, steps // 3),
            n_features=features,
        )
        model = trained(
            distinct(every, left_out), tuple(register_vocabularies()), recipe, tell=_tell
        )
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    data = to_bytes(model)
    out.write_bytes(data)
    click.echo(f"{out}: {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


@main.command()
@click.argument("weights", required=False, type=click.Path(path_type=Path))
def show(weights: Path | None) -> None:
    """Say what WEIGHTS know and rest on; those of the package if no file is named."""
    try:
        model = load(weights)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{weights}: {error}") from error
    about = {"types": model.types, "n_features": len(model.weights) - 1, **model.about}
    click.echo(json.dumps(about, indent=1))


def _tell(line: str) -> None:
    click.echo(line, err=True)
