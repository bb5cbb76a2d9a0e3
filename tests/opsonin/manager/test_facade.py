import logging
from types import SimpleNamespace

import click
import pytest

from opsonin import hookimpl
from opsonin.components.engine import Engine
from opsonin.manager.config import Settings
from opsonin.manager.discovery import Plugins, load_plugins


def with_plugins(*plugins: object) -> Plugins:
    named = [(f"p{number}", plugin) for number, plugin in enumerate(plugins)]
    plugins_ = load_plugins(Settings(), extra=named)
    assert plugins_.broken == ()
    return plugins_


def test_observers_are_told_in_the_order_of_the_plugins() -> None:
    told: list[tuple[str, object]] = []

    @hookimpl
    def first(run_id: str, error: str) -> None:
        told.append(("first", (run_id, error)))

    @hookimpl
    def second(error: str) -> None:
        told.append(("second", error))

    plugins = with_plugins(SimpleNamespace(run_failed=first), SimpleNamespace(run_failed=second))
    plugins.observe("run_failed", run_id="7", error="x")
    assert told == [("first", ("7", "x")), ("second", "x")]


def test_observer_that_raises_is_logged_and_stops_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []

    @hookimpl
    def broken(run_id: str) -> None:
        raise ZeroDivisionError(run_id)

    @hookimpl
    def healthy(run_id: str) -> None:
        told.append(run_id)

    plugins = with_plugins(SimpleNamespace(run_failed=broken), SimpleNamespace(run_failed=healthy))
    with caplog.at_level(logging.ERROR, logger="opsonin"):
        plugins.observe("run_failed", run_id="7", error="x")
    assert told == ["7"]
    assert caplog.messages == ["plugin p0 of p0 unreleased: run_failed failed"]
    assert caplog.records[0].exc_info is not None


def test_commands_are_added_but_never_replaced(caplog: pytest.LogCaptureFixture) -> None:
    @hookimpl
    def register_commands(commands: click.Group) -> None:
        commands.add_command(click.Command("serve"))
        commands.add_command(click.Command("run", help="not ours"))

    @hookimpl
    def broken(commands: click.Group) -> None:
        commands.add_command(click.Command("half"))
        raise RuntimeError("no")

    own = click.Command("run", help="ours")
    group = click.Group("opsonin", commands=[own])
    plugins = with_plugins(
        SimpleNamespace(register_commands=broken),
        SimpleNamespace(register_commands=register_commands),
    )
    before = set(group.commands) | {"serve"}
    plugins.commands(group)
    assert before <= set(group.commands)
    assert group.commands["run"] is own
    assert "half" not in group.commands
    assert "plugin p0 of p0 unreleased: register_commands failed" in caplog.messages
    assert "plugin p1 of p1 unreleased: there is already a command 'run'" in caplog.messages


def test_engines_are_found_by_name() -> None:
    engine = Engine(name="elsewhere", run=lambda settings: settings)
    plugins = with_plugins(SimpleNamespace(register_engines=hookimpl(lambda: [engine])))
    assert plugins.engines()["elsewhere"] is engine
