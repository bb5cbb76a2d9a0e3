"""Scores gold sets through the real pipeline and gathers the lines of the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opsonin.errors import OpsoninError
from opsonin_bench.folders import bench_folder, gold_folder
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import GoldSet, sampled
from opsonin_bench.quality.predicting import Predicted, predict, unfilled
from opsonin_bench.quality.registry import AWAITED
from opsonin_bench.quality.targets import TARGETS, Target


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        gold_set: The gold set.
        figure: What was measured; None when nothing could be.
        target: What it should be, if that is known.
        note: Why nothing was measured.
    """

    gold_set: str
    figure: Figure | None
    target: Target | None = None
    note: str = ""


def scored(
    sets: Sequence[GoldSet[Any]], tell: Callable[[str], None], *, is_full: bool = False
) -> Iterator[Line]:
    """Score gold sets one after the other.

    Args:
        sets: The gold sets.
        tell: Is told about progress; never about single items of gold.
        is_full: Whether to take all documents where a sample is the rule.
    """
    for one in sets:
        began = time.perf_counter()
        tell(f"{one.name} ...")
        yield from _lines(one, is_full=is_full)
        tell(f"{one.name}: {time.perf_counter() - began:.0f} s")


def awaited() -> Iterator[Line]:
    """Yield a line for every gold set that no component can be scored on yet."""
    missing = set(unfilled({one.table for one in AWAITED}))
    for one in AWAITED:
        if one.table in missing:
            note = f"no component fills `{one.table}` yet"
        else:
            note = f"`{one.table}` is filled; its scorer has to be written"
        yield Line(one.name, None, note=note)


def _lines(one: GoldSet[Any], *, is_full: bool) -> Iterator[Line]:
    missing = unfilled(one.tables)
    folder = bench_folder() if one.home == "bench" else gold_folder()
    if missing:
        yield Line(one.name, None, note=f"no component fills `{', '.join(missing)}` yet")
        return
    if not (folder / one.path).is_file():
        variable = f"OPSONIN_{one.home.upper()}"
        yield Line(one.name, None, note=f"there is no {one.path}; {variable} names its folder")
        return
    if one.made_by is not None and not one.made_by[0].is_file():
        yield Line(one.name, None, note=f"run `{one.made_by[1]}` first")
        return
    cases = sampled(one.load(folder / one.path), 0 if is_full else one.sample)
    gold = {case.item.key: case.gold for case in cases}
    try:
        predicted = predict(
            (case.item for case in cases),
            (*one.tables, *one.reads),
            options=one.options,
            plugins=one.plugins,
        )
    except OpsoninError as error:
        yield Line(one.name, None, note=f"the run failed: {error.message}")
        return
    if len(predicted) < len(gold):
        rejected = Figure("documents rejected", len(gold) - len(predicted), len(gold))
        yield Line(one.name, rejected)
    for table in _empty(one.tables, predicted):
        # Shares of what is without a mark would look perfect, and so would precision.
        yield Line(one.name, None, note=f"not scored: no document has a row in `{table}`")
        return
    for figure in one.score(gold, predicted):
        yield Line(one.name, figure, TARGETS.get((one.name, figure.name)))


def _empty(tables: Sequence[str], predicted: Mapping[str, Predicted]) -> list[str]:
    """Return the tables without a single row, which tells of a broken run, not of quality."""
    return [
        table
        for table in tables
        if predicted and not any(found.rows[table] for found in predicted.values())
    ]
