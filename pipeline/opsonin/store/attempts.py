"""Tries to commit until no other run is faster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from opsonin.errors import StoreError

T = TypeVar("T")

#: Another run may take the number of a commit; it cannot do so for ever.
MAX_ATTEMPTS = 20


def until_committed(attempt: Callable[[], T | None], root: Path) -> T:
    """Call an attempt to commit, made anew each time, until it succeeds.

    Args:
        attempt: Tries to commit upon the newest commit; gives None if another run has taken the
            number.
        root: The data folder.

    Raises:
        StoreError: Other runs took the number again and again.
    """
    for _ in range(MAX_ATTEMPTS):
        done = attempt()
        if done is not None:
            return done
    raise StoreError(
        f"Other runs took the number of the commit {MAX_ATTEMPTS} times.",
        where=str(root),
        remedy="Let one run at a time write to a data folder, and none while documents are "
        "forgotten.",
    )
