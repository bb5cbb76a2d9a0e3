"""Which plugins are installed, found without importing any of them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distributions
from typing import Any, Literal

from opsonin.errors import PluginError
from opsonin.manager.compatibility import IncompatibleError, check_metadata

GROUP = "opsonin"
#: The distribution that ships the core has the name of its package.
CORE = __name__.partition(".")[0]
#: In ``Settings.plugins``: whatever is installed.
ANY = "*"

#: ``active`` plugins take part in runs, ``disabled`` ones are installed but not allowed by the
#: configuration, ``broken`` ones cannot be loaded, ``incompatible`` ones were written for another
#: version of opsonin.
State = Literal["active", "disabled", "broken", "incompatible"]


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """An installed plugin, as its entry point describes it.

    Attributes:
        name: Name of the entry point.
        distribution: Name of the distribution that brings it.
        version: Version of that distribution.
        state: As far as its metadata tell.
        is_builtin: Whether it is part of opsonin.
    """

    name: str
    distribution: str
    version: str
    state: State
    is_builtin: bool = False

    @property
    def key(self) -> str:
        """What pluggy knows it as: two distributions may have entry points of one name."""
        return f"{self.name} ({self.distribution})"

    def __str__(self) -> str:
        """Say which plugin of which distribution is meant, for messages."""
        return f"plugin {self.name} of {self.distribution} {self.version}"


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """A plugin that was left out as a whole, and why.

    Attributes:
        plugin: Name of its entry point.
        distribution: Name of the distribution that brings it.
        version: Version of that distribution.
        error: What is wrong, in one sentence, and what to do.
        components: Names of its components, as far as they are known.
        is_builtin: Whether it is part of opsonin itself.
        state: ``incompatible`` if it was written for another version of opsonin.
        is_pinned: Whether it is not what ``[require_plugins]`` says, so that no run may start.
    """

    plugin: str
    distribution: str
    version: str
    error: str
    components: tuple[str, ...] = ()
    is_builtin: bool = False
    state: State = "broken"
    is_pinned: bool = False

    def __str__(self) -> str:
        """Say which plugin of which distribution is meant, for messages."""
        return f"plugin {self.plugin} of {self.distribution} {self.version}"

    @classmethod
    def of(cls, info: PluginInfo, error: str, **more: Any) -> BrokenPlugin:
        """Return that a plugin is broken."""
        return cls(
            info.name, info.distribution, info.version, error, is_builtin=info.is_builtin, **more
        )


@dataclass(frozen=True, slots=True)
class FoundPlugin:
    """An entry point of the group and where it comes from.

    Attributes:
        info: The plugin.
        entry_point: What is imported for it.
        source: The distribution.
        problem: Why it is incompatible, if it is.
    """

    info: PluginInfo
    entry_point: EntryPoint
    source: Distribution
    problem: PluginError | None = None


def find_plugins(
    plugins: Sequence[str],
) -> tuple[tuple[FoundPlugin, ...], tuple[BrokenPlugin, ...]]:
    """Return the entry points of the group, and the distributions whose metadata is unreadable.

    The core's own come first, so that nobody can take a name away from them; within each half
    they are sorted by name and distribution.

    Args:
        plugins: The third-party plugins that the configuration allows.
    """
    found: list[FoundPlugin] = []
    broken: list[BrokenPlugin] = []
    seen: set[str] = set()
    for distribution in distributions():
        try:
            entries = _entries(distribution)
        except Exception as error:  # noqa: BLE001 - one damaged package must not hide the others
            broken.append(_unreadable(distribution, error))
            continue
        if not entries:
            continue
        name, version = _identity(distribution)
        # Of two copies on sys.path Python imports the first.
        if name in seen or _is_shadowed(distribution, name):
            continue
        seen.add(name)
        found += [
            _found(PluginInfo(entry.name, name, version, "disabled"), entry, distribution, plugins)
            for entry in entries
        ]
    found.sort(key=lambda one: (not one.info.is_builtin, one.info.name, one.info.distribution))
    return tuple(found), tuple(sorted(broken, key=str))


def normalised(name: str) -> str:
    """Return the name of a distribution as package indexes compare it.

    Source: Python packaging user guide, "Names and normalization".

    >>> normalised("Opsonin_Trials")
    'opsonin-trials'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def is_named(info: PluginInfo | BrokenPlugin, plugins: Sequence[str]) -> bool:
    """Tell whether ``plugins`` names this plugin or its distribution; ``*`` is no name."""
    name = info.name if isinstance(info, PluginInfo) else info.plugin
    return name in plugins or normalised(info.distribution) in {*map(normalised, plugins)} - {ANY}


def modules_of(distribution: Distribution) -> tuple[str, ...]:
    """Return the modules that a distribution's entry points of the group name."""
    return tuple(entry.module for entry in _entries(distribution))


def _found(
    info: PluginInfo, entry: EntryPoint, distribution: Distribution, plugins: Sequence[str]
) -> FoundPlugin:
    """Return a plugin with its state: nothing of what is built in needs to be asked."""
    if normalised(info.distribution) == CORE:
        return FoundPlugin(replace(info, state="active", is_builtin=True), entry, distribution)
    try:
        check_metadata(distribution, entry)
    except IncompatibleError as error:
        return FoundPlugin(replace(info, state="incompatible"), entry, distribution, error)
    if ANY in plugins or is_named(info, plugins):
        info = replace(info, state="active")
    return FoundPlugin(info, entry, distribution)


def _entries(distribution: Distribution) -> list[EntryPoint]:
    return [entry for entry in distribution.entry_points if entry.group == GROUP]


def _is_shadowed(found: Distribution, name: str) -> bool:
    try:
        first = Distribution.from_name(name)
    except (PackageNotFoundError, ValueError):
        return False
    return str(first.locate_file("")) != str(found.locate_file(""))


def _identity(distribution: Distribution) -> tuple[str, str]:
    stated: tuple[str | None, str | None] = (None, None)
    with contextlib.suppress(Exception):  # metadata that is missing or damaged, by any importer
        stated = (distribution.metadata["Name"], distribution.metadata["Version"])
    return stated[0] or "unnamed distribution", stated[1] or "of unknown version"


def _unreadable(distribution: Distribution, error: Exception) -> BrokenPlugin:
    name, version = _identity(distribution)
    text = f"Its entry points cannot be read: {type(error).__name__}: {error}"
    return BrokenPlugin(name, name, version, text, is_builtin=normalised(name) == CORE)
