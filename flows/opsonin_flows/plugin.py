"""Offers the Prefect engine and the commands that schedule it. Prefect is imported when used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import click

from opsonin import Engine, hookimpl
from opsonin.manager.config import Settings
from opsonin_flows.environment import prepare, quieten


def run_flow(settings: Mapping[str, object]) -> Mapping[str, object]:
    """Run the main job as a Prefect flow; settings and report are JSON values.

    Without a configured Prefect API the flow runs on an embedded server, which takes 10 to 20 s
    to start.

    Raises:
        ConfigError: The settings are wrong, which is found before Prefect is imported, or the
            configured server does not answer.
        OpsoninError: The run could not finish; what was committed before stands.
    """
    checked = Settings.from_json(settings)
    prepare()
    # Importing Prefect takes two seconds, and it must not happen before the environment is ready.
    from opsonin_flows.discretion import (  # noqa: PLC0415
        IncompleteError,
        UntoldError,
        kept_inputs,
        original_of,
    )
    from opsonin_flows.main import main  # noqa: PLC0415
    from opsonin_flows.runners import task_runner  # noqa: PLC0415
    from opsonin_flows.server import require_server  # noqa: PLC0415

    quieten()
    # Only to find out before the server starts whether there is one.
    task_runner(checked)
    require_server()
    with kept_inputs(checked) as told:
        try:
            # Called as a function, the flow gives what its state holds.
            return cast("Mapping[str, object]", main(told))
        except IncompleteError as error:
            # The report says what failed, here as after a run without a flow.
            return error.report
        except UntoldError as error:
            raise original_of(error) from None


@hookimpl
def register_engines() -> Iterable[Engine]:
    """Offer Prefect as the engine of a run."""
    return [Engine(name="prefect", run=run_flow)]


@hookimpl
def register_commands(commands: click.Group) -> None:
    """Add ``opsonin serve``, ``deploy`` and ``up``."""
    # Only the command line needs them.
    from opsonin_flows.commands import deploy, serve, up  # noqa: PLC0415

    for command in (serve, deploy, up):
        commands.add_command(command)
