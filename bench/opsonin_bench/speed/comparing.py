"""Measures a job: ours and the peers alternately, at two sizes, several times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.speed.contestants import Contestant
from opsonin_bench.speed.measuring import MeasuringError, Usage
from opsonin_bench.speed.slopes import Pair

Tell = Callable[[str], None]

#: Nobody waits longer for one run.
TIMEOUT_S = 1200.0


@dataclass(frozen=True, slots=True)
class Sized:
    """A file of so many documents.

    Attributes:
        n_documents: How many.
        path: JSON Lines.
    """

    n_documents: int
    path: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """Repetitions of one contestant.

    Attributes:
        pairs: CPU seconds at two sizes, one pair a repetition.
        last: The last run at the larger size.
    """

    pairs: tuple[Pair, ...]
    last: Usage


def measure(
    contestants: Sequence[tuple[Contestant, tuple[Sized, Sized]]],
    runs: int,
    scratch: Path,
    tell: Tell,
) -> tuple[Mapping[str, Measured], Mapping[str, str]]:
    """Measure all contestants; one that fails once is left out from then on.

    Args:
        contestants: In the order in which they alternate, each with its smaller and larger
            input.
        runs: Repetitions.
        scratch: For logs and outputs.
        tell: Is told about progress.

    Returns:
        What was measured, and why the others were not, by name.
    """
    usages: dict[str, list[tuple[Usage, Usage]]] = {one.name: [] for one, _ in contestants}
    failed: dict[str, str] = {}
    # The first round only fills caches of the system and of the contestants.
    for n in range(runs + 1):
        for one, inputs in contestants:
            if one.name in failed:
                continue
            try:
                small, *large = (
                    one.run(sized.path, scratch, timeout_s=TIMEOUT_S)
                    for sized in inputs[: 2 if n else 1]
                )
            except MeasuringError as error:
                failed[one.name] = error.reason
                tell(f"  {one.name}: {error}")
                continue
            usages[one.name] += [(small, one_large) for one_large in large]
            costs = ", ".join(f"{usage.cpu_s:.2f} s" for usage in (small, *large))
            tell(f"  {f'run {n}' if n else 'warm-up'}: {one.name}: {costs} of CPU")
    measured = {
        one.name: _measured(usages[one.name], inputs)
        for one, inputs in contestants
        if one.name not in failed
    }
    return measured, failed


def _measured(usages: Sequence[tuple[Usage, Usage]], inputs: tuple[Sized, Sized]) -> Measured:
    sizes = (inputs[0].n_documents, inputs[1].n_documents)
    return Measured(
        pairs=tuple(Pair(*sizes, small.cpu_s, large.cpu_s) for small, large in usages),
        last=usages[-1][1],
    )
