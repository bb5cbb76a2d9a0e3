"""Keeps a take-down and runs apart: it rewrites and removes the files that they build upon.

Runs share a lock for as long as they are at work, and a take-down holds it alone. It ends with the
process that holds it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from opsonin.errors import StoreError
from opsonin.store.files import locked
from opsonin.store.store import Store

_LOG = logging.getLogger("opsonin")

#: How long a take-down waits for the runs at work, and a run for a take-down. Source: ours, as long
#: as a run waits for its turn to commit.
WAIT_S = 1800.0


@contextmanager
def run_at_work(store: Store) -> Iterator[None]:
    """Hold what a take-down waits for, once none is at work.

    Raises:
        StoreError: A take-down was at work all the time.
    """
    with _held(
        store,
        "A take-down (`opsonin forget`) is at work on this data folder",
        "Run again when it has ended.",
        is_shared=True,
    ):
        yield


@contextmanager
def takedown_at_work(store: Store) -> Iterator[None]:
    """Wait until no run is at work, and let none begin inside.

    Raises:
        StoreError: A run was at work all the time.
    """
    with _held(
        store,
        "A run is at work on this data folder",
        "Nothing was forgotten yet. Repeat `opsonin forget` when the run has ended; `opsonin "
        "status` lists those that have.",
        is_shared=False,
    ):
        yield


@contextmanager
def _held(store: Store, what: str, remedy: str, *, is_shared: bool) -> Iterator[None]:
    path = store.layout.work_lock
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(path, 0.0, is_shared=is_shared))
        except StoreError as busy:
            if busy.__cause__ is not None:
                # The lock cannot be had at all: no permission, or no room.
                raise
            _LOG.warning("%s: waiting up to %g minutes", what, WAIT_S / 60)
            try:
                stack.enter_context(locked(path, WAIT_S, is_shared=is_shared))
            except StoreError as error:
                raise StoreError(f"{what}.", where=str(store.root), remedy=remedy) from error
        yield
