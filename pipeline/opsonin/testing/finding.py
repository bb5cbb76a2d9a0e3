"""Finds what is to be checked by its name: a component, a vocabulary, or a whole plugin."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from types import ModuleType

from opsonin.errors import ConfigError, PluginError, did_you_mean
from opsonin.manager.installed import ANY, BrokenPlugin, find_plugins, is_named
from opsonin.manager.selection import check_configuration
from opsonin.testing.samples import Given, Samples
from opsonin.testing.subject import Origin, Subject

_LOG = logging.getLogger("opsonin")

#: A component is given its options; a plugin those of each of its components by name.
Options = Mapping[str, object]


def find_subjects(
    name: str | ModuleType | object,
    *,
    options: Options | None = None,
    samples: Iterable[Given] | None = None,
    limits: Mapping[str, float] | None = None,
) -> tuple[Subject, ...]:
    """Return the components that a name stands for.

    Args:
        name: A component, a vocabulary, a plugin or a distribution; or a plugin itself, which
            may be a module that is not installed. Of a plugin and a component of one name the
            plugin is meant, and a warning is logged.
        options: Options of the component; of a plugin: those of its components by name.
        samples: Texts, files or functions that the components are about; see `Samples`.
        limits: Such as ``seconds_per_1000_documents``.

    Raises:
        ConfigError: Nothing is called that, or an option is wrong.
        PluginError: The plugin is broken.
    """
    origin = _origin(name, options or {})
    plugins = origin.pipeline.plugins
    key = name if isinstance(name, str) else _name_of(name)
    found = plugins.components
    own = [one for one in found if is_named(one[1].plugin, [key])]
    chosen = own or [one for one in found if one[1].record.name == key]
    if len(own) > 1 and any(one.record.name == key for _, one in own):
        names = ", ".join(one.record.name for _, one in own)
        _LOG.warning("%s is the name of a plugin, too; all it has is checked: %s", key, names)
    for broken in plugins.broken:
        if is_named(broken, [key]) or key in broken.components:
            raise PluginError(broken.error, where=str(broken))
    if not chosen:
        known = {word for _, one in found for word in (one.record.name, one.plugin.name)}
        raise ConfigError(
            f"No component, vocabulary, plugin or distribution is called {key!r}.",
            remedy=" ".join([did_you_mean(key, known), *map(_hint, plugins.broken)]),
        )
    given = Samples.of(samples)
    return tuple(
        Subject(kind, one.record.name, one.record, one.plugin, origin, given, limits or {})
        for kind, one in chosen
    )


def _hint(broken: BrokenPlugin) -> str:
    return f"Or it belongs to {broken}, which is broken: {broken.error}"


def _origin(name: str | object, options: Options) -> Origin:
    if not isinstance(name, str):
        return _with_options(name, options, (), ((_name_of(name), name),))
    found, _ = find_plugins((ANY,))
    if any(is_named(one.info, [name]) for one in found):
        third_party = any(is_named(o.info, [name]) and not o.info.is_builtin for o in found)
        return _with_options(name, options, (name,) if third_party else (), ())
    # The name of a component: only loading everything tells whose it is.
    builtin = Origin.of()
    names = {one.record.name for _, one in builtin.pipeline.plugins.components}
    return _with_options(name, options, () if name in names else (ANY,), ())


def _with_options(
    name: str | object,
    options: Options,
    plugins: tuple[str, ...],
    given: tuple[tuple[str, object], ...],
) -> Origin:
    origin = Origin.of(plugins, given=given)
    if not options:
        return origin
    components = {one.record.name for _, one in origin.pipeline.plugins.components}
    # A plugin and its only component often have one name.
    is_own = isinstance(name, str) and name in components and not {*options} <= components
    by_component = {name: options} if is_own else options
    for component, values in by_component.items():
        if not isinstance(values, Mapping):
            raise ConfigError(
                f"{component} is {values!r}, expected the options of a component.",
                remedy="For a whole plugin give {component: {option: value}}.",
            )
    checked = Origin.of(plugins, {str(k): dict(v) for k, v in by_component.items()}, given)  # type: ignore[call-overload] # they are mappings
    check_configuration(checked.settings, checked.pipeline.plugins)
    return checked


def _name_of(plugin: object) -> str:
    """Name a plugin that is given, not as an installed one may be called."""
    return f"given:{getattr(plugin, '__name__', type(plugin).__name__)}"
