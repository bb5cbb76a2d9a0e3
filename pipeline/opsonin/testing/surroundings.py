"""What a component does to its surroundings: another process looks on."""

from __future__ import annotations

import decimal
import gc
import locale
import logging
import os
import random
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from opsonin.tables.validation import check_table
from opsonin.testing.batches import mixed
from opsonin.testing.check import check
from opsonin.testing.comparing import Outcome, outcome, require_equal
from opsonin.testing.elsewhere import Answer, described, elsewhere, subject_of
from opsonin.testing.failing import CheckFailed
from opsonin.testing.staging import idle, treat
from opsonin.testing.subject import Subject
from opsonin.testing.upstream import raw_table

_REMEDY = (
    "A result depends on the text and options alone: on no set order, clock, folder or locale."
)
_SHOWN = 300


def work(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Let a component work; called in another process.

    Args:
        subject: Its description.

    Returns:
        The outcome, and what of the process is another afterwards.
    """
    one = subject_of(subject)
    documents = mixed(one)
    # What comes before it, and libraries that the engine loads late, are not its doing.
    check_table(raw_table(documents), one.pipeline.tables["raw"])
    treat(one, documents, spy=lambda _: idle)
    before = state_of_process()
    found = outcome(one, treat(one, documents), documents)
    after = state_of_process()
    changed = {
        name: [before.get(name, "not there"), after.get(name, "not there")]
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }
    cache = one.origin.settings.data / "cache"
    return {"outcome": found, "changed": changed, "cache": str(cache.absolute())}


@lru_cache(maxsize=64)
def at_work(subject: Subject, seed: int) -> Answer:
    """Return what a component does in another process, found out once for all checks."""
    return elsewhere(
        "opsonin.testing.surroundings:work", {"subject": described(subject)}, seed=seed
    )


@check("cleaner", "tagger")
def same_in_another_process(subject: Subject) -> None:
    """Another process, folder, time zone and locale give the same."""
    documents = mixed(subject)
    here = outcome(subject, treat(subject, documents), documents)
    there: Outcome = at_work(subject, 1).result["outcome"]
    require_equal(here, there, "in another process", _REMEDY)


@check("cleaner", "tagger")
def same_with_another_hash_seed(subject: Subject) -> None:
    """Another order of sets and another `hash()` give the same."""
    one, other = (at_work(subject, seed).result["outcome"] for seed in (0, 1))
    remedy = "Sort what comes out of a set, and use hashlib instead of hash()."
    require_equal(one, other, "with another PYTHONHASHSEED", remedy)


@check("cleaner", "tagger")
def uses_no_network(subject: Subject) -> None:
    """It reaches no other machine while it works."""
    reached = at_work(subject, 0).traces.network
    if reached:
        raise CheckFailed(
            f"It uses the network: {reached[0]}",
            remedy="Ship what you need with the distribution; only sources may use the network.",
        )


@check("cleaner", "tagger")
def prints_nothing(subject: Subject) -> None:
    """It writes nothing to standard output or standard error."""
    printed = at_work(subject, 0).traces.printed
    if printed:
        raise CheckFailed(
            f"It prints {printed[:_SHOWN]!r}.",
            remedy="Use logging: standard output belongs to the results of commands.",
        )


@check("cleaner", "tagger")
def writes_only_to_its_cache(subject: Subject) -> None:
    """It leaves no file behind but in `context.cache`."""
    answer = at_work(subject, 0)
    cache = Path(answer.result["cache"])
    for name in answer.traces.written:
        if Path(name).exists() and cache not in Path(name).parents and name != os.devnull:
            raise CheckFailed(
                f"It writes {name}.",
                remedy="Write below context.cache, or not at all: workers share a machine.",
            )


@check("cleaner", "tagger")
def starts_no_program(subject: Subject) -> None:
    """It starts no other program."""
    started = at_work(subject, 0).traces.processes
    if started:
        raise CheckFailed(
            f"It starts {started[0]}.",
            remedy='Do the work in this process; isolation="process" gives it one of its own.',
        )


@check("cleaner", "tagger")
def leaves_the_process_alone(subject: Subject) -> None:
    """Environment, folder, locale, signals, random state and the like are as before."""
    changed = at_work(subject, 0).result["changed"]
    for name, (before, after) in changed.items():
        raise CheckFailed(
            f"{name} was {before[:_SHOWN]} and is {after[:_SHOWN]}.",
            remedy="Other components share the process: change nothing that is not yours.",
        )


def state_of_process() -> dict[str, str]:
    """Return what components share without having a right to it, as text."""
    return {
        **{f"the environment's {name}": value for name, value in os.environ.items()},
        "the working folder": os.getcwd(),  # noqa: PTH109 - a string
        "the locale": locale.setlocale(locale.LC_ALL),
        "the state of random": repr(random.getstate()),
        "the decimal context": repr(decimal.getcontext()),
        "the recursion limit": repr(sys.getrecursionlimit()),
        "sys.path": repr(sys.path),
        "the handling of signals": repr([signal.getsignal(one) for one in _SIGNALS]),
        "garbage collection": repr(gc.isenabled()),
        "the timeout of sockets": repr(socket.getdefaulttimeout()),
        "the handlers of the root logger": repr(logging.getLogger().handlers),
        "the level of the root logger": repr(logging.getLogger().level),
        "sys.stdout": repr(id(sys.stdout)),
        "the number of threads": repr(threading.active_count()),
    }


_SIGNALS = (signal.SIGINT, signal.SIGTERM)
