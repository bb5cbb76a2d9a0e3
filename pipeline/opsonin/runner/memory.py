"""Which allocators Arrow and Python take, so that what a stage has needed is given back."""

from __future__ import annotations

import ctypes
import os

import pyarrow as pa

#: Blocks of at least so many bytes are mapped one by one, and given back when they are freed.
_MAPPED_BYTES = 1 << 20
#: So much that is free at the end of the heap may stay there.
_LEFT_BYTES = 4 << 20
#: Numbers of the two in ``malloc.h`` of glibc, and variables that an operator may set instead.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_VARIABLES = ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")


def use_system_pool() -> None:
    """Let Arrow allocate as Python does, unless the environment names another allocator.

    Arrow's own default keeps what each of its threads has freed: with the bench corpus the main
    process took 50 MiB more at its peak, workers 90, and a run 4 % more CPU time.
    """
    if "ARROW_DEFAULT_MEMORY_POOL" not in os.environ:
        pa.set_memory_pool(pa.system_memory_pool())
        _map_large_blocks()


def _map_large_blocks() -> None:
    """Keep glibc from putting large blocks between small ones.

    Left alone it raises its threshold to 32 MiB once a block of that size was freed. Columns then
    lie in the heap, and what is freed there stays: over 21,000 short documents and 118,000 places
    the main process took 1,025 MiB at its peak, with fixed thresholds 839.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    if set_option is not None and not any(name in os.environ for name in _VARIABLES):
        set_option(_M_MMAP_THRESHOLD, _MAPPED_BYTES)
        set_option(_M_TRIM_THRESHOLD, _LEFT_BYTES)
