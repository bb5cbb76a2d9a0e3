"""Where the time of one run goes: each component, and what is left for the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opsonin.tables.accounts import WHOLE_STAGE

#: What the engine does between and around the components.
ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one component cost in one run.

    Attributes:
        stage: Its stage.
        component: Its name, or `ENGINE`.
        seconds: Wall seconds spent in it.
        n_documents: Documents that it passed on.
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
    """Return the cost of every component and the rest, largest first.

    Args:
        report: What ``opsonin run --json`` with one worker wrote.
    """
    accounts: Sequence[Mapping[str, Any]] = report["accounts"]
    components = [
        Cost(
            account["stage"],
            account["component"],
            account["seconds"],
            account["documents_out"],
            account["rows_emitted"],
        )
        for account in accounts
        if account["component"] != WHOLE_STAGE
    ]
    ingested = max((one.n_documents for one in components), default=0)
    rest = report["seconds"] - sum(one.seconds for one in components)
    # Clocks of many short calls may add up to a little more than the whole.
    engine = Cost("all", ENGINE, max(rest, 0.0), ingested, 0)
    return sorted([*components, engine], key=lambda one: -one.seconds)
