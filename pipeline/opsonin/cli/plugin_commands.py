"""Commands that plugins add, found without importing plugins that add none."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint

import click

from opsonin.errors import OpsoninError
from opsonin.manager.admission import admitted
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.loading import Manager
from opsonin.manager.unimported import source_of

_HOOK = "register_commands"
_LOG = logging.getLogger("opsonin")


def plugin_commands(program: click.Group) -> dict[str, click.Command]:
    """Return the commands of built-in and configured plugins, imported without the engine.

    A plugin is imported when its source names the hook for commands. One that fails is left out
    here; `loaded_commands` says why.

    Args:
        program: Its own commands cannot be replaced.
    """
    found: dict[str, click.Command] = {}
    _, good, _ = admitted(_settings())
    for one in good:
        if _may_add_commands(one.entry_point):
            for name, command in _commands_of(one.entry_point).items():
                if name not in program.commands:
                    found.setdefault(name, command)
    return found


def loaded_commands(program: click.Group) -> tuple[dict[str, click.Command], list[str]]:
    """Return the commands of all plugins, loaded and checked as for a run, and what is broken.

    Args:
        program: Its own commands cannot be replaced.
    """
    # Pulls in Arrow and every built-in component.
    from opsonin.manager.discovery import load_plugins  # noqa: PLC0415

    plugins = load_plugins(_settings())
    everything = click.Group("opsonin", commands=dict(program.commands))
    plugins.commands(everything)
    problems = [f"It may belong to {one}, which is broken: {one.error}" for one in plugins.broken]
    return {name: everything.commands[name] for name in everything.commands}, problems


def _settings() -> Settings:
    try:
        return load_settings()
    except OpsoninError:
        # Whatever command is meant will say what is wrong; --help has to work all the same.
        return Settings()


def _commands_of(entry_point: EntryPoint) -> dict[str, click.Command]:
    manager = Manager()
    own = click.Group("opsonin")
    try:
        manager.register(entry_point.load())
        manager.hook.register_commands(commands=own)
    # A plugin may do anything, even leave the interpreter while it is imported.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        _LOG.debug("%s: %s", entry_point.value, error)
        return {}
    return dict(own.commands)


def _may_add_commands(entry_point: EntryPoint) -> bool:
    """Tell whether the plugin's module names the hook, or cannot be read without importing it."""
    source = None if entry_point.attr else source_of(entry_point.module)
    return source is None or _HOOK in source or "import *" in source
