"""``opsonin plugins new``: a new plugin, and what to type next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from opsonin.cli.text import counted
from opsonin.scaffold.naming import names_from
from opsonin.scaffold.stages import Stage, with_article
from opsonin.scaffold.taken import check_free
from opsonin.scaffold.writing import Scaffold, write_plugin


def write_new(
    folder: Path, stage: Stage, name: str | None, component: str | None, licence: str
) -> None:
    """Write a new plugin and say what to type next.

    Args:
        folder: Where to; it must not exist yet, or be empty.
        stage: What the plugin adds.
        name: Name of the distribution; that of the folder if None.
        component: Name of the component; that of the distribution if None.
        licence: SPDX expression.

    Raises:
        ConfigError: The name cannot be used, or there is something in the folder.
    """
    names = names_from(folder.absolute().name if name is None else name, component)
    check_free(names.component, stage)
    click.echo("\n".join(_lines(write_plugin(folder, names, stage, licence))))


def _lines(plugin: Scaffold) -> Iterator[str]:
    names = plugin.names
    number = counted(len(plugin.files), "file")
    yield f"{plugin.folder}: {with_article(plugin.stage)} called {names.component}, in {number}"
    for path in plugin.files:
        yield f"  {path}"
    yield ""
    yield "What to type next:"
    yield f"  cd {shlex.quote(str(plugin.folder))}"
    yield "  pip install --editable . mypy pytest"
    yield "  pytest"
    yield f"  opsonin try {plugin.sample} --component {names.component}"
    yield f"  opsonin run {plugin.sample} --config opsonin.toml"
    yield ""
    yield f"The component stands in src/{names.package}/plugin.py."
