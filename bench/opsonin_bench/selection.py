"""Which components a run needs so that chosen components, or fillers of chosen tables, work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opsonin.components.component import Cleaner, Tagger
from opsonin.manager.facade import Plugins


@dataclass(frozen=True, slots=True)
class Selection:
    """Components of one run, by name; empty for none.

    Attributes:
        cleaners: Cleaners.
        taggers: Taggers of both scopes.
        vocabularies: Vocabularies.
    """

    cleaners: tuple[str, ...] = ()
    taggers: tuple[str, ...] = ()
    vocabularies: tuple[str, ...] = ()

    def to_toml(self, exporters: Iterable[str] = ()) -> str:
        """Return the ``[stages]`` of a configuration that selects just these."""
        chosen = {
            "cleaners": self.cleaners,
            "taggers": self.taggers,
            "exporters": tuple(exporters),
            "vocabularies": self.vocabularies,
        }
        lines = [f"{kind} = [{', '.join(map(_quoted, names))}]" for kind, names in chosen.items()]
        return "\n".join(["[stages]", *lines, ""])


def needed_for(plugins: Plugins, names: Iterable[str]) -> Selection:
    """Return the named components and whatever fills or refines a table that one of them needs.

    Args:
        plugins: What is registered.
        names: Cleaners and taggers.

    Raises:
        LookupError: There is no component of one of the names.
    """
    components = _components(plugins)
    chosen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        component = _found(components, name)
        if name not in chosen:
            chosen.add(name)
            waiting.extend(_suppliers(components.values(), component))
    picked = [components[name] for name in sorted(chosen)]
    sees_vocabularies = any(isinstance(one, Tagger) and one.uses_vocabularies for one in picked)
    return Selection(
        cleaners=tuple(one.name for one in picked if isinstance(one, Cleaner)),
        taggers=tuple(one.name for one in picked if isinstance(one, Tagger)),
        vocabularies=tuple(one.record.name for one in plugins.vocabularies)
        if sees_vocabularies
        else (),
    )


def existing(
    plugins: Plugins, *, cleaners: tuple[str, ...] = (), taggers: tuple[str, ...] = ()
) -> Selection:
    """Return just the named components, which must not depend on vocabularies.

    Raises:
        LookupError: There is no component of one of the names.
    """
    components = _components(plugins)
    for name in (*cleaners, *taggers):
        _found(components, name)
    return Selection(cleaners=cleaners, taggers=taggers)


def filling(plugins: Plugins, table: str) -> tuple[str, ...]:
    """Return the names of the components that fill or refine a table, sorted."""
    components = _components(plugins).values()
    return tuple(sorted(one.name for one in components if table in _given(one)))


def all_cleaners(plugins: Plugins) -> tuple[str, ...]:
    """Return the names of all cleaners."""
    return tuple(one.record.name for one in plugins.cleaners)


def _components(plugins: Plugins) -> dict[str, Cleaner[Any] | Tagger[Any]]:
    cleaners = {one.record.name: one.record for one in plugins.cleaners}
    return {**cleaners, **{one.record.name: one.record for one in plugins.taggers}}


def _found(
    components: Mapping[str, Cleaner[Any] | Tagger[Any]], name: str
) -> Cleaner[Any] | Tagger[Any]:
    if name not in components:
        raise LookupError(f"no component is called {name!r} yet")
    return components[name]


def _given(one: Cleaner[Any] | Tagger[Any]) -> tuple[str, ...]:
    return (*one.fills, *one.refines) if isinstance(one, Tagger) else one.fills


def _suppliers(
    components: Iterable[Cleaner[Any] | Tagger[Any]], one: Cleaner[Any] | Tagger[Any]
) -> Iterator[str]:
    wanted = {*one.needs, *(one.refines if isinstance(one, Tagger) else ())}
    for other in components:
        # A tagger reads tables of the clean stage too; a cleaner only those.
        if wanted & {*_given(other)} and not (
            isinstance(one, Cleaner) and isinstance(other, Tagger)
        ):
            yield other.name


def _quoted(name: str) -> str:
    return f'"{name}"'
