"""``opsonin plugins show``: what a plugin offers, with everything that can be set."""

from __future__ import annotations

import inspect
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

import click

from opsonin.cli.text import column_lines, echo_json, one_line, visible
from opsonin.components.authorship import author_function
from opsonin.components.kinds import Kind
from opsonin.deprecation import OpsoninDeprecationWarning
from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.attributes import attributes_of, description_of
from opsonin.manager.config import load_settings
from opsonin.manager.discovery import Plugins, Registered, load_plugins
from opsonin.manager.installed import BrokenPlugin, PluginInfo, is_named
from opsonin.manager.options import as_json as json_value
from opsonin.manager.options import describe_type
from opsonin.tables.model import Table, arrow_schema, info_of

#: Fields of components that say how they work together.
_TRAITS = (
    *("phase", "priority", "scope", "isolation", "fills", "refines", "needs", "after", "before"),
    *("media_types", "uses_vocabularies", "licence", "n_concepts", "n_terms", "stage"),
)


def show_plugin(name: str, config: Path | None, names: Sequence[str], *, as_json: bool) -> None:
    """Load a plugin, a distribution's plugins, or the plugin of a component, and describe them.

    Raises:
        ConfigError: Nothing is called that, or the plugin may not be loaded.
    """
    settings = load_settings(config, plugins=tuple(names) or None)
    with warnings.catch_warnings():
        warnings.simplefilter("always", OpsoninDeprecationWarning)
        plugins = load_plugins(settings)
    found = _described(name, plugins)
    if not found:
        raise _unknown(name, plugins)
    if as_json:
        echo_json(found)
    else:
        click.echo("\n\n".join("\n".join(_plugin_lines(one)) for one in found))


def _described(name: str, plugins: Plugins) -> list[dict[str, Any]]:
    """Describe what is called that: whole plugins first, else single components."""
    offers = _offers(plugins)
    found = [
        _plugin(one, [offer for offer in offers if offer["plugin"] == one.key], plugins)
        for one in plugins.loaded
        if is_named(one, [name])
    ]
    found += [_broken(one) for one in plugins.broken if is_named(one, [name])]
    if found:
        return found
    chosen = [offer for offer in offers if offer["name"] == name]
    keys = {offer["plugin"] for offer in chosen}
    found = [_plugin(one, chosen, plugins) for one in plugins.loaded if one.key in keys]
    return found + [_broken(one) for one in plugins.broken if name in one.components]


def _plugin(
    info: PluginInfo, offers: Sequence[Mapping[str, Any]], plugins: Plugins
) -> dict[str, Any]:
    described = [{key: cell for key, cell in one.items() if key != "plugin"} for one in offers]
    hooks = plugins.hooks_of(info)
    return {
        **asdict(info),
        "reason": None,
        "hooks": [name for name in hooks if name.startswith("register_")],
        "observes": [name for name in hooks if not name.startswith("register_")],
        "commands": list(plugins.commands_of(info)),
        "engines": [one.record.name for one in plugins.registered_engines if one.plugin == info],
        "components": described,
    }


def _broken(plugin: BrokenPlugin) -> dict[str, Any]:
    return {
        "name": plugin.plugin,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "state": plugin.state,
        "is_builtin": plugin.is_builtin,
        "reason": plugin.error,
        "hooks": [],
        "observes": [],
        "commands": [],
        "engines": [],
        "components": [],
    }


def _offers(plugins: Plugins) -> list[dict[str, Any]]:
    """Describe everything that the loaded plugins registered, each with the key of its plugin."""
    components = [_component(kind, one) for kind, one in plugins.components]
    return [*components, *map(_table, plugins.tables)]


def _table(one: Registered[type[Table]]) -> dict[str, Any]:
    info = info_of(one.record)
    return {
        "plugin": one.plugin.key,
        "kind": "table",
        "name": info.name,
        "version": str(info.version),
        "stage": info.stage,
        "columns": [_column(field) for field in arrow_schema(one.record)],
        "doc": inspect.getdoc(one.record),
    }


def _component(kind: Kind, one: Registered[Any]) -> dict[str, Any]:
    record = one.record
    traits = {
        name: json_value(value)
        for name in _TRAITS
        if (value := getattr(record, name, None)) not in (None, (), False, "inline")
    }
    return {
        "plugin": one.plugin.key,
        "kind": kind,
        "name": record.name,
        "version": record.version,
        **traits,
        "options": _options(record.options) if hasattr(record, "options") else [],
        "doc": _doc(record),
    }


def _doc(record: Any) -> str | None:
    """Return the docstring of the function behind a component, else of its module."""
    function = author_function(record)
    if isinstance(function, partial):
        # One function for several components says nothing about any of them.
        return None
    return inspect.getdoc(function) or inspect.getdoc(inspect.getmodule(function))


def _column(field: Any) -> dict[str, Any]:
    description = (field.metadata or {}).get(b"description", b"").decode()
    return {
        "name": field.name,
        "type": str(field.type).replace("<item: ", "<").replace("<element: ", "<"),
        "nullable": field.nullable,
        "description": description,
    }


def _options(options: type[Any]) -> list[dict[str, Any]]:
    hints = get_type_hints(options)
    described = attributes_of(options)
    defaults = options()
    return [
        {
            "name": field.name,
            "type": describe_type(hints[field.name]),
            "default": json_value(_plain(getattr(defaults, field.name))),
            "doc": description_of(field.name, described),
        }
        for field in fields(options)
        if field.init
    ]


def _plain(value: Any) -> Any:
    """Return a default with the dataclasses in it as tables."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _unknown(name: str, plugins: Plugins) -> ConfigError:
    """Return the error for a name that nothing loaded has."""
    asleep = [one for one in plugins.installed if one.state == "disabled"]
    if any(is_named(one, [name]) for one in asleep):
        return ConfigError(
            f"Plugin {name!r} is installed, but may not be loaded.",
            remedy=f"Say --plugins {name}, or plugins = [{name!r}] under [run] in opsonin.toml.",
        )
    known = {word for one in plugins.installed for word in (one.name, one.distribution)}
    known |= {str(offer["name"]) for offer in _offers(plugins)}
    near = did_you_mean(name, known)
    return ConfigError(
        f"No installed plugin, distribution or component is called {name!r}.",
        remedy=near
        if near.startswith("Did")
        else "`opsonin plugins list` lists what is installed; a plugin of your own is installed "
        "with `pip install -e FOLDER`.",
    )


def _plugin_lines(plugin: Mapping[str, Any]) -> Iterator[str]:
    about = f"{plugin['distribution']} {plugin['version']}"
    builtin = ", built-in" if plugin["is_builtin"] else ""
    yield f"plugin {plugin['name']} of {about} ({plugin['state']}{builtin})"
    if plugin["reason"]:
        yield f"  It is {plugin['state']}: {visible(str(plugin['reason']))}"
    for word in ("hooks", "observes", "commands", "engines"):
        if plugin[word]:
            yield f"  {word}: {one_line(', '.join(plugin[word]))}"
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
        yield f"  options, in [components.{offer['name']}]:"
        header = ("option", "type", "default", "meaning")
        cells = [
            (one["name"], one["type"], json.dumps(one["default"]), one["doc"])
            for one in offer["options"]
        ]
        yield from (f"  {line}" for line in column_lines(header, cells))
    if offer.get("columns"):
        header = ("column", "type", "null", "meaning")
        cells = [
            (one["name"], one["type"], one["nullable"], one["description"])
            for one in offer["columns"]
        ]
        yield from (f"  {line}" for line in column_lines(header, cells))
