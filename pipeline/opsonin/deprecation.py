"""Tells plugins that something of opsonin that they use has a new name.

A name that goes is kept for at least one minor version of the hook API; who uses it is warned with
what to use instead. docs/api-changes.md has the rule and the list.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class OpsoninDeprecationWarning(DeprecationWarning):
    """A plugin uses something that will go.

    Attributes:
        plugin: Who uses it, with distribution and version; empty if that is not known.
        replacement: What to use instead.
    """

    def __init__(self, message: str, *, plugin: str = "", replacement: str = "") -> None:
        super().__init__(message)
        self.plugin = plugin
        self.replacement = replacement


@dataclass(frozen=True, slots=True)
class Renamed:
    """Something that has another name now.

    Attributes:
        replacement: The name to use instead.
        since: Hook API in which it was renamed.
        until: Hook API in which the old name goes.
    """

    replacement: str
    since: str
    until: str


#: Old name -> new one, of what `import opsonin` offers.
RENAMED_NAMES: Mapping[str, Renamed] = {}
#: Old name -> new one, of hooks.
RENAMED_HOOKS: Mapping[str, Renamed] = {}
#: (Hook, old name of an argument) -> new one.
RENAMED_ARGUMENTS: Mapping[tuple[str, str], Renamed] = {}

_plugin: ContextVar[str] = ContextVar("_plugin", default="")


@contextmanager
def on_behalf_of(plugin: str) -> Iterator[None]:
    """Name a plugin in all warnings that arise inside the block."""
    token = _plugin.set(plugin)
    try:
        yield
    finally:
        _plugin.reset(token)


def warn_renamed(what: str, renamed: Renamed, *, stacklevel: int = 2) -> None:
    """Warn that something has a new name.

    Args:
        what: What is used, with its old name: ``hook register_lexicons``.
        renamed: Its new name.
        stacklevel: How many calls up the place is that the warning is about.
    """
    plugin = _plugin.get()
    message = (
        f"{plugin or 'A plugin'} uses {what}, which is called {renamed.replacement} since hook "
        f"API {renamed.since} and goes in {renamed.until}. Use {renamed.replacement} instead."
    )
    warning = OpsoninDeprecationWarning(message, plugin=plugin, replacement=renamed.replacement)
    warnings.warn(warning, stacklevel=stacklevel + 1)


def warn_of_old_form(what: str, instead: str, *, until: str, stacklevel: int = 3) -> None:
    """Warn that something is used in a form that goes.

    Args:
        what: What is used, in its old form.
        instead: What to give in its place.
        until: Hook API in which the old form goes.
        stacklevel: How many calls up the place is that the warning is about.
    """
    plugin = _plugin.get()
    message = f"{plugin or 'A plugin'} uses {what}, which goes in {until}. Give {instead}."
    warning = OpsoninDeprecationWarning(message, plugin=plugin, replacement=instead)
    warnings.warn(warning, stacklevel=stacklevel + 1)
