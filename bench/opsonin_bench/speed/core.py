"""What the engine itself costs: runs with components that do nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.folders import ROOT
from opsonin_bench.selection import Selection
from opsonin_bench.speed.breakdown import PhaseCost, phase_costs
from opsonin_bench.speed.comparing import TIMEOUT_S, Sized, Tell
from opsonin_bench.speed.contestants import Contestant, ours
from opsonin_bench.speed.measuring import Usage
from opsonin_bench.speed.slopes import Pair, Spread, slopes, spread_of

_NOOP = ROOT / "bench" / "noop"
#: As many taggers of each kind as the plugin has.
_ONE, _MANY = 1, 16
#: Rows of each document, about as many as the built-in components give.
_ROWS = 100
_MICRO = 1e6
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CoreFigure:
    """One line of the engine's budget.

    Attributes:
        name: What was measured.
        value: The figure over the repetitions, in the unit.
        unit: Its unit.
        budget: What it may be.
    """

    name: str
    value: Spread
    unit: str
    budget: str


@dataclass(frozen=True, slots=True)
class Setting:
    """How the engine is measured.

    Attributes:
        inputs: The smaller and the larger input.
        runs: Repetitions.
        scratch: For configurations, logs and outputs.
        tell: Is told about progress.
    """

    inputs: tuple[Sized, Sized]
    runs: int
    scratch: Path
    tell: Tell


def core_figures(setting: Setting) -> Iterator[CoreFigure]:
    """Measure the engine on real documents with components that do nothing.

    The cost of a document takes everything in: reading and hashing it, its place, the checks,
    provenance, Parquet, the ledger and the commit.

    Raises:
        MeasuringError: A run failed.
    """
    small, large = setting.inputs
    noop = _with_noop("core-noop", ("noop_tag_batch_1",), setting)
    pairs = _repeat(setting, (noop, small), (noop, large))
    costs = [Pair(small.n_documents, large.n_documents, *_cpu(pair)) for pair in pairs]
    yield _micro("engine with its source and Parquet, a document", costs, 1, "")

    for kind, budget in (("batch", "≤ 2"), ("document", "≤ 10")):
        one, more = (_taggers(kind, n, setting) for n in (_ONE, _MANY))
        rounds = _repeat(setting, (one, small), (one, large), (more, small), (more, large))
        # What loading one more costs stands in both sizes.
        costs = [
            Pair(_ONE, _MANY, alone_large - alone_small, all_large - all_small)
            for alone_small, alone_large, all_small, all_large in (
                [usage.cpu_s for usage in usages] for usages in rounds
            )
        ]
        name = f"one more no-op tagger by {kind}, a document"
        yield _micro(name, costs, large.n_documents - small.n_documents, budget)


def engine_phases(setting: Setting) -> list[PhaseCost]:
    """Measure what every phase of the engine costs a document and a row.

    Raises:
        MeasuringError: A run failed.
    """
    small, large = setting.inputs
    # One row a document, so that a table does not begin to exist between two sizes.
    one, rows = _rows(1, setting), _rows(_ROWS, setting)
    rounds = _repeat(setting, (one, small), (one, large), (rows, large))
    few, many, full = (
        [json.loads(one.output) for one in usages] for usages in zip(*rounds, strict=True)
    )
    return phase_costs(few, many, full)


def workers_figures(setting: Setting) -> Iterator[CoreFigure]:
    """Measure the whole pipeline with one and with two workers: wall time and memory.

    Raises:
        MeasuringError: A run failed.
    """
    small, large = setting.inputs
    one, two = (ours(f"workers-{n}", None, setting.scratch, workers=n) for n in (1, 2))
    runs = _repeat(setting, (one, small), (one, large), (two, small), (two, large))
    gains = [
        (alone_large.wall_s - alone_small.wall_s) / (both_large.wall_s - both_small.wall_s)
        for alone_small, alone_large, both_small, both_large in runs
        if both_large.wall_s > both_small.wall_s
    ]
    if gains:
        yield CoreFigure("two workers over one, wall", spread_of(gains), "times", "≥ 1.8")
    for sized, place in ((small, 2), (large, 3)):
        usages = [usages[place] for usages in runs]
        for process, peaks, budget in (
            ("main process", [usage.peak_main_bytes for usage in usages], "≤ 400"),
            ("largest worker", [usage.peak_child_bytes for usage in usages], "≤ 1,024"),
        ):
            name = f"peak memory of the {process}, {sized.n_documents:,} documents"
            yield CoreFigure(name, spread_of([peak / _MIB for peak in peaks]), "MiB", budget)


def _with_noop(
    name: str, taggers: tuple[str, ...], setting: Setting, options: str = ""
) -> Contestant:
    selection = Selection(("noop_clean_batch",), taggers)
    return ours(name, selection, setting.scratch, options=options, plugin=_NOOP)


def _rows(n: int, setting: Setting) -> Contestant:
    options = f"[components.noop_rows]\nrows = {n}\n"
    return _with_noop(f"core-rows-{n}", ("noop_rows",), setting, options)


def _taggers(kind: str, n: int, setting: Setting) -> Contestant:
    names = tuple(f"noop_tag_{kind}_{i}" for i in range(1, n + 1))
    return _with_noop(f"core-{kind}-{n}", names, setting)


def _repeat(setting: Setting, *steps: tuple[Contestant, Sized]) -> list[list[Usage]]:
    """Carry out the steps one after the other, and all of them again; gives a list a round."""
    rounds = []
    for n in range(setting.runs):
        usages = [one.run(sized.path, setting.scratch, timeout_s=TIMEOUT_S) for one, sized in steps]
        names = ", ".join(
            f"{one.name} {usage.cpu_s:.2f} s" for (one, _), usage in zip(steps, usages, strict=True)
        )
        setting.tell(f"  run {n + 1}: {names} of CPU")
        rounds.append(usages)
    return rounds


def _cpu(usages: Sequence[Usage]) -> tuple[float, float]:
    small, large = usages
    return small.cpu_s, large.cpu_s


def _micro(name: str, costs: Sequence[Pair], shared_by: int, budget: str) -> CoreFigure:
    """Return a slope in microseconds, for each of the documents that shared it."""
    found, factor = slopes(costs), _MICRO / shared_by
    value = Spread(found.middle * factor, found.low * factor, found.high * factor)
    return CoreFigure(name, value, "µs", budget)
