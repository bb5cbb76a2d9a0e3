"""Which of the registered components take part, and whether all that is named is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, TypeVar

from opsonin.errors import ConfigError, PluginError, did_you_mean
from opsonin.manager.config import Settings
from opsonin.manager.facade import Plugins, Registered
from opsonin.manager.installed import BrokenPlugin, is_named
from opsonin.manager.limits import components_of
from opsonin.manager.places import Place, spelt

R = TypeVar("R")

_SELECTIONS = ("sources", "cleaners", "taggers", "exporters", "vocabularies")


def select(
    registered: Iterable[Registered[R]], chosen: Sequence[str] | None, disabled: Sequence[str]
) -> tuple[Registered[R], ...]:
    """Return what takes part, sorted by name.

    Args:
        registered: Components or vocabularies.
        chosen: Their names; None for all.
        disabled: Names of those that are left out.
    """
    taking_part = {
        _name(one): one
        for one in registered
        if (chosen is None or _name(one) in chosen) and _name(one) not in disabled
    }
    return tuple(taking_part[name] for name in sorted(taking_part))


def named_components(settings: Settings) -> frozenset[str]:
    """Return the components and vocabularies that the settings ask for by name."""
    chosen = [name for kind in _SELECTIONS for name in getattr(settings, kind) or ()]
    return frozenset((*chosen, *settings.components)) - frozenset(settings.disabled)


def check_configuration(settings: Settings, plugins: Plugins) -> None:
    """Make sure that everything which the settings name is there and works.

    Raises:
        ConfigError: A name is unknown, or both chosen and disabled.
        PluginError: A plugin is broken that is built in, or that the settings name directly or
            through one of its components.
    """
    _check_installed(settings, plugins)
    for broken in plugins.broken:
        _check_broken(broken, settings)
    for kind in _SELECTIONS:
        _check_chosen(kind, settings, plugins)
    components = _registered(_SELECTIONS[:-1], plugins)
    for table, names in (
        ("components", settings.components),
        ("limits", components_of(settings.limits)),
    ):
        for name in names:
            if name not in components:
                _missing(name, settings.place(table).at(name), components, plugins)
    everyone = _registered(_SELECTIONS, plugins)
    for at, name in enumerate(settings.disabled):
        # What a broken plugin would have offered may be disabled as well.
        if name not in everyone and not plugins.broken:
            _missing(name, settings.place("stages").at("disabled", at), everyone, plugins)


def _check_installed(settings: Settings, plugins: Plugins) -> None:
    """Make sure that every plugin which is named or required is installed."""
    if plugins.unknown:
        installed = {name for one in plugins.installed for name in (one.name, one.distribution)}
        name = plugins.unknown[0]
        at = settings.plugins.index(name)
        raise ConfigError(
            f"No installed plugin is called {name!r}.",
            where=str(settings.place_of("plugins", at)),
            remedy=did_you_mean(name, installed),
        )
    if plugins.missing:
        raise ConfigError(
            f"{plugins.missing[0]} is required and not installed.",
            where=str(settings.place("require_plugins").at(plugins.missing[0])),
            remedy="Install it, or run `opsonin plugins lock` to pin what is installed now.",
        )


def _check_chosen(kind: str, settings: Settings, plugins: Plugins) -> None:
    names = _registered((kind,), plugins)
    for at, name in enumerate(getattr(settings, kind) or ()):
        place = settings.place("stages").at(kind, at)
        if name not in names:
            _missing(name, place, names, plugins)
        if name in settings.disabled:
            raise ConfigError(f"{name!r} is both chosen and disabled.", where=f"{place}, {kind}")


def _registered(kinds: Iterable[str], plugins: Plugins) -> list[str]:
    return [_name(one) for kind in kinds for one in getattr(plugins, kind)]


def _check_broken(broken: BrokenPlugin, settings: Settings) -> None:
    is_wanted = is_named(broken, settings.plugins) or named_components(settings) & {
        *broken.components
    }
    if not (broken.is_builtin or broken.is_pinned or is_wanted):
        return
    remedy = "Install a version that works, or take it out of the configuration."
    if broken.is_builtin:
        remedy = "Install opsonin again."
    elif broken.is_pinned or broken.state == "incompatible":
        # The error itself says what to do.
        remedy = ""
    raise PluginError(broken.error, where=str(broken), remedy=remedy)


def _missing(name: str, place: Place, names: Sequence[str], plugins: Plugins) -> NoReturn:
    remedy = did_you_mean(name, names)
    asleep = [str(one) for one in plugins.installed if one.state == "disabled"]
    if plugins.broken:
        hints = [f"{one}: {one.error}" for one in plugins.broken]
        remedy += f" Or it belongs to a plugin that is broken: {'; '.join(hints)}"
    elif asleep:
        remedy += f" Or it belongs to a plugin that is not enabled: {'; '.join(asleep)}."
    table = spelt(tuple(key for key in place.keys if isinstance(key, str) and key != name))
    where = ", ".join(filter(None, [str(place), table]))
    raise ConfigError(f"There is no {name!r}.", where=where, remedy=remedy)


def _name(one: Registered[Any]) -> str:
    return str(one.record.name)
