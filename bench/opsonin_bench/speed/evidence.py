"""What the taggers of evidence cost inside a run, the engine's work on their tables left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin_bench.selection import needed_for
from opsonin_bench.speed.comparing import TIMEOUT_S
from opsonin_bench.speed.contestants import ours
from opsonin_bench.speed.core import CoreFigure, Setting
from opsonin_bench.speed.measuring import Usage
from opsonin_bench.speed.slopes import Pair, Spread, rate, slopes

#: The taggers of evidence; concepts and identifiers have figures of their own.
EVIDENCE = (
    "citations", "dates", "people", "statistics", "checks", "quotes", "claims", "claim_checks",
    "studies", "link_keys",
)  # fmt: skip
#: Documents of 5 kB that all of them together have to treat in a CPU second.
LEAST_RATE = 700


def evidence_figures(setting: Setting) -> Iterator[CoreFigure]:
    """Measure the taggers of evidence, together and one by one, on real documents.

    A tagger's share of the run is told by its profile, in wall seconds; what the run took of the
    processor for each of its wall seconds makes CPU seconds of them.

    Raises:
        MeasuringError: A run failed.
    """
    selection = needed_for(load_plugins(Settings()), EVIDENCE)
    contestant = ours("evidence", selection, setting.scratch)
    rounds: list[tuple[Mapping[str, float], Mapping[str, float]]] = []
    for n in range(setting.runs):
        small, large = (
            contestant.run(sized.path, setting.scratch, timeout_s=TIMEOUT_S)
            for sized in setting.inputs
        )
        rounds.append((cpu_seconds(small), cpu_seconds(large)))
        setting.tell(f"  run {n + 1}: {small.cpu_s:.2f} s, {large.cpu_s:.2f} s of CPU")
    yield _figure("all evidence taggers", EVIDENCE, rounds, setting, f"≥ {LEAST_RATE}")
    for name in EVIDENCE:
        yield _figure(f"tagger {name}", (name,), rounds, setting, "")


def cpu_seconds(usage: Usage) -> dict[str, float]:
    """Return the CPU seconds of each tagger of evidence in a run with one worker.

    Args:
        usage: A run of ``opsonin run --json``.
    """
    share = usage.cpu_s / usage.wall_s
    lines = json.loads(usage.output)["profile"]
    return {
        line["component"]: share * line["seconds"]
        for line in lines
        if line["stage"] == "tag" and line["component"] in EVIDENCE
    }


def _figure(
    name: str,
    taggers: Sequence[str],
    rounds: Sequence[tuple[Mapping[str, float], Mapping[str, float]]],
    setting: Setting,
    budget: str,
) -> CoreFigure:
    sizes = [sized.n_documents for sized in setting.inputs]
    costs = [[sum(one[tagger] for tagger in taggers) for one in pair] for pair in rounds]
    cost = slopes([Pair(*sizes, *pair) for pair in costs])
    # The dearest repetition is the slowest; what is lost in the noise has no rate.
    middle, low, high = (rate(one) or 0.0 for one in (cost.middle, cost.high, cost.low))
    return CoreFigure(name, Spread(middle, min(low, high), high), "documents a CPU second", budget)
