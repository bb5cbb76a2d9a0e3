"""Opens files that somebody else has named."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from opsonin import UnreadableError

#: Reason and detail of what is there but holds no bytes.
NOT_REGULAR = ("not_regular", "This is a FIFO, a socket or a device.")


def open_regular(path: str) -> BinaryIO:
    """Open a regular file for reading; never wait, never follow a link.

    Args:
        path: Path with all links resolved.

    Raises:
        UnreadableError: It is no regular file, or cannot be opened.
    """
    # Opening a FIFO waits for a writer without O_NONBLOCK. The check comes after opening, so that
    # nobody can put something else there in between.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(*io_problem(error)) from error
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise UnreadableError(*NOT_REGULAR)


def io_problem(error: OSError) -> tuple[str, str]:
    """Return reason and detail of an error of the file system."""
    # Not str(error): it repeats the name, which may hold what Arrow refuses.
    return "io", error.strerror or type(error).__name__
