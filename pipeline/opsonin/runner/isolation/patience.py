"""How much time of a run a component may lose by failing, before it is not called any more."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict

from opsonin.runner.isolation.failures import GivenUpError

#: A component is given up when calls that came to nothing have cost so many times its time limit.
#: Source: ours; ten documents that hang cost two calls each, one with their batch and one alone.
MAX_LOST_TIMEOUTS = 20
#: And when its process did not start so many times in a row.
MAX_FAILED_STARTS = 3

_LOCK = threading.Lock()
_lost_s: defaultdict[str, float] = defaultdict(float)
_failed_starts: Counter[str] = Counter()


def check_patience(component: str, timeout_s: float) -> None:
    """Make sure that a component may be called once more.

    What a component raises itself costs it nothing; what counts is time that ran out, memory
    that ran out, and processes that died.

    Args:
        component: Its name.
        timeout_s: The time limit of one of its calls.

    Raises:
        GivenUpError: It has lost too much time already.
    """
    with _LOCK:
        lost_s, n_starts = _lost_s[component], _failed_starts[component]
    reason = ""
    if lost_s >= MAX_LOST_TIMEOUTS * timeout_s:
        reason = f"{lost_s:.0f} s were lost to calls that ran out of time or memory or died"
    elif n_starts >= MAX_FAILED_STARTS:
        reason = f"its worker process did not start {n_starts} times in a row"
    if reason:
        raise GivenUpError(
            f"{component} is not called any more in this run: {reason}. The next run tries again"
        )


def note_loss(component: str, seconds: float) -> None:
    """Count time that a call which came to nothing has cost."""
    with _LOCK:
        _lost_s[component] += seconds


def note_start(component: str, *, is_good: bool) -> None:
    """Count that a worker process did not start; one that does makes up for all before."""
    with _LOCK:
        _failed_starts[component] = 0 if is_good else _failed_starts[component] + 1


def be_patient_again() -> None:
    """Forget what components have lost: a new run begins."""
    with _LOCK:
        _lost_s.clear()
        _failed_starts.clear()
