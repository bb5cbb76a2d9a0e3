"""Finds the gold sets, and names what is annotated but not yet filled by any component."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Any

from opsonin_bench.quality import sets
from opsonin_bench.quality.goldset import GoldSet


@dataclass(frozen=True, slots=True)
class Awaited:
    """Gold for which there is no scorer yet, because nothing can be scored.

    Attributes:
        name: The gold set.
        table: The table that a component would fill.
        path: Where the gold is.
    """

    name: str
    table: str
    path: str


#: A scorer for one of these takes its line out.
AWAITED: tuple[Awaited, ...] = ()


def gold_sets() -> tuple[GoldSet[Any], ...]:
    """Return all gold sets, by module and within it in the order given there.

    Raises:
        ValueError: Two have the same name.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(sets.__path__))
    modules = [importlib.import_module(f"{sets.__name__}.{name}") for name in names]
    found = tuple(one for module in modules for one in module.GOLD_SETS)
    known: set[str] = set()
    for one in found:
        if one.name in known:
            raise ValueError(f"two gold sets are called {one.name!r}; rename one of them")
        known.add(one.name)
    return found
