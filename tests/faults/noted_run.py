"""Forks the ``opsonin`` program again and again: CALLS ERRORS, with a JSON list of its arguments
in each line of standard input.

Everything is imported beforehand, so that whoever kills a run strikes its work. For each run a
line tells its process id, and another how it ended. What counting components are called with is
written to the file CALLS, what the program says to ERRORS.
"""

from __future__ import annotations

import json
import os
import sys

import counting_plugin
import pyarrow.dataset  # noqa: F401 - the same

import opsonin.runner.local  # noqa: F401 - loaded beforehand, see above
from opsonin import Documents
from opsonin.cli import main

NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def carry_out(arguments: list[str], calls: str, errors: str) -> None:
    """Be the program."""
    told = os.open(calls, NEW)
    os.dup2(os.open(errors, NEW), 2)
    os.dup2(2, 1)

    def note(name: str, documents: Documents) -> None:
        os.write(told, "".join(f"{name} {one}\n" for one in documents.ids).encode())

    counting_plugin._note = note
    sys.argv[1:] = arguments
    status = 1
    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if not child:
            carry_out(json.loads(line), *sys.argv[1:])
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()
