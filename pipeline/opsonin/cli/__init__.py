"""The ``opsonin`` command.

Importing this package loads nothing but click: what a command needs is imported when it is called.
"""

from opsonin.cli.program import main

__all__ = ["main"]
