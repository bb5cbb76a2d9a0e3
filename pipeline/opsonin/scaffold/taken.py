"""Whether a name for a component is still free."""

from __future__ import annotations

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.scaffold.stages import Stage, in_words

_COMPONENTS = ("sources", "cleaners", "taggers", "exporters")


def check_free(component: str, stage: Stage) -> None:
    """Make sure that opsonin has no component, or no vocabulary, of this name.

    Raises:
        ConfigError: It has one; a plugin with a second one would be left out of every run.
    """
    plugins = load_plugins(Settings())
    kinds = ("vocabularies",) if stage == "vocabulary" else _COMPONENTS
    for kind in kinds:
        for one in getattr(plugins, kind):
            if one.record.name == component:
                raise ConfigError(
                    f"The {in_words(stage)} would be called {component!r}, and "
                    f"{one.distribution} has one of that name.",
                    where="--name",
                    remedy=f"Give another one, such as --component my_{component}.",
                )
