"""A program that forgets documents and is killed: forgetting_killed.py N INPUT DATA DOC_ID...

It dies at its N-th change of a name on the disk, half of the time before it and half after.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from conftest import counting_settings
from opsonin.runner.forgetting import forget_documents

AT = int(sys.argv[1])
_n_changes = 0


def counted(name: str) -> None:
    """Let a function of `os` that changes names count its calls, and die at one of them."""
    change = getattr(os, name)

    def die_or_change(*args: Any, **kwargs: Any) -> Any:
        global _n_changes  # noqa: PLW0603 - one count over all functions
        _n_changes += 1
        if _n_changes == AT and AT % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        result = change(*args, **kwargs)
        if _n_changes == AT:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(os, name, die_or_change)


if __name__ == "__main__":
    for each in ("link", "rename", "replace", "unlink", "rmdir", "symlink", "mkdir"):
        counted(each)
    import counting_plugin  # type: ignore[import-not-found,unused-ignore] # beside the tests

    counting_plugin.VERSIONS["capitals"] = "2"
    settings = counting_settings(Path(sys.argv[2]), Path(sys.argv[3]), exporters=("parquet",))
    forget_documents(settings, sys.argv[4:])
    print(_n_changes)  # noqa: T201 - for the test
