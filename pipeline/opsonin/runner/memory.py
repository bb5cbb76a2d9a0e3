"""Which allocator Arrow takes, so that what a stage has needed is given back."""

from __future__ import annotations

import ctypes
import os

import pyarrow as pa

#: Of malloc.h; other C libraries have no such function, or leave what they do not know alone.
_MMAP_THRESHOLD = -3
_LARGE_BYTES = 4 << 20


def use_system_pool() -> None:
    """Let Arrow allocate as Python does, unless the environment names another allocator.

    Arrow's own default keeps what each of its threads has freed: with the bench corpus the main
    process took 50 MiB more at its peak, workers 90, and a run 4 % more CPU time.
    """
    if "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        pa.set_memory_pool(pa.system_memory_pool())
        _give_large_blocks_back()


def _give_large_blocks_back() -> None:
    """Let memory of so many bytes go back to the system when it is freed, from the first time on.

    Of itself glibc raises the bound up to 32 MB with what it has seen freed. Columns of a shard are
    smaller than that, lie among what lives longer, and leave holes: of 20,000 documents the main
    process kept 100 MiB more.

    Source: mallopt(3), M_MMAP_THRESHOLD.
    """
    choose = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    if choose is not None and "MALLOC_MMAP_THRESHOLD_" not in os.environ:
        choose(_MMAP_THRESHOLD, _LARGE_BYTES)
