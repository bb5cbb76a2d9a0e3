"""What a module of `opsonin_bench.quality.sets` offers: one gold set and how it is scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Generic, Literal, TypeVar

from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.predicting import Item, Predicted

G = TypeVar("G")

#: Samples are the same in every run, so that figures can be compared.
_SEED = 20_261


@dataclass(frozen=True, slots=True)
class Case(Generic[G]):
    """One annotated document.

    Attributes:
        item: The document.
        gold: What is right for it.
    """

    item: Item
    gold: G


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet(Generic[G]):
    """A gold set and its scorer.

    Attributes:
        name: Unique; for people and for the command line.
        path: The file that holds it, below the folder of gold or of the bench.
        home: Which of the two folders.
        tables: Tables that are scored. Without a component that fills all of them there are no
            figures.
        reads: Further tables that the scorer reads.
        options: Options of components by component, where the set needs others than the defaults.
        plugins: Plugins with a distribution of their own that take part.
        made_by: File that a command has to write first, and the command; None if none.
        load: Gets the file and gives all annotated documents.
        score: A pure function of gold and predictions by key. Documents that the pipeline
            rejected are missing from the predictions and count as not found.
        sample: At most so many documents unless all are asked for; 0 for all.
    """

    name: str
    path: str
    home: Literal["gold", "bench"] = "gold"
    tables: tuple[str, ...]
    reads: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    plugins: tuple[str, ...] = ()
    made_by: tuple[Path, str] | None = None
    load: Callable[[Path], Sequence[Case[G]]]
    score: Callable[[Mapping[str, G], Mapping[str, Predicted]], list[Figure]]
    sample: int = 0


def sampled(cases: Sequence[Case[G]], size: int) -> Sequence[Case[G]]:
    """Return a random choice of cases that is the same in every run; all if there are no more."""
    if size == 0 or len(cases) <= size:
        return cases
    return Random(_SEED).sample(list(cases), size)  # noqa: S311 - a choice, not a secret
