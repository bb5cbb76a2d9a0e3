"""What a finished write has to survive: a power cut, or only the death of the process."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

#: ``full``: content and names are synced to the disk before a write counts as done. ``process``:
#: the system writes them when it likes, so that a power cut may cost commits or damage the store.
Durability = Literal["full", "process"]


@dataclass(slots=True)
class _Chosen:
    """What holds for this process."""

    durability: Durability = "full"


_CHOSEN = _Chosen()


def use_durability(durability: Durability) -> None:
    """Choose for all writes of this process from now on."""
    _CHOSEN.durability = durability


def is_synced() -> bool:
    """Return whether writes of this process are synced to the disk."""
    return _CHOSEN.durability == "full"


def sync(descriptor: int) -> None:
    """Make a file or folder durable, if that is asked for.

    Raises:
        OSError: The disk does not take it.
    """
    if is_synced():
        os.fsync(descriptor)
