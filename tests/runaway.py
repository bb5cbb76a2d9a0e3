"""A bound on work that must not run away: baits on which a search that goes back never ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

#: CPU seconds of this process, so that a busy machine counts for nothing. Linear work on the baits
#: takes less than a hundredth of it, work that goes back over what it has seen many times as much.
LIMIT_S = 60.0


@contextmanager
def must_end(limit_s: float = LIMIT_S) -> Iterator[None]:
    """Fail the test if what is inside is still at work after so many CPU seconds.

    Args:
        limit_s: The bound.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"still at work after {limit_s:.0f} s of CPU time: more than linear?")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
