"""What all loaded plugins offer together, typed."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pluggy

from opsonin.components.component import Cleaner, Exporter, Source, Tagger
from opsonin.components.engine import Engine
from opsonin.components.kinds import Kind
from opsonin.components.vocabulary import Vocabulary
from opsonin.manager.installed import BrokenPlugin, PluginInfo
from opsonin.manager.loading import current_argument

if TYPE_CHECKING:
    import click

    from opsonin.tables.model import Table

logger = logging.getLogger("opsonin")

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Registered(Generic[R_co]):
    """A record that a plugin registered, and the plugin."""

    record: R_co
    plugin: PluginInfo

    @property
    def distribution(self) -> str:
        """The distribution that brings it, with its version: ``opsonin 0.1.0``."""
        return f"{self.plugin.distribution} {self.plugin.version}"


class Plugins:
    """What all loaded plugins offer, typed, in the order of the plugins and of their lists.

    Attributes:
        loaded: The plugins that work, in the order in which they were loaded.
        broken: The plugins that were left out, with the reason.
        unknown: Names in ``Settings.plugins`` that no installed plugin has.
        missing: Distributions in ``Settings.require_plugins`` that are not installed.
        installed: All installed plugins, also those that may not be loaded.
    """

    def __init__(self, manager: pluggy.PluginManager, installed: Sequence[PluginInfo]) -> None:
        self._manager = manager
        self._records: dict[str, list[Registered[Any]]] = {}
        self.installed = tuple(installed)
        self.loaded: tuple[PluginInfo, ...] = ()
        self.broken: tuple[BrokenPlugin, ...] = ()
        self.unknown: tuple[str, ...] = ()
        self.missing: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Registered[Source[Any]], ...]:
        """All registered sources."""
        return self._of("register_sources")

    @property
    def cleaners(self) -> tuple[Registered[Cleaner[Any]], ...]:
        """All registered cleaners."""
        return self._of("register_cleaners")

    @property
    def taggers(self) -> tuple[Registered[Tagger[Any]], ...]:
        """All registered taggers of both scopes."""
        return self._of("register_taggers")

    @property
    def exporters(self) -> tuple[Registered[Exporter[Any]], ...]:
        """All registered exporters."""
        return self._of("register_exporters")

    @property
    def vocabularies(self) -> tuple[Registered[Vocabulary], ...]:
        """All registered vocabularies."""
        return self._of("register_vocabularies")

    @property
    def components(self) -> tuple[tuple[Kind, Registered[Any]], ...]:
        """All registered components with their kind."""
        by_kind: dict[Kind, tuple[Registered[Any], ...]] = {
            "source": self.sources,
            "cleaner": self.cleaners,
            "tagger": self.taggers,
            "exporter": self.exporters,
            "vocabulary": self.vocabularies,
        }
        return tuple((kind, one) for kind, found in by_kind.items() for one in found)

    @property
    def tables(self) -> tuple[Registered[type[Table]], ...]:
        """The tables that plugins add to the contract."""
        return self._of("register_tables")

    @property
    def registered_engines(self) -> tuple[Registered[Engine], ...]:
        """All registered engines."""
        return self._of("register_engines")

    def engines(self) -> Mapping[str, Engine]:
        """Return the engines besides the local one, by name."""
        return {one.record.name: one.record for one in self.registered_engines}

    def observe(self, hook_name: str, **kwargs: object) -> None:
        """Tell all observers that something happened.

        What an observer raises is logged with the name of its plugin and goes no further.

        Args:
            hook_name: ``run_started``, ``stage_finished``, ``run_failed`` or ``run_finished``.
            kwargs: The arguments of that hook.
        """
        for plugin, implementation in self._implementations(hook_name):
            names = (current_argument(hook_name, name) for name in implementation.argnames)
            arguments = [kwargs[name] for name in names]
            try:
                implementation.function(*arguments)
            except Exception:
                logger.exception("%s: %s failed", plugin, hook_name)

    def commands(self, group: click.Group) -> None:
        """Let plugins add subcommands to a command group.

        A plugin that raises is logged and left out; none can replace a command that is there.
        """
        import click  # noqa: PLC0415 - only the command line needs it

        for plugin, implementation in self._implementations("register_commands"):
            own = click.Group("opsonin")
            try:
                implementation.function(*[own for _ in implementation.argnames])
            except Exception:
                logger.exception("%s: register_commands failed", plugin)
                continue
            for name, command in own.commands.items():
                if name in group.commands:
                    logger.error("%s: there is already a command %r", plugin, name)
                else:
                    group.add_command(command, name)

    def hooks_of(self, plugin: PluginInfo) -> tuple[str, ...]:
        """Return the hooks that a loaded plugin implements, sorted."""
        found = self._manager.get_hookcallers(self._manager.get_plugin(plugin.key)) or ()
        return tuple(sorted(caller.name for caller in found))

    def commands_of(self, plugin: PluginInfo) -> tuple[str, ...]:
        """Return the subcommands that a loaded plugin adds, sorted; none if it fails to."""
        import click  # noqa: PLC0415 - only the command line needs it

        own = click.Group("opsonin")
        for one, implementation in self._implementations("register_commands"):
            if one == plugin:
                try:
                    implementation.function(*[own for _ in implementation.argnames])
                except Exception:
                    logger.exception("%s: register_commands failed", plugin)
        return tuple(sorted(own.commands))

    def _of(self, hook: str) -> tuple[Registered[Any], ...]:
        return tuple(self._records.get(hook, ()))

    def _implementations(self, hook: str) -> list[tuple[PluginInfo, pluggy.HookImpl]]:
        # pluggy keeps them last in, first out; ours run in the order in which plugins are listed.
        hook_caller = getattr(self._manager.hook, hook)
        found = {one.plugin_name: one for one in hook_caller.get_hookimpls()}
        return [(plugin, found[plugin.key]) for plugin in self.loaded if plugin.key in found]
