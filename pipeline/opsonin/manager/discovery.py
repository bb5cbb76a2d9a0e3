"""Loads plugins one by one; a broken one is named and left out as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from opsonin.deprecation import on_behalf_of
from opsonin.errors import PluginError
from opsonin.manager.admission import admitted, missing_pins
from opsonin.manager.compatibility import IncompatibleError
from opsonin.manager.config import Settings
from opsonin.manager.facade import Plugins, Registered
from opsonin.manager.installed import (
    ANY,
    BrokenPlugin,
    Found,
    PluginInfo,
    State,
    is_named,
    list_plugins,
)
from opsonin.manager.loading import Manager
from opsonin.manager.registration import HOOKS, check_plugin, check_records
from opsonin.manager.remembered import Loaded, Offered, remember

__all__ = ["BrokenPlugin", "PluginInfo", "Plugins", "Registered", "list_plugins", "load_plugins"]

#: Components share one name space, because their options stand in ``[components.<name>]``.
_COMPONENT_HOOKS = (
    "register_sources",
    "register_cleaners",
    "register_taggers",
    "register_exporters",
)
#: What the records of each hook are called when they are listed.
KIND_OF_HOOK = {
    "register_sources": "source",
    "register_cleaners": "cleaner",
    "register_taggers": "tagger",
    "register_exporters": "exporter",
    "register_vocabularies": "vocabulary",
    "register_tables": "table",
    "register_engines": "engine",
}
#: The engine that needs no plugin.
LOCAL_ENGINE = "local"


def load_plugins(
    settings: Settings,
    extra: Sequence[tuple[str, object]] = (),
    *,
    only: Callable[[PluginInfo], bool] = lambda _: True,
) -> Plugins:
    """Load the built-in plugins and those third-party ones that the settings allow.

    What they register is remembered for listings, which import nothing.

    Args:
        settings: ``plugins`` and ``require_plugins`` are read.
        extra: Names and plugins that are imported already and count as allowed. For tests.
        only: Whether a plugin is wanted; a worker process needs few.
    """
    found, good, refused = admitted(settings)
    manager = Manager()
    plugins = Plugins(manager, [one.info for one in found])
    loader = _Loader(manager, plugins._records)  # noqa: SLF001 - filled here, read there
    for one in good:
        if only(one.info):
            loader.load(one.info, one.entry_point.load)
    for name, plugin in extra:
        if not manager.is_registered(plugin):
            info = PluginInfo(name, name, "unreleased", "active")
            loader.load(info, partial(_given, plugin))
    plugins.loaded = tuple(loader.loaded)
    plugins.broken = (*refused, *loader.broken)
    everything: list[PluginInfo | BrokenPlugin] = [*plugins.installed, *plugins.broken]
    plugins.unknown = tuple(
        name
        for name in settings.plugins
        if name != ANY and not any(is_named(one, [name]) for one in everything)
    )
    plugins.missing = missing_pins(settings, found)
    _remember(good, loader)
    return plugins


def _remember(found: Sequence[Found], loader: _Loader) -> None:
    """Note what was loaded, distribution by distribution."""
    errors = {(one.plugin, one.distribution): one.error for one in loader.broken}
    sources = {one.info.distribution: one.source for one in found}
    news: dict[str, dict[str, Loaded]] = {name: {} for name in sources}
    for one in found:
        name = one.info.name, one.info.distribution
        if name in errors:
            news[one.info.distribution][one.info.name] = Loaded(error=errors[name])
        elif one.info.key in loader.offered:
            offered = loader.offered[one.info.key]
            news[one.info.distribution][one.info.name] = Loaded(tuple(offered))
    for distribution, loaded in news.items():
        if loaded:
            remember(sources[distribution], loaded)


class _Loader:
    """Takes plugins in, each as a whole or not at all."""

    def __init__(self, manager: Manager, records: dict[str, list[Registered[Any]]]) -> None:
        self._manager = manager
        self._records = records
        self._taken: dict[tuple[str, str], PluginInfo] = {}
        self.loaded: list[PluginInfo] = []
        self.broken: list[BrokenPlugin] = []
        self.offered: dict[str, list[Offered]] = {}

    def load(self, info: PluginInfo, load: Callable[[], object]) -> None:
        """Import, check and register one plugin; note it as broken if anything goes wrong."""
        components: list[str] = []
        try:
            with on_behalf_of(str(info)):
                plugin = load()
                check_plugin(plugin, info.distribution)
                self._manager.register(plugin, info.key)
                offered = self._collect(info, components)
        # A plugin may do anything, even leave the interpreter while it is imported.
        except (Exception, SystemExit) as error:  # noqa: BLE001
            if self._manager.has_plugin(info.key):
                self._manager.unregister(name=info.key)
            state: State = "incompatible" if isinstance(error, IncompatibleError) else "broken"
            self.broken.append(
                BrokenPlugin.of(info, _reason(error), components=tuple(components), state=state)
            )
            return
        self.loaded.append(info)
        self.offered[info.key] = []
        for hook, records in offered.items():
            self._records.setdefault(hook, []).extend(Registered(one, info) for one in records)
            self._taken |= {(_space(hook), _name_of(one)): info for one in records}
            self.offered[info.key] += [
                Offered(KIND_OF_HOOK[hook], _name_of(one), _version_of(one)) for one in records
            ]

    def _collect(self, info: PluginInfo, components: list[str]) -> dict[str, tuple[Any, ...]]:
        offered: dict[str, tuple[Any, ...]] = {}
        own: set[tuple[str, str]] = set()
        for hook in (name for name in HOOKS if name.startswith("register_")):
            for implementation in getattr(self._manager.hook, hook).get_hookimpls():
                if implementation.plugin_name != info.key or hook == "register_commands":
                    continue
                offered[hook] = check_records(hook, implementation.function())
                if hook in _COMPONENT_HOOKS or hook == "register_vocabularies":
                    components.extend(one.name for one in offered[hook])
                for one in offered[hook]:
                    self._check_name(hook, one, own)
        return offered

    def _check_name(self, hook: str, record: Any, own: set[tuple[str, str]]) -> None:
        name = _name_of(record)
        key = (_space(hook), name)
        if key in own:
            raise PluginError(f"It registers two {key[0]} called {name!r}.")
        if key in self._taken:
            raise PluginError(
                f"{name!r} is taken: {self._taken[key]} registers it.",
                remedy=f"Names of {key[0]} are unique. Rename it, or do not enable the plugin.",
            )
        if key == ("engines", LOCAL_ENGINE) or (hook == "register_tables" and _is_ours(name)):
            raise PluginError(f"{name!r} is taken by opsonin itself.")
        own.add(key)


def _given(plugin: object) -> object:
    return plugin


def _space(hook: str) -> str:
    return "components" if hook in _COMPONENT_HOOKS else hook.removeprefix("register_")


def _name_of(record: Any) -> str:
    return str(getattr(record, "__info__", record).name)


def _version_of(record: Any) -> str:
    return str(getattr(getattr(record, "__info__", record), "version", ""))


def _is_ours(table: str) -> bool:
    # Pandera takes a quarter of a second to import; only plugins with tables pay for it here.
    from opsonin.tables.contract import CONTRACT, INTERNAL  # noqa: PLC0415

    return table in CONTRACT or table in INTERNAL


def _reason(error: BaseException) -> str:
    if isinstance(error, PluginError):
        return str(error)
    return f"{type(error).__name__}: {str(error).rstrip('.')}."
