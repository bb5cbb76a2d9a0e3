"""``opsonin serve``: one schedule, without a work pool. Prefect is imported when it is run."""

from __future__ import annotations

from pathlib import Path

import click

from opsonin.manager.config import load_settings
from opsonin_flows.environment import prepare


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file. [default: opsonin.toml, if there is one]",
)
@click.option("--name", default="opsonin", show_default=True, help="What the deployment is called.")
@click.option("--cron", metavar="EXPR", help="When to run, as a cron expression: '0 6 * * *'.")
@click.option(
    "--interval",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Seconds from one run to the next: 3600.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    help="Time zone of the cron expression, such as Europe/Berlin. [default: UTC]",
)
def serve(
    inputs: tuple[str, ...],
    data: Path | None,
    config: Path | None,
    name: str,
    cron: str | None,
    interval: float | None,
    timezone: str | None,
) -> None:
    """Run the main job on a schedule until you stop it with Ctrl-C.

    INPUT is a folder, a file, a pattern such as 'news/**/*.txt', a list of inputs as @FILE, or a
    URL; the configured inputs, or seeds/, when left out.

    The Prefect server that PREFECT_API_URL names decides when; the work is done here, one run
    after the other.
    """
    if (cron is None) == (interval is None):
        raise click.UsageError("Give either --cron or --interval, and not both.")
    settings = load_settings(config, inputs=inputs or None, data=data, engine="prefect")
    prepare()
    from opsonin_flows import serving  # noqa: PLC0415 - importing Prefect takes two seconds

    schedule = serving.schedule_of(cron, interval, timezone)
    serving.serve(serving.absolute(settings), name, schedule)
