"""Fingerprints of components together with everything upstream that their results rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opsonin.analysis.version import ANALYSIS_VERSION
from opsonin.components.component import Cleaner, Component, Exporter, Tagger
from opsonin.components.vocabulary import Vocabulary
from opsonin.manager.fingerprint import ENGINE_VERSION, fingerprint
from opsonin.manager.options import in_fingerprint
from opsonin.manager.order import fillers, needers, refiners
from opsonin.tables.contract import CONTRACT_VERSION
from opsonin.tables.model import Table, arrow_schema, info_of

#: What every cleaner and tagger rests on, whichever tables it touches.
VERSIONS = (CONTRACT_VERSION, ENGINE_VERSION, ANALYSIS_VERSION)


def fingerprint_of(component: Component, options: object) -> str:
    """Return the fingerprint of a source or an exporter: nothing lies upstream of it."""
    kind = type(component).__name__
    # What an exporter writes to changes with every export.
    stated = options if isinstance(component, Exporter) else in_fingerprint(options)
    return fingerprint(kind, component.name, component.version, stated)


def cleaner_fingerprints(
    cleaners: Sequence[tuple[Cleaner[Any], object]], tables: Mapping[str, type[Table]]
) -> tuple[str, ...]:
    """Return the fingerprint of each cleaner; it covers all cleaners before it.

    Args:
        cleaners: Cleaners and their options, in the order in which they run.
        tables: All tables by name.
    """
    found: list[str] = []
    for cleaner, options in cleaners:
        found.append(
            fingerprint(
                "Cleaner",
                cleaner.name,
                cleaner.version,
                in_fingerprint(options),
                VERSIONS,
                _versions(cleaner.fills, tables),
                list(found),
            )
        )
    return tuple(found)


def tagger_fingerprints(
    taggers: Sequence[tuple[Tagger[Any], object]],
    tables: Mapping[str, type[Table]],
    *,
    clean: str,
    vocabularies: Iterable[Vocabulary],
    max_characters: Mapping[str, int] | None = None,
) -> tuple[str, ...]:
    """Return the fingerprint of each tagger; it covers whoever makes the rows that it reads.

    Args:
        taggers: Taggers and their options, in the order in which they run.
        tables: All tables by name.
        clean: Fingerprint of the whole clean stage.
        vocabularies: The selected ones.
        max_characters: Name of a tagger -> longest text that it is given.
    """
    longest = max_characters or {}
    terms = sorted((one.name, one.version, one.sha256) for one in vocabularies)
    found: dict[str, str] = {}
    for position, (tagger, options) in enumerate(taggers):
        upstream = _upstream(tagger, [earlier for earlier, _ in taggers[:position]])
        found[tagger.name] = fingerprint(
            "Tagger",
            tagger.name,
            tagger.version,
            in_fingerprint(options),
            tagger.scope,
            VERSIONS,
            _versions((*tagger.fills, *tagger.refines, *tagger.needs), tables),
            clean,
            sorted(found[name] for name in upstream),
            terms if tagger.uses_vocabularies else [],
            longest.get(tagger.name) if tagger.scope == "document" else None,
        )
    return tuple(found.values())


def clean_fingerprint(cleaners: Sequence[str]) -> str:
    """Return the fingerprint of the whole clean stage.

    Args:
        cleaners: Fingerprints of the cleaners, in the order in which they run.
    """
    return fingerprint("clean", VERSIONS, list(cleaners))


def _upstream(tagger: Tagger[Any], earlier: Sequence[Tagger[Any]]) -> list[str]:
    """Name those whose rows it reads: all who made what it needs or refines."""
    reads = needers(tagger) | refiners(tagger)
    return [one.name for one in earlier if (fillers(one) | refiners(one)) & reads]


def _versions(names: Iterable[str], tables: Mapping[str, type[Table]]) -> dict[str, list[object]]:
    """Return what tables are: rows with other columns hold for no table, whatever its version."""
    return {name: [info_of(tables[name]).version, _columns(tables[name])] for name in names}


def _columns(table: type[Table]) -> list[tuple[str, str, bool]]:
    return [(one.name, str(one.type), one.nullable) for one in arrow_schema(table)]
