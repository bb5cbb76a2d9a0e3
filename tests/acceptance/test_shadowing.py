"""No plugin can take the name of something that is built in."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import click
import pytest

from opsonin import (
    Cleaner,
    Engine,
    Exporter,
    Source,
    SpanRows,
    Tagger,
    Vocabulary,
    hookimpl,
)
from opsonin.cli.program import program
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins


def nothing(*_: object) -> Any:
    return {}


class Mentions(SpanRows, name="mentions"):
    """Not the table of the contract."""


class Signatures(SpanRows, name="signatures"):
    """Not the table of the built-in plugin."""


VOCABULARY = Vocabulary(
    name="core",
    version="1",
    licence="CC0-1.0",
    sha256="0" * 64,
    n_concepts=0,
    n_terms=0,
    load=nothing,
)
OFFERS = {
    "source": ("register_sources", Source(name="text", version="1", accepts=nothing, read=nothing)),
    "cleaner": (
        "register_cleaners",
        Cleaner(name="html", version="1", phase="strip", clean=nothing),
    ),
    "tagger": ("register_taggers", Tagger(name="concepts", version="1", tag=nothing)),
    "exporter": ("register_exporters", Exporter(name="parquet", version="1", export=nothing)),
    "another kind": ("register_taggers", Tagger(name="parquet", version="1", tag=nothing)),
    "table": ("register_tables", Mentions),
    "plugin's table": ("register_tables", Signatures),
    "engine": ("register_engines", Engine(name="prefect", run=nothing)),
    "local engine": ("register_engines", Engine(name="local", run=nothing)),
}


@pytest.mark.parametrize("kind", OFFERS)
def test_name_of_something_built_in_cannot_be_taken(kind: str) -> None:
    hook, record = OFFERS[kind]
    plugin = SimpleNamespace(**{hook: hookimpl(lambda: [record])})
    plugins = load_plugins(Settings(), extra=[("mine", plugin)])
    (broken,) = plugins.broken
    assert "is taken" in broken.error
    assert [one.name for one in plugins.loaded if not one.is_builtin] == []


def test_vocabulary_of_opsonin_cannot_be_replaced() -> None:
    name = load_plugins(Settings()).vocabularies[0].record.name
    mine = replace(VOCABULARY, name=name)
    plugin = SimpleNamespace(register_vocabularies=hookimpl(lambda: [mine]))
    (broken,) = load_plugins(Settings(), extra=[("mine", plugin)]).broken
    assert f"{name!r} is taken: plugin vocabularies of opsonin" in broken.error


def test_command_of_opsonin_cannot_be_replaced(caplog: pytest.LogCaptureFixture) -> None:
    def register(commands: click.Group) -> None:
        commands.add_command(click.Command("run"))
        commands.add_command(click.Command("of-my-own"))

    plugin = SimpleNamespace(register_commands=hookimpl(register))
    plugins = load_plugins(Settings(), extra=[("mine", plugin)])
    group = click.Group("opsonin", commands=dict(program.commands))
    plugins.commands(group)
    assert group.commands["run"] is program.commands["run"]
    assert "of-my-own" in group.commands
    assert "there is already a command 'run'" in caplog.text
