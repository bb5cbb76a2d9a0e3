"""The commands for authors: ``opsonin plugins new``, ``opsonin plugins check``, ``opsonin try``."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from opsonin.cli.commands.options import config_option, json_option
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


@click.command("check")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option(
    "--check", "checks", multiple=True, metavar="CHECK", help="Only this check; repeatable."
)
@click.option(
    "--sample",
    "samples",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="A document with something for the components to find; repeatable.",
)
@config_option
@click.option(
    "-v", "--verbose", "with_all", is_flag=True, help="List every check, also those that passed."
)
@json_option
def plugins_check(
    *,
    names: tuple[str, ...],
    checks: tuple[str, ...],
    samples: tuple[Path, ...],
    config: Path | None,
    with_all: bool,
    as_json: bool,
) -> None:
    """Check that components keep what every component promises.

    NAME is a component, a vocabulary, a plugin or a distribution; all built-in and configured
    plugins are checked when it is left out. A plugin that is named is loaded, configured or not.
    Ends with exit code 1 if a check fails.
    """
    from opsonin.cli.checking import check_components

    if not check_components(names, checks, samples, config, with_all=with_all, as_json=as_json):
        raise click.exceptions.Exit(1)


@click.command("try")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--component", required=True, metavar="NAME", help="The component to be tried.")
@config_option
@click.option(
    "--watch/--once",
    "is_watched",
    default=None,
    help="Try again whenever FILE or the plugin's source changes. [default: on a terminal]",
)
@json_option
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
