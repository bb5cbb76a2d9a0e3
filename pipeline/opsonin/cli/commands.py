"""The commands with their arguments; what they do is imported when one is called."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_STAGES = ("ingest", "clean", "tag", "export")

_config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Configuration; opsonin.toml in this folder, if there is one, when left out.",
)
_plugins = click.option(
    "--plugins",
    multiple=True,
    metavar="NAME",
    help="Third-party plugin or distribution to load, in place of those configured; repeatable.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")


def _data_options(command: F) -> F:
    """Add what every command needs that works on a data folder."""
    data = click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        envvar="OPSONIN_DATA",
        show_envvar=True,
        help="Data folder; `data` when neither this nor the configuration says so.",
    )
    return data(_config(_plugins(command)))


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@_data_options
@click.option("--engine", metavar="NAME", help="What carries out the stages: local, prefect, ...")
@click.option(
    "--runner",
    type=click.Choice(["threads", "processes", "dask"]),
    help="What the shards are spread over.",
)
@click.option("--address", metavar="URL", help="An existing cluster, for runners that have one.")
@click.option("--workers", type=int, metavar="N", help="Number of workers.")
@click.option("--shard-documents", type=int, metavar="N", help="Documents in a shard.")
@_json
def run(*, inputs: tuple[str, ...], as_json: bool, **settings: Any) -> None:
    """Ingest, clean, tag and export documents.

    INPUT is a folder, a file or a URL; the configured inputs, or seeds/, when left out. Documents
    that are known and unchanged cost a look-up.
    """
    from opsonin.cli.running import run_inputs

    run_inputs(inputs, settings, as_json=as_json)


@click.group()
def plugins() -> None:
    """Show what plugins are installed, and what they offer."""


@plugins.command("list")
@_config
@_plugins
@click.option("--check", is_flag=True, help="Load those that may be loaded, to see if they work.")
@_json
def plugins_list(
    *, config: Path | None, plugins: tuple[str, ...], check: bool, as_json: bool
) -> None:
    """List installed plugins; nothing is imported unless --check is given."""
    from opsonin.cli.plugins import list_installed

    list_installed(config, plugins, check=check, as_json=as_json)


@plugins.command("show")
@click.argument("name")
@_config
@_plugins
@_json
def plugins_show(
    *, name: str, config: Path | None, plugins: tuple[str, ...], as_json: bool
) -> None:
    """Load one plugin and describe its components and their options.

    NAME is a plugin, a distribution or a component.
    """
    from opsonin.cli.plugins import show_plugin

    show_plugin(name, config, plugins, as_json=as_json)


@click.command()
@click.argument("name", required=False)
@_data_options
@_json
def tables(*, name: str | None, as_json: bool, **settings: Any) -> None:
    """Describe all tables, or the columns of table NAME."""
    from opsonin.cli.tables import show_table, show_tables

    if name is None:
        show_tables(settings, as_json=as_json)
    else:
        show_table(name, settings, as_json=as_json)


@click.command()
@click.argument("document", metavar="DOC_ID")
@click.option("--table", metavar="NAME", help="List the document's rows of this table instead.")
@_data_options
@_json
def show(*, document: str, table: str | None, as_json: bool, **settings: Any) -> None:
    """Show a document's clean text with its tags.

    Preferred mentions and identifiers are marked; what is not main text is labelled.
    DOC_ID may be shortened to four or more hexadecimal digits, or be a source_uri.
    """
    from opsonin.cli.showing import show_document, show_rows

    if table is None:
        show_document(document, settings, as_json=as_json)
    else:
        show_rows(document, table, settings, as_json=as_json)


@click.command()
@click.argument("document", metavar="DOC_ID")
@click.argument("start", type=int)
@click.argument("end", type=int)
@_data_options
@_json
def explain(*, document: str, start: int, end: int, as_json: bool, **settings: Any) -> None:
    """Follow a span back to the raw source.

    Each cleaner that the clean text from START to END went through is shown with its edits.
    Offsets are half-open, 0-based and count code points of the clean text, as in every table.
    """
    from opsonin.cli.explaining import explain_span

    explain_span(document, start, end, settings, as_json=as_json)


@click.command()
@_data_options
@_json
def verify(*, as_json: bool, **settings: Any) -> None:
    """Check every digest, schema, span and sum of a data folder."""
    from opsonin.cli.verifying import verify_folder

    if not verify_folder(settings, as_json=as_json):
        raise click.exceptions.Exit(1)


@click.command()
@_data_options
@_json
def status(*, as_json: bool, **settings: Any) -> None:
    """Show the last runs, the tables, and what changed."""
    from opsonin.cli.status import show_status

    show_status(settings, as_json=as_json)


@click.command()
@click.option("--reason", metavar="CODE", help="Only these, such as empty or undecodable.")
@click.option("--stage", type=click.Choice(_STAGES), help="Only those of this stage.")
@_data_options
@_json
def rejects(*, reason: str | None, stage: str | None, as_json: bool, **settings: Any) -> None:
    """List what could not go on, and why."""
    from opsonin.cli.rejects import list_rejects

    list_rejects(settings, reason=reason, stage=stage, as_json=as_json)


#: The commands by name, in the order in which --help lists them.
ALL: dict[str, click.Command] = {
    "run": run,
    "status": status,
    "rejects": rejects,
    "show": show,
    "explain": explain,
    "tables": tables,
    "plugins": plugins,
    "verify": verify,
}
