"""The commands on plugins: ``opsonin plugins``."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from pathlib import Path

import click

from opsonin.cli.commands.authoring import plugins_check, plugins_new
from opsonin.cli.commands.groups import Group
from opsonin.cli.commands.options import config_option, json_option, plugins_option
from opsonin.components.kinds import KINDS


@click.group(cls=Group)
def plugins() -> None:
    """Show what plugins are installed, and what they offer."""


@click.command("list", short_help="List installed plugins with their state.")
@config_option
@plugins_option
@click.option(
    "--stage",
    "kind",
    type=click.Choice(KINDS),
    help="Only plugins that are known to add something there, with its names.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Load those that may be loaded first, to see if they work and what they register.",
)
@json_option
def plugins_list(
    *, config: Path | None, plugins: tuple[str, ...], kind: str | None, check: bool, as_json: bool
) -> None:
    """List installed plugins with their state; none is imported unless --check is given.

    What a plugin registers is known from when it was last loaded, as long as none of its files
    has changed since.
    """
    from opsonin.cli.plugin_listing import list_installed

    list_installed(config, plugins, kind=kind, check=check, as_json=as_json)


@click.command("show")
@click.argument("name")
@config_option
@plugins_option
@json_option
def plugins_show(
    *, name: str, config: Path | None, plugins: tuple[str, ...], as_json: bool
) -> None:
    """Load one plugin and describe its components and their options.

    NAME is a plugin, a distribution or a component.
    """
    from opsonin.cli.plugins import show_plugin

    show_plugin(name, config, plugins, as_json=as_json)


@click.command("lock", short_help="Pin the third-party plugins that may be loaded.")
@config_option
@plugins_option
@json_option
def plugins_lock(*, config: Path | None, plugins: tuple[str, ...], as_json: bool) -> None:
    """Pin the third-party plugins that may be loaded, with version and digest.

    They are written to [require_plugins] of the configuration; the rest of the file stays as it
    is. A run that finds another version or other files refuses to start.
    """
    from opsonin.cli.locking import lock_plugins

    lock_plugins(config, plugins, as_json=as_json)


#: The subcommands of `opsonin plugins`, in the order in which --help lists them.
for _command in (plugins_list, plugins_show, plugins_new, plugins_check, plugins_lock):
    plugins.add_command(_command)
