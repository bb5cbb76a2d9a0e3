"""The pipeline: the selected components in order, with options, contexts and fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from opsonin.components.component import (
    Cleaner,
    Component,
    Exporter,
    Source,
    Tagger,
)
from opsonin.components.context import Context
from opsonin.components.vocabulary import Vocabulary
from opsonin.errors import PluginError
from opsonin.manager.added import added_vocabularies
from opsonin.manager.config import Settings, build_options
from opsonin.manager.discovery import BrokenPlugin, Plugins, Registered, load_plugins
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.installed import PluginInfo
from opsonin.manager.limits import Isolation, Limits, isolation_of, limits_of
from opsonin.manager.lineage import (
    clean_fingerprint,
    cleaner_fingerprints,
    fingerprint_of,
    tagger_fingerprints,
)
from opsonin.manager.options import as_json, files_in
from opsonin.manager.order import order_cleaners, order_taggers
from opsonin.manager.selection import check_configuration, named_components, select
from opsonin.tables.contract import CONTRACT, CONTRACT_VERSION
from opsonin.tables.model import Table, info_of

__all__ = ["ENGINE_VERSION", "Installed", "Pipeline", "build_pipeline"]

C = TypeVar("C", bound=Component)
#: The folder, below the data folder, in which components keep what they can do without.
CACHE = "cache"


@dataclass(frozen=True, slots=True)
class Installed(Generic[C]):
    """A component that takes part in a run.

    Attributes:
        component: What the plugin registered.
        options: An instance of the component's ``options`` class.
        context: What it is called with.
        distribution: The distribution it comes from, with its version: ``opsonin 0.1.0``.
        fingerprint: What its results are remembered under.
        is_required: Whether it is built in or named by the configuration.
        isolation: Which process it runs in; the component's own field is set to it as well.
        limits: What binds it if that is a process of its own.
        plugin: The plugin that registered it; None for what was handed over in another way.
    """

    component: C
    options: object
    context: Context[Any]
    distribution: str
    fingerprint: str
    is_required: bool
    isolation: Isolation = "inline"
    limits: Limits = field(default_factory=Limits)
    plugin: PluginInfo | None = None

    @property
    def name(self) -> str:
        """The component's name."""
        return self.component.name

    @property
    def version(self) -> str:
        """The component's version."""
        return self.component.version


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Everything that takes part in a run. It can be built anew anywhere from the settings.

    Attributes:
        settings: What it was built from.
        sources: By descending priority, then by name: the first that accepts a resource reads it.
        cleaners: In the order in which they run.
        taggers: Taggers of document scope, in the order in which they run.
        corpus_taggers: Taggers of corpus scope, in the order in which they run.
        exporters: By name.
        vocabularies: The selected ones, by name.
        tables: Models by name: the contract's, then the plugins' own.
        broken: Plugins that were left out. The configuration names none of them.
        plugins: All that was loaded, for observers, commands and engines.
        option_files: Files that options of sources, cleaners and taggers name, each with its
            SHA-256, or None for one that is not there.
    """

    settings: Settings
    sources: tuple[Installed[Source[Any]], ...]
    cleaners: tuple[Installed[Cleaner[Any]], ...]
    taggers: tuple[Installed[Tagger[Any]], ...]
    corpus_taggers: tuple[Installed[Tagger[Any]], ...]
    exporters: tuple[Installed[Exporter[Any]], ...]
    vocabularies: tuple[Vocabulary, ...]
    tables: Mapping[str, type[Table]]
    broken: tuple[BrokenPlugin, ...]
    plugins: Plugins
    option_files: Mapping[Path, str | None] = field(default_factory=dict)

    def describe(self) -> dict[str, object]:
        """Return the settings and components as JSON values, for ``runs.configuration``."""
        kinds: dict[str, Sequence[Installed[Any]]] = {
            "sources": self.sources,
            "cleaners": self.cleaners,
            "taggers": self.taggers,
            "corpus_taggers": self.corpus_taggers,
            "exporters": self.exporters,
        }
        return {
            "contract_version": CONTRACT_VERSION,
            "engine_version": ENGINE_VERSION,
            "settings": self.settings.to_json(),
            **{kind: [_described(one) for one in chosen] for kind, chosen in kinds.items()},
            "vocabularies": [
                {"name": one.name, "version": one.version, "sha256": one.sha256}
                for one in self.vocabularies
            ],
            "tables": {name: info_of(table).version for name, table in self.tables.items()},
            "broken": [as_json(asdict(one)) for one in self.broken],
        }


def build_pipeline(settings: Settings, extra: Sequence[tuple[str, object]] = ()) -> Pipeline:
    """Load the plugins and put their components into order.

    Args:
        settings: What the run is told.
        extra: Names and plugins that are imported already. For tests.

    Raises:
        ConfigError: The settings name something that does not exist, or components wait for each
            other.
        PluginError: A plugin that the settings name is broken, or a component names a table that
            does not exist.
    """
    plugins = load_plugins(settings, extra)
    check_configuration(settings, plugins)
    tables = {**CONTRACT, **{info_of(one.record).name: one.record for one in plugins.tables}}
    disabled = settings.disabled
    chosen = select(plugins.vocabularies, settings.vocabularies, disabled)
    added = [one for one in added_vocabularies(settings.data) if one.name not in disabled]
    vocabularies = (*(one.record for one in chosen), *added)
    install = _Installer(settings, vocabularies)
    offered = select(plugins.sources, settings.sources, disabled)
    sources = install.independent(sorted(offered, key=lambda one: -one.record.priority))
    cleaners = install.cleaners(select(plugins.cleaners, settings.cleaners, disabled), tables)
    taggers = install.taggers(select(plugins.taggers, settings.taggers, disabled), tables, cleaners)
    installed: tuple[Sequence[Installed[Any]], ...] = (sources, cleaners, taggers)
    return Pipeline(
        settings=settings,
        sources=sources,
        cleaners=cleaners,
        taggers=tuple(one for one in taggers if one.component.scope == "document"),
        corpus_taggers=tuple(one for one in taggers if one.component.scope == "corpus"),
        exporters=install.independent(select(plugins.exporters, settings.exporters, disabled)),
        vocabularies=vocabularies,
        tables=MappingProxyType(tables),
        broken=plugins.broken,
        plugins=plugins,
        option_files=files_in([one.options for some in installed for one in some]),
    )


def build_component(settings: Settings, name: str, plugin: str) -> Installed[Any]:
    """Load one plugin and return a component of it, without everything that it works with.

    What it would be given besides its documents is the same, but for vocabularies; it has no
    fingerprint.

    Args:
        settings: What the run is told.
        name: The component's name.
        plugin: The plugin's key.

    Raises:
        PluginError: The plugin cannot be loaded, or does not register the component.
    """
    plugins = load_plugins(settings, only=lambda one: one.key == plugin)
    everything: tuple[Registered[Any], ...] = (
        *plugins.sources,
        *plugins.cleaners,
        *plugins.taggers,
        *plugins.exporters,
    )
    for one in everything:
        if one.record.name == name:
            return _Installer(settings, ()).alone(one)
    reasons = [f"{one}: {one.error}" for one in plugins.broken]
    raise PluginError(f"Plugin {plugin} registers no {name!r}.", remedy=" ".join(reasons))


class _Installer:
    """Gives components their options, contexts and fingerprints."""

    def __init__(self, settings: Settings, vocabularies: tuple[Vocabulary, ...]) -> None:
        self._settings = settings
        self._vocabularies = vocabularies
        self._named = named_components(settings)

    def alone(self, chosen: Registered[C]) -> Installed[C]:
        """Install a component by itself."""
        return self._install(chosen, "")

    def independent(self, chosen: Iterable[Registered[C]]) -> tuple[Installed[C], ...]:
        """Install sources or exporters: nothing lies upstream of them."""
        return tuple(
            self._install(one, fingerprint_of(one.record, self._options(one.record)))
            for one in chosen
        )

    def cleaners(
        self, chosen: Iterable[Registered[Cleaner[Any]]], tables: Mapping[str, type[Table]]
    ) -> tuple[Installed[Cleaner[Any]], ...]:
        by_name = {one.record.name: one for one in chosen}
        ordered = order_cleaners((one.record for one in by_name.values()), tables)
        prints = cleaner_fingerprints([(one, self._options(one)) for one in ordered], tables)
        pairs = zip(ordered, prints, strict=True)
        return tuple(self._install(by_name[one.name], print_) for one, print_ in pairs)

    def taggers(
        self,
        chosen: Iterable[Registered[Tagger[Any]]],
        tables: Mapping[str, type[Table]],
        cleaners: Sequence[Installed[Cleaner[Any]]],
    ) -> tuple[Installed[Tagger[Any]], ...]:
        by_name = {one.record.name: one for one in chosen}
        ordered = order_taggers((one.record for one in by_name.values()), tables)
        prints = tagger_fingerprints(
            [(one, self._options(one)) for one in ordered],
            tables,
            clean=clean_fingerprint([one.fingerprint for one in cleaners]),
            vocabularies=self._vocabularies,
            max_characters={
                one.name: limits_of(self._settings.limits, one.name).max_characters
                for one in ordered
            },
        )
        pairs = zip(ordered, prints, strict=True)
        return tuple(self._install(by_name[one.name], print_) for one, print_ in pairs)

    def _install(self, chosen: Registered[C], print_: str) -> Installed[C]:
        component = chosen.record
        options = self._options(component)
        isolation = isolation_of(
            self._settings.limits,
            component.name,
            getattr(component, "isolation", "inline"),
            is_builtin=chosen.plugin.is_builtin,
        )
        sees_vocabularies = isinstance(component, Tagger) and component.uses_vocabularies
        return Installed(
            component=_set_apart(component, isolation),
            options=options,
            context=Context(
                options=options,
                vocabularies=self._vocabularies if sees_vocabularies else (),
                cache=self._settings.data / CACHE,
            ),
            distribution=chosen.distribution,
            fingerprint=print_,
            is_required=chosen.plugin.is_builtin or component.name in self._named,
            isolation=isolation,
            limits=limits_of(
                self._settings.limits,
                component.name,
                for_export=isinstance(component, Exporter),
            ),
            plugin=chosen.plugin,
        )

    def _options(self, component: Component) -> object:
        stated = self._settings.components.get(component.name, {})
        return build_options(component.options, stated, component.name, self._settings.config)


def _set_apart(component: C, isolation: Isolation) -> C:
    """Return a component that says of itself where it runs; exporters say nothing of it."""
    if getattr(component, "isolation", isolation) == isolation:
        return component
    apart: C = replace(cast("Any", component), isolation=isolation)
    return apart


def _described(one: Installed[Any]) -> dict[str, object]:
    return {
        "name": one.name,
        "version": one.version,
        "options": as_json(asdict(one.context.options)),
        "distribution": one.distribution,
        "fingerprint": one.fingerprint,
    }
