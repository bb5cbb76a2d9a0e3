"""Which checks there are for a kind of component."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType

from opsonin.components.kinds import KINDS, Kind
from opsonin.testing.check import Check

#: Modules with checks, in the order in which they are reported.
_MODULES: Mapping[str, tuple[Kind, ...]] = {
    "every_kind": KINDS,
    "imports": KINDS,
    "rows": ("cleaner", "tagger"),
    "offsets": ("cleaner", "tagger"),
    "awkward_documents": ("cleaner", "tagger"),
    "batches": ("cleaner", "tagger"),
    "untouched": ("cleaner", "tagger"),
    "edits": ("cleaner",),
    "refiners": ("tagger",),
    "corpus": ("tagger",),
    "surroundings": ("cleaner", "tagger"),
    "cost": ("cleaner", "tagger"),
    "sources.accepting": ("source",),
    "sources.reading": ("source",),
    "sources.damage": ("source",),
    "sources.handling": ("source",),
    "exporters.publishing": ("exporter",),
    "exporters.crashes": ("exporter",),
    "vocabularies.declared": ("vocabulary",),
    "vocabularies.term_checks": ("vocabulary",),
}


@cache
def checks_of(kind: Kind) -> tuple[Check, ...]:
    """Return the checks for a kind of component, in the order in which they run."""
    homes = [
        importlib.import_module(f"opsonin.testing.{name}")
        for name, kinds in _MODULES.items()
        if kind in kinds
    ]
    return tuple(one for home in homes for one in _checks_in(home) if kind in one.kinds)


def _checks_in(home: ModuleType) -> Iterator[Check]:
    """Yield the checks that a module defines, alone or in tuples, in their order."""
    for value in vars(home).values():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Check):
                yield one
