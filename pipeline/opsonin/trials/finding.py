"""Finds the component to be tried, also in plugins that are installed but not configured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from opsonin.components.kinds import Kind
from opsonin.errors import ConfigError, OpsoninError, did_you_mean
from opsonin.manager.config import Settings
from opsonin.manager.discovery import Registered, load_plugins
from opsonin.manager.installed import ANY, FoundPlugin, find_plugins, is_named
from opsonin.trials.faults import fault_of, package_places
from opsonin.trials.trial import Fault

_SOURCE_ENDING = "*.py"
#: How components are named in source files, for suggestions.
_NAMED = re.compile(r"\bname=[\"']([A-Za-z0-9_.-]{1,80})[\"']")

#: Told where the plugin's files lie, before any of it is imported.
Located = Callable[[tuple[Path, ...]], None]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The component to be tried.

    Attributes:
        kind: What it is.
        registered: What its plugin registered.
        settings: Settings that load the plugin.
        places: Where the files of the plugin lie.
    """

    kind: Kind
    registered: Registered[Any]
    settings: Settings
    places: tuple[Path, ...]


class BrokenError(Exception):
    """The plugin that has the component, by all appearances, cannot be loaded.

    Attributes:
        plugin: The plugin, its distribution and version, in words.
        fault: What is wrong with it.
    """

    def __init__(self, plugin: str, fault: Fault) -> None:
        super().__init__(f"{plugin}: {fault.message}")
        self.plugin = plugin
        self.fault = fault


def find_component(name: str, settings: Settings, located: Located = lambda _: None) -> Chosen:
    """Return the component or vocabulary that is called that.

    Of the plugins that the configuration does not name, only those are loaded that are called
    that themselves, or whose source files name it.

    Args:
        name: Name of the component.
        settings: What the configuration says.
        located: Told where the plugin's files lie.

    Raises:
        ConfigError: No installed plugin seems to have such a component.
        BrokenError: The plugin that seems to have it cannot be loaded.
    """
    found, _ = find_plugins(settings.plugins)
    likely = [one for one in found if _may_have(one, name)]
    located(tuple(place for one in likely for place in _places(one)))
    names = [one.info.distribution for one in likely if one.info.state == "disabled"]
    settings = replace(settings, plugins=(*settings.plugins, *dict.fromkeys(names)))
    plugins = load_plugins(settings)
    for kind, registered in plugins.components:
        if registered.record.name == name:
            places = tuple(
                place
                for one in found
                if one.info.key == registered.plugin.key
                for place in _places(one)
            )
            return Chosen(kind, registered, settings, places)
    broken = {(one.plugin, one.distribution): one for one in plugins.broken}
    for one in likely:
        key = (one.info.name, one.info.distribution)
        if key in broken:
            raise BrokenError(str(broken[key]), _why(one, broken[key].error))
    known = {one.record.name for _, one in plugins.components}
    known.update(*(_NAMED.findall(source) for one in found for source in _sources(one)))
    remedy = did_you_mean(name, known)
    if not remedy.startswith("Did"):
        remedy = "`opsonin plugins list` says which plugins are installed."
    raise ConfigError(
        f"No component or vocabulary is called {name!r}.", where="--component", remedy=remedy
    )


def names_it(name: str) -> bool:
    """Tell whether an installed plugin is called that, or its source files name it."""
    found, _ = find_plugins((ANY,))
    return any(_may_have(one, name) for one in found)


def known_names() -> set[str]:
    """Return the names of installed plugins and distributions, and what their sources name."""
    found, _ = find_plugins((ANY,))
    names = {word for one in found for word in (one.info.name, one.info.distribution)}
    return names.union(*(_NAMED.findall(source) for one in found for source in _sources(one)))


def _places(plugin: FoundPlugin) -> tuple[Path, ...]:
    return package_places(plugin.entry_point.module)


def _may_have(plugin: FoundPlugin, name: str) -> bool:
    """Tell whether a plugin has the name, or one of its source files names it."""
    if is_named(plugin.info, [name]):
        return True
    quoted = (f'"{name}"', f"'{name}'")
    return any(word in source for source in _sources(plugin) for word in quoted)


def _sources(plugin: FoundPlugin) -> Iterator[str]:
    for place in _places(plugin):
        for path in sorted(place.rglob(_SOURCE_ENDING)) if place.is_dir() else [place]:
            try:
                yield path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                # What cannot be read cannot be imported either; its import will say why.
                continue


def _why(plugin: FoundPlugin, told: str) -> Fault:
    """Load a plugin again to see where it breaks."""
    places = _places(plugin)
    try:
        module = plugin.entry_point.load()
        for name in dir(module):
            hook = getattr(module, name)
            if name.startswith("register_") and name != "register_commands" and callable(hook):
                list(hook())
    except OpsoninError as error:
        return Fault(str(error))
    # A plugin may do anything, even leave the interpreter while it is imported.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        return fault_of(error, places)
    return Fault(told)
