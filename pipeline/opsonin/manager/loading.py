"""pluggy's manager, with hooks and arguments of old names understood as the new ones."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pluggy

from opsonin import deprecation
from opsonin.manager.hooks import Hooks


class Manager(pluggy.PluginManager):
    """Collects the hooks of plugins."""

    def __init__(self) -> None:
        super().__init__("opsonin")
        self.add_hookspecs(Hooks)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> Any:
        """Return how a function is marked, under the name that its hook has now."""
        options = super().parse_hookimpl_opts(plugin, name)
        if options is not None:
            stated = options.get("specname") or name
            options = {**options, "specname": current_hook(stated)}
        return options


def current_hook(name: str) -> str:
    """Return the name that a hook has now."""
    renamed = deprecation.RENAMED_HOOKS.get(name)
    return renamed.replacement if renamed else name


def warn_of_old_names(hook: str, function: Callable[..., object]) -> None:
    """Warn if a plugin implements a hook, or asks for an argument, under an old name."""
    renamed = deprecation.RENAMED_HOOKS.get(hook)
    if renamed is not None:
        deprecation.warn_renamed(f"hook {hook}", renamed)
    for argument in inspect.signature(function).parameters:
        renamed = deprecation.RENAMED_ARGUMENTS.get((current_hook(hook), argument))
        if renamed is not None:
            deprecation.warn_renamed(f"argument {argument} of {hook}", renamed)


def current_argument(hook: str, argument: str) -> str:
    """Return the name that an argument of a hook has now.

    An argument of an old name stays in the signature of the hook until it goes.
    """
    renamed = deprecation.RENAMED_ARGUMENTS.get((hook, argument))
    return renamed.replacement if renamed else argument
