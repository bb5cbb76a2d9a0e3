"""The order of components, from what they say about themselves and never from who came first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, Protocol, TypeVar

from opsonin.components.component import PHASES, Cleaner, Tagger
from opsonin.errors import ConfigError, PluginError, did_you_mean
from opsonin.tables.model import Table, info_of

#: In ``after`` of a refiner: all others that refine what it refines.
ALL = "*"


def order_cleaners(
    cleaners: Iterable[Cleaner[Any]], tables: Mapping[str, type[Table]]
) -> tuple[Cleaner[Any], ...]:
    """Return cleaners in the order in which they run.

    By phase; within a phase a cleaner follows those in its ``after``, those that name it in their
    ``before`` and those that fill what it needs; ties are broken by name. A cleaner that both
    fills and needs a table follows those that only fill it and comes before those that only need
    it.

    Args:
        cleaners: In any order.
        tables: All tables by name.

    Raises:
        ConfigError: Cleaners wait for each other.
        PluginError: A cleaner names a table that is unknown or not of the clean stage, or wants
            to follow one of a later phase, or to run before one of an earlier phase.
    """
    by_name = {cleaner.name: cleaner for cleaner in cleaners}
    for cleaner in by_name.values():
        _check_tables(f"cleaner {cleaner.name}", cleaner.fills, cleaner.needs, tables, "clean")
        _check_neighbours(cleaner, by_name)
    ordered: list[Cleaner[Any]] = []
    for phase in PHASES:
        group = {name: one for name, one in by_name.items() if one.phase == phase}
        before = {name: _wished(name, group) for name in group}
        for first, then in (
            (_fills_only, _fills_and_needs),
            (_fills_only, _needs_only),
            (_fills_and_needs, _needs_only),
        ):
            _link(group, before, first, then)
        ordered.extend(group[name] for name in _sorted(before, f"cleaners of phase {phase}"))
    return tuple(ordered)


def order_taggers(
    taggers: Iterable[Tagger[Any]], tables: Mapping[str, type[Table]]
) -> tuple[Tagger[Any], ...]:
    """Return taggers in the order in which they run: document scope first, then corpus scope.

    Those that fill a table run before those that refine it, and those before the ones that need
    it; within these bounds by ``after`` and ``before``, then by name.

    Args:
        taggers: In any order.
        tables: All tables by name.

    Raises:
        ConfigError: Taggers wait for each other.
        PluginError: A tagger names a table that is unknown, fills or refines one that is not of
            the tag stage, needs one that only taggers of corpus scope fill, or fills one with a
            single row for each owner that another fills too.
    """
    everyone = tuple(taggers)
    for tagger in everyone:
        who = f"tagger {tagger.name}"
        _check_tables(who, tagger.fills, tagger.needs, tables, "tag")
        _check_tables(who, tagger.refines, (), tables, "tag", "refines")
    corpus = [tagger for tagger in everyone if tagger.scope == "corpus"]
    single = [tagger for tagger in everyone if tagger.scope == "document"]
    for tagger in single:
        _check_scope(tagger, single, corpus)
    _check_fillers(single, corpus)
    _check_single(everyone, tables)
    return (*_ordered_taggers(single), *_ordered_taggers(corpus))


class _Holder(Protocol):
    """What holds a tagger, such as `opsonin.manager.pipeline.Installed`."""

    @property
    def component(self) -> Tagger[Any]: ...


Held = TypeVar("Held", bound=_Holder)


def taggers_before(tagger: Tagger[Any], taggers: Sequence[Held]) -> tuple[Held, ...]:
    """Return the taggers that make what one reads, and what those read, in their order.

    Args:
        tagger: One of them, or one that runs after them all.
        taggers: Those of document scope, in the order in which they run.
    """
    names = [one.component.name for one in taggers]
    here = names.index(tagger.name) if tagger.name in names else len(names)
    reads = {*tagger.needs, *tagger.refines}
    chosen: list[Held] = []
    for one in reversed(taggers[:here]):
        if reads & {*one.component.fills, *one.component.refines}:
            reads |= {*one.component.needs, *one.component.refines}
            chosen.append(one)
    return tuple(reversed(chosen))


def _ordered_taggers(taggers: Sequence[Tagger[Any]]) -> tuple[Tagger[Any], ...]:
    by_name = {tagger.name: tagger for tagger in taggers}
    before = {name: _wished(name, by_name) for name in by_name}
    for name, last in by_name.items():
        for other, one in by_name.items() if ALL in last.after else ():
            if other != name and ALL not in one.after and refiners(one) & refiners(last):
                before[name].add(other)
    for first, then in ((fillers, refiners), (fillers, needers), (refiners, needers)):
        _link(by_name, before, first, then)
    return tuple(by_name[name] for name in _sorted(before, "taggers"))


def _wished(name: str, group: Mapping[str, Any]) -> set[str]:
    """Return which components of a group are to run before one, by its wish or by theirs."""
    return {other for other in group if other in group[name].after or name in group[other].before}


#: The tables for which a component plays one part.
_Part = Callable[[Any], frozenset[str]]


def _fills_only(cleaner: Cleaner[Any]) -> frozenset[str]:
    return frozenset(cleaner.fills) - frozenset(cleaner.needs)


def _fills_and_needs(cleaner: Cleaner[Any]) -> frozenset[str]:
    return frozenset(cleaner.fills) & frozenset(cleaner.needs)


def _needs_only(cleaner: Cleaner[Any]) -> frozenset[str]:
    return frozenset(cleaner.needs) - frozenset(cleaner.fills)


def fillers(tagger: Tagger[Any]) -> frozenset[str]:
    """Return the tables that a tagger fills and does not refine."""
    return frozenset(tagger.fills) - frozenset(tagger.refines)


def refiners(tagger: Tagger[Any]) -> frozenset[str]:
    """Return the tables that a tagger refines."""
    return frozenset(tagger.refines)


def needers(tagger: Tagger[Any]) -> frozenset[str]:
    """Return the tables that a tagger only reads: a refiner is given its table anyway."""
    return frozenset(tagger.needs) - frozenset(tagger.refines)


def _link(group: Mapping[str, Any], before: dict[str, set[str]], first: _Part, then: _Part) -> None:
    for earlier, one in group.items():
        for later, other in group.items():
            if earlier != later and first(one) & then(other):
                before[later].add(earlier)


def _sorted(before: Mapping[str, set[str]], what: str) -> tuple[str, ...]:
    # Sorted input makes the cycle that is reported the same every time.
    sorter = TopologicalSorter({name: sorted(before[name]) for name in sorted(before)})
    try:
        sorter.prepare()
    except CycleError as error:
        raise ConfigError(
            f"The {what} wait for each other: {' before '.join(error.args[1])}.",
            remedy="Disable one of them, or change what they fill, refine, need or follow.",
        ) from error
    ready = list(sorter.get_ready())
    heapq.heapify(ready)
    ordered: list[str] = []
    while ready:
        ordered.append(heapq.heappop(ready))
        sorter.done(ordered[-1])
        for name in sorter.get_ready():
            heapq.heappush(ready, name)
    return tuple(ordered)


def _check_tables(
    who: str,
    changes: Iterable[str],
    needs: Iterable[str],
    tables: Mapping[str, type[Table]],
    stage: str,
    does: str = "fills",
) -> None:
    for name in (*changes, *needs):
        if name not in tables:
            raise PluginError(
                f"There is no table {name!r}.", where=who, remedy=did_you_mean(name, tables)
            )
    for name in changes:
        belongs = info_of(tables[name]).stage
        if belongs != stage:
            raise PluginError(
                f"It {does} table {name!r}, which belongs to stage {belongs}, not {stage}.",
                where=who,
                remedy=f"Declare a table of stage {stage}, or register one of its own.",
            )
    for name in needs:
        if stage == "clean" and info_of(tables[name]).stage != stage:
            raise PluginError(
                f"It needs table {name!r}, which is no table of stage clean.",
                where=who,
                remedy="Cleaners read only what earlier cleaners fill; a tagger may read both.",
            )


def _check_neighbours(cleaner: Cleaner[Any], by_name: Mapping[str, Cleaner[Any]]) -> None:
    own = PHASES.index(cleaner.phase)
    for wish, names, sign in (("follow", cleaner.after, 1), ("run before", cleaner.before, -1)):
        for name in names:
            phase = by_name[name].phase if name in by_name else cleaner.phase
            if sign * PHASES.index(phase) > sign * own:
                raise PluginError(
                    f"It wants to {wish} {name!r}, but phase {phase} comes "
                    f"{'after' if sign > 0 else 'before'} phase {cleaner.phase}.",
                    where=f"cleaner {cleaner.name}",
                    remedy="Name only cleaners of its phase, or give it another phase.",
                )


def _check_fillers(single: Sequence[Tagger[Any]], corpus: Sequence[Tagger[Any]]) -> None:
    """A table is written document by document or as a whole, not both."""
    for tagger in corpus:
        for name in tagger.fills:
            other = next((one for one in single if name in (*one.fills, *one.refines)), None)
            if other is not None:
                raise PluginError(
                    f"It fills table {name!r} over all documents, and tagger {other.name} fills or "
                    "refines it document by document.",
                    where=f"tagger {tagger.name}",
                    remedy="Give one of them a table of its own.",
                )


def _check_single(taggers: Sequence[Tagger[Any]], tables: Mapping[str, type[Table]]) -> None:
    """Whoever fills a table with one row for each owner fills it alone; others may refine it."""
    first: dict[str, str] = {}
    for tagger in sorted(taggers, key=lambda one: one.name):
        for name in sorted(name for name in fillers(tagger) if info_of(tables[name]).is_single):
            other = first.setdefault(name, tagger.name)
            if other != tagger.name:
                raise PluginError(
                    f"It fills table {name!r}, which tagger {other} fills as well; the table has "
                    f"one row at most for each {info_of(tables[name]).keys[0]}.",
                    where=f"tagger {tagger.name}",
                    remedy=f"Leave one of them out with `disabled` in opsonin.toml, let it refine "
                    f"{name!r}, or give it a table of its own.",
                )


def _check_scope(
    tagger: Tagger[Any], single: Sequence[Tagger[Any]], corpus: Sequence[Tagger[Any]]
) -> None:
    for name in (*tagger.needs, *tagger.refines):
        is_too_late = any(name in one.fills for one in corpus)
        if is_too_late and not any(name in one.fills for one in single):
            raise PluginError(
                f"It reads table {name!r}, which only taggers of corpus scope fill; those run "
                "after all taggers of document scope.",
                where=f"tagger {tagger.name}",
                remedy='Declare scope="corpus".',
            )
