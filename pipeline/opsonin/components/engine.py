"""The engine: what carries out the four stages somewhere else than in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Carries out a whole run, for instance as a flow of an orchestrator.

    Attributes:
        name: What ``--engine`` calls it; unique among engines.
        run: Gets the settings of the run as JSON values, gives the report of the run as JSON
            values. Whoever it hands the work to builds the components anew from the settings.
    """

    name: str
    run: Callable[[Mapping[str, object]], Mapping[str, object]]
