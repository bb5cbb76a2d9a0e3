"""The commands with their arguments; what they do is imported when one is called."""

from __future__ import annotations

import click

from opsonin.cli.commands.authoring import try_component
from opsonin.cli.commands.extending import plugins
from opsonin.cli.commands.reading import explain, export, query, report, show, tables
from opsonin.cli.commands.running import run
from opsonin.cli.commands.upkeep import forget, gc, rejects, status, verify
from opsonin.cli.commands.vocabularies import vocab

#: The commands by name, in the order in which --help lists them.
ALL: dict[str, click.Command] = {
    "run": run,
    "status": status,
    "rejects": rejects,
    "show": show,
    "explain": explain,
    "tables": tables,
    "query": query,
    "export": export,
    "report": report,
    "plugins": plugins,
    "vocab": vocab,
    "try": try_component,
    "verify": verify,
    "gc": gc,
    "forget": forget,
}
