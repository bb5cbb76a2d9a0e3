"""One component under test, and the ways to get it again."""

from __future__ import annotations

import json
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from opsonin.components.component import Cleaner, Exporter, Source, Tagger
from opsonin.components.kinds import Kind
from opsonin.components.vocabulary import Vocabulary
from opsonin.manager.config import Settings
from opsonin.manager.installed import PluginInfo
from opsonin.manager.pipeline import Installed, Pipeline, build_pipeline
from opsonin.testing.failing import NotApplicable
from opsonin.testing.samples import Samples

Record = Source[Any] | Cleaner[Any] | Tagger[Any] | Exporter[Any] | Vocabulary


@dataclass(frozen=True, eq=False)
class Origin:
    """How plugins are loaded, here and in another process.

    Attributes:
        settings: What the pipeline is built from; its data folder is a scratch folder.
        given: Plugins that are imported already, by name.
    """

    settings: Settings
    given: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(
        cls,
        plugins: tuple[str, ...] = (),
        components: Mapping[str, Mapping[str, object]] | None = None,
        given: tuple[tuple[str, object], ...] = (),
    ) -> Origin:
        """Return the origin of plugins, with a scratch folder that lives as long as it does.

        Args:
            plugins: Third-party plugins that may be loaded.
            components: Options of components by name.
            given: Plugins that are imported already, by name.
        """
        folder = Path(tempfile.mkdtemp(prefix="opsonin-testing-"))
        settings = Settings(data=folder / "data", plugins=plugins, components=components or {})
        origin = cls(settings, given)
        weakref.finalize(origin, shutil.rmtree, folder, ignore_errors=True)
        return origin

    @property
    def folder(self) -> Path:
        """A scratch folder."""
        return self.settings.data.parent

    @cached_property
    def pipeline(self) -> Pipeline:
        """All selected components in order, and every exporter, built once.

        Raises:
            OpsoninError: A plugin is broken, an option is wrong, or components do not fit.
        """
        found = build_pipeline(self.settings, self.given)
        exporters = [one.record for one in found.plugins.exporters]
        if all(one.is_default for one in exporters):
            return found
        # Those that want to be named are checked as well.
        named = replace(self.settings, exporters=tuple(one.name for one in exporters))
        return build_pipeline(named, self.given)

    def again(self) -> Origin:
        """Return an origin built from what travels to a worker: JSON values."""
        values = json.loads(json.dumps(self.settings.to_json()))
        return Origin(Settings.from_json(values), self.given)

    @classmethod
    def from_json(cls, settings: Mapping[str, object], modules: Iterable[str]) -> Origin:
        """Return the origin that `describe` has described, in another process."""
        given = tuple((f"given:{name}", import_module(name)) for name in modules)
        return cls(Settings.from_json(settings), given)

    def describe(self) -> dict[str, object]:
        """Return what another process needs to load the same plugins, as JSON values.

        Raises:
            NotApplicable: A plugin was given as an object that is no module.
        """
        if not all(isinstance(plugin, ModuleType) for _, plugin in self.given):
            raise NotApplicable("The plugin is an object; give its module, or install it.")
        return {
            "settings": self.settings.to_json(),
            "modules": [getattr(plugin, "__name__", "") for _, plugin in self.given],
        }


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Subject:
    """One component under test.

    Attributes:
        kind: Its kind.
        name: Its name.
        component: What the plugin registered.
        plugin: The plugin that registered it.
        origin: How it was loaded.
        samples: What the component is about, given by its author, after what everybody gets.
        limits: Limits that the author sets, such as ``seconds_per_1000_documents``.
    """

    kind: Kind
    name: str
    component: Record
    plugin: PluginInfo
    origin: Origin
    samples: Samples = field(default_factory=Samples)
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def pipeline(self) -> Pipeline:
        """Everything that is loaded together with the component, in order."""
        return self.origin.pipeline

    @property
    def installed(self) -> Installed[Any]:
        """The component as a run has it: with its options, context and fingerprint.

        Raises:
            NotApplicable: It is a vocabulary, which has none of these.
        """
        one = self.pipeline
        everyone: tuple[Installed[Any], ...] = (
            *one.sources, *one.cleaners, *one.taggers, *one.corpus_taggers, *one.exporters
        )  # fmt: skip
        for installed in everyone:
            if installed.name == self.name:
                return installed
        raise NotApplicable("Vocabularies have neither options nor context.")

    def rebuilt(self) -> Subject:
        """Return the component built anew from name, version and options, as a worker does.

        Raises:
            NotApplicable: It is not there any more.
        """
        origin = self.origin.again()
        for kind, registered in origin.pipeline.plugins.components:
            if kind == self.kind and registered.record.name == self.name:
                return replace(self, component=registered.record, origin=origin)
        raise NotApplicable(f"{self.name} is not registered a second time.")

    def scratch(self, name: str) -> Path:
        """Return a new, empty folder."""
        self.origin.folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.origin.folder))
