"""Where the time of a shard goes, besides its components."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

#: The phase in which components are at work.
COMPONENTS = "components"
#: The phase in which the ingest stage writes raw documents, in the clock of the run.
INGEST_WRITE = "ingest.write"


@dataclass(slots=True)
class Clock:
    """Adds up wall seconds by phase.

    Attributes:
        seconds: Phase -> seconds; a phase inside another one counts for itself alone.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    _inner: float = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Count what happens inside for a phase."""
        outer, self._inner = self._inner, 0.0
        started = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - started
            self.seconds[name] = self.seconds.get(name, 0.0) + took - self._inner
            self._inner = outer + took

    def add(self, name: str, seconds: float) -> None:
        """Count seconds that passed inside a phase for another one."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds
        self._inner += seconds
