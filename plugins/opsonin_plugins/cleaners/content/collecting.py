"""Pauses Python's search for reference cycles while a page is treated."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause it: a page has thousands of tokens and no cycle among them, which it would look at.

    That took a fifth of the time. Whatever is left is found after the page.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
