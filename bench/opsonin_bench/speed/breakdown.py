"""Where the time of a run goes: each component, and each phase of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cost:
    """What one component cost in one run.

    Attributes:
        stage: Its stage.
        component: Its name, or a phase of the engine's in brackets.
        seconds: Wall seconds spent in it.
        n_documents: Documents of the run.
        n_rows: Rows that it gave.
    """

    stage: str
    component: str
    seconds: float
    n_documents: int
    n_rows: int

    @property
    def ms_per_document(self) -> float:
        """Milliseconds a document; 0 without documents."""
        return 1000 * self.seconds / self.n_documents if self.n_documents else 0.0


def costs_of(report: Mapping[str, Any]) -> list[Cost]:
    """Return the cost of every component and of every phase of the engine, largest first.

    Args:
        report: What ``opsonin run --json`` with one worker wrote.
    """
    lines: Sequence[Mapping[str, Any]] = report["profile"]
    n_documents = max((line["documents"] for line in lines), default=0)
    costs = [
        Cost(
            line["stage"],
            f"[{line['component']}]" if line["is_engine"] else line["component"],
            line["seconds"],
            n_documents,
            line["rows"],
        )
        for line in lines
    ]
    return sorted(costs, key=lambda one: -one.seconds)


@dataclass(frozen=True, slots=True)
class PhaseCost:
    """What a phase of the engine costs.

    Attributes:
        phase: Stage and phase.
        us_per_document: Microseconds a document with a few rows.
        us_per_row: Microseconds a further row.
    """

    phase: str
    us_per_document: float
    us_per_row: float


def phase_costs(
    few: Sequence[Mapping[str, Any]],
    many: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
) -> list[PhaseCost]:
    """Return the cost of each phase of the engine as slopes over documents and over rows.

    The least of several repetitions counts: noise only ever adds.

    Args:
        few: Reports of runs over fewer documents, with a few rows each.
        many: Reports of runs over more documents.
        rows: Reports of runs over as many, with components that give more rows.
    """
    small, large, full = (_least(reports) for reports in (few, many, rows))
    n_small, n_large = (_documents(reports[0]) for reports in (few, many))
    n_rows = _rows(rows[0]) - _rows(many[0])
    return [
        PhaseCost(
            phase,
            1e6 * (large.get(phase, 0.0) - small.get(phase, 0.0)) / (n_large - n_small),
            1e6 * (full[phase] - large.get(phase, 0.0)) / n_rows,
        )
        for phase in full
    ]


def _rows(report: Mapping[str, Any]) -> int:
    return sum(line["rows"] for line in report["profile"])


def _documents(report: Mapping[str, Any]) -> int:
    return int(max(line["documents"] for line in report["profile"]))


def _least(reports: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the least seconds of each phase of the engine."""
    found: dict[str, float] = {}
    for report in reports:
        for line in report["profile"]:
            if line["is_engine"]:
                name = f"{line['stage']}: {line['component']}"
                found[name] = min(line["seconds"], found.get(name, line["seconds"]))
    return found
