"""``opsonin plugins``: what is installed, whether it works, and what it offers."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, fields
from pathlib import Path
from typing import Any, get_type_hints

import click

from opsonin.cli.opening import read_settings
from opsonin.cli.text import column_lines, echo_json, one_line, visible
from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.discovery import Plugins, Registered, list_plugins, load_plugins
from opsonin.manager.installed import BrokenPlugin, PluginInfo, is_named
from opsonin.manager.options import as_json as json_value
from opsonin.manager.options import describe_type
from opsonin.tables.model import info_of

_KINDS = ("sources", "cleaners", "taggers", "exporters", "vocabularies", "tables")
#: Fields of components that say how they work together.
_TRAITS = (
    *("phase", "priority", "scope", "isolation", "fills", "refines", "needs", "after"),
    *("media_types", "uses_vocabularies", "licence", "n_concepts", "n_terms", "stage"),
)
#: The function of each kind of component.
_FUNCTIONS = ("read", "clean", "tag", "export", "load")
_ADAPTERS = "opsonin.components.adapters"


def list_installed(
    config: Path | None, names: Sequence[str], *, check: bool, as_json: bool
) -> None:
    """Write the installed plugins to stdout.

    Args:
        config: The configuration file.
        names: Plugins that may be loaded, in place of those configured.
        check: Whether to load those that may be loaded.
        as_json: Whether to write JSON.
    """
    settings = read_settings({"config": config, "plugins": tuple(names)})
    errors: dict[tuple[str, str], str] = {}
    if check:
        broken = load_plugins(settings).broken
        errors = {(one.plugin, one.distribution): one.error for one in broken}
    found = [
        {**asdict(one), "error": errors.pop((one.name, one.distribution), None)}
        for one in list_plugins(settings.plugins)
    ]
    found += [
        {"name": name, "distribution": place, "version": "", "state": "unreadable", "error": error}
        for (name, place), error in errors.items()
    ]
    if as_json:
        echo_json([one if check else _without_error(one) for one in found])
        return
    rows = [(one["name"], one["distribution"], one["version"], _state(one)) for one in found]
    click.echo("\n".join(column_lines(("plugin", "distribution", "version", "state"), rows)))
    for one in found:
        if one["error"]:
            click.echo(f"{one['name']} is broken: {visible(str(one['error']))}")


def show_plugin(name: str, config: Path | None, names: Sequence[str], *, as_json: bool) -> None:
    """Load a plugin, a distribution's plugins, or the plugin of a component, and describe them.

    Raises:
        ConfigError: Nothing is called that, or the plugin may not be loaded.
    """
    settings = read_settings({"config": config, "plugins": tuple(names)})
    plugins = load_plugins(settings)
    found = _described(name, plugins)
    if not found:
        raise _unknown(name, plugins)
    if as_json:
        echo_json(found)
    else:
        click.echo("\n\n".join("\n".join(_plugin_lines(one)) for one in found))


def _without_error(plugin: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in plugin.items() if key != "error"}


def _state(plugin: Mapping[str, Any]) -> str:
    return f"{plugin['state']}, broken" if plugin["error"] else str(plugin["state"])


def _described(name: str, plugins: Plugins) -> list[dict[str, Any]]:
    """Describe what is called that: whole plugins first, else single components."""
    offers = _offers(plugins)
    found = [
        _plugin(one, [offer for offer in offers if offer["plugin"] == one.key])
        for one in plugins.loaded
        if is_named(one, [name])
    ]
    found += [_broken(one) for one in plugins.broken if is_named(one, [name])]
    if found:
        return found
    chosen = [offer for offer in offers if offer["name"] == name]
    keys = {offer["plugin"] for offer in chosen}
    found = [_plugin(one, chosen) for one in plugins.loaded if one.key in keys]
    return found + [_broken(one) for one in plugins.broken if name in one.components]


def _plugin(info: PluginInfo, offers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    described = [{key: cell for key, cell in one.items() if key != "plugin"} for one in offers]
    return {**asdict(info), "error": None, "components": described}


def _broken(plugin: BrokenPlugin) -> dict[str, Any]:
    return {
        "name": plugin.plugin,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "state": "broken",
        "error": plugin.error,
        "components": [],
    }


def _offers(plugins: Plugins) -> list[dict[str, Any]]:
    """Describe everything that the loaded plugins registered, each with the key of its plugin."""
    offers = []
    for kind in _KINDS:
        registered: Sequence[Registered[Any]] = getattr(plugins, kind)
        offers += [_offer(kind, one) for one in registered]
    return offers


def _offer(kind: str, one: Registered[Any]) -> dict[str, Any]:
    record = one.record
    if kind == "tables":
        info = info_of(record)
        about = {"name": info.name, "version": str(info.version), "stage": info.stage}
        return {"plugin": one.plugin.key, "kind": "table", **about, "doc": inspect.getdoc(record)}
    traits = {
        name: json_value(value)
        for name in _TRAITS
        if (value := getattr(record, name, None)) not in (None, (), False, "inline")
    }
    return {
        "plugin": one.plugin.key,
        "kind": type(record).__name__.lower(),
        "name": record.name,
        "version": record.version,
        **traits,
        "options": _options(record.options) if hasattr(record, "options") else [],
        "doc": _doc(record),
    }


def _doc(record: Any) -> str | None:
    """Return the docstring of the function behind a component, else of its module."""
    function = next(getattr(record, name) for name in _FUNCTIONS if hasattr(record, name))
    if getattr(function, "__module__", "") == _ADAPTERS:
        # What is wanted is the author's function, which the adapter wraps.
        function = next(iter(inspect.getclosurevars(function).nonlocals.values()), function)
    return inspect.getdoc(function) or inspect.getdoc(inspect.getmodule(function))


def _options(options: type[Any]) -> list[dict[str, Any]]:
    hints = get_type_hints(options)
    return [
        {
            "name": field.name,
            "type": describe_type(hints[field.name]),
            "default": json_value(
                field.default if field.default is not MISSING else getattr(options(), field.name)
            ),
        }
        for field in fields(options)
        if field.init
    ]


def _unknown(name: str, plugins: Plugins) -> ConfigError:
    """Return the error for a name that nothing loaded has."""
    asleep = [one for one in plugins.installed if one.state == "not enabled"]
    if any(is_named(one, [name]) for one in asleep):
        return ConfigError(
            f"Plugin {name!r} is installed, but may not be loaded.",
            remedy=f"Say --plugins {name}, or plugins = [{name!r}] under [run] in opsonin.toml.",
        )
    known = {word for one in plugins.installed for word in (one.name, one.distribution)}
    known |= {str(offer["name"]) for offer in _offers(plugins)}
    return ConfigError(
        f"No plugin, distribution or component is called {name!r}.",
        remedy=did_you_mean(name, known),
    )


def _plugin_lines(plugin: Mapping[str, Any]) -> Iterator[str]:
    about = f"{plugin['distribution']} {plugin['version']}"
    yield f"plugin {plugin['name']} of {about} ({plugin['state']})"
    if plugin["error"]:
        yield f"  It is broken: {visible(str(plugin['error']))}"
    elif not plugin["components"]:
        yield "  It registers no component; it adds commands, engines or observers."
    for one in plugin["components"]:
        yield ""
        yield from _offer_lines(one)


def _offer_lines(offer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{offer['kind']} {offer['name']} {offer['version']}"
    if offer.get("doc"):
        yield from (f"  {line}".rstrip() for line in visible(str(offer["doc"])).splitlines())
    for name in _TRAITS:
        if name in offer:
            value = offer[name]
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"  {name}: {one_line(words)}"
    if offer.get("options"):
        cells = [(one["name"], one["type"], repr(one["default"])) for one in offer["options"]]
        for line in column_lines(("option", "type", "default"), cells):
            yield f"  {line}"
