"""The commands for authors of plugins: ``opsonin plugins new`` and ``opsonin try``."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from opsonin.scaffold.licences import LICENCES
from opsonin.scaffold.stages import STAGES


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--stage", type=click.Choice(STAGES), required=True, help="What the plugin is to add."
)
@click.option(
    "--name",
    metavar="NAME",
    help="Name of the distribution, such as opsonin-doses; that of DIR when left out.",
)
@click.option(
    "--component",
    metavar="NAME",
    help="Name of the component, such as dose_forms; that of the distribution when left out.",
)
@click.option(
    "--licence",
    "--license",
    type=click.Choice(list(LICENCES), case_sensitive=False),
    default="apache-2.0",
    show_default=True,
    help="Licence of the plugin.",
)
def plugins_new(
    *, folder: Path, stage: Any, name: str | None, component: str | None, licence: str
) -> None:
    """Write a small, complete, tested plugin into DIR, to be changed.

    It is a distribution that pip installs, with a component that works, its tests and a sample
    document. DIR must not exist yet.
    """
    from opsonin.cli.scaffolding import write_new

    write_new(folder, stage, name, component, LICENCES[licence.lower()])


@click.command("try")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--component", required=True, metavar="NAME", help="The component to be tried.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Configuration; opsonin.toml in this folder, if there is one, when left out.",
)
@click.option(
    "--watch/--once",
    "is_watched",
    default=None,
    help="Try again whenever FILE or the plugin's source changes. [default: on a terminal]",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
def try_component(
    *,
    files: tuple[str, ...],
    component: str,
    config: Path | None,
    is_watched: bool | None,
    as_json: bool,
) -> None:
    """Show what a component does to one document.

    FILE goes through what comes before the component, then through the component: its edits,
    rows, documents or terms are shown in the text. Of several documents in FILE the first is
    taken; a tagger of corpus scope takes all, and several FILEs. A plugin that is installed, but
    not configured, is loaded because its component is named. Nothing is written to the data
    folder.
    """
    from opsonin.cli.trying import try_on

    try_on(files, component, config, is_watched=is_watched, as_json=as_json)
