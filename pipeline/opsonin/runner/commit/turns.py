"""Lets the runs over one data folder commit in turn, so that none is overtaken again and again.

What makes a commit safe is that its number is taken only once. This only makes it fair: a run with
much to compare would else lose every number to runs with little.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from opsonin.errors import StoreError
from opsonin.store.files import locked
from opsonin.store.layout import Layout
from opsonin.store.store import Store

_LOG = logging.getLogger("opsonin")

#: How long a run waits for those before it, each of which may call corpus taggers.
TURN_TIMEOUT_S = 1800.0


@contextmanager
def turn(store: Store, timeout_s: float = TURN_TIMEOUT_S) -> Iterator[None]:
    """Wait until no other run is committing; after ``timeout_s`` seconds go on all the same."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(Layout(store.root).store / "turn.lock", timeout_s))
        except StoreError as error:
            _LOG.warning("going on without a turn: %s", error)
        yield
