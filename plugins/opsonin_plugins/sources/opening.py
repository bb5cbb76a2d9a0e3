"""Opens files that somebody else has named."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO


class NotRegularError(OSError):
    """What was opened is a folder, FIFO, socket or device."""


def open_regular(path: str) -> BinaryIO:
    """Open a regular file for reading; never wait, never follow a link.

    Args:
        path: Path with all links resolved.

    Raises:
        NotRegularError: It is no regular file.
        OSError: It cannot be opened.
    """
    # Opening a FIFO waits for a writer without O_NONBLOCK. The check comes after opening, so that
    # nobody can put something else there in between.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise NotRegularError("not a regular file")
