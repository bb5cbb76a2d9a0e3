"""``opsonin serve``, ``deploy`` and ``up``. Prefect is imported when one of them is run."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from opsonin.manager.config import Settings, load_settings
from opsonin_flows.deployments import Deployment, deployments_of
from opsonin_flows.environment import prepare

if TYPE_CHECKING:
    from opsonin_flows.registering import Registered

Command = TypeVar("Command", bound=Callable[..., Any])

#: Where Prefect's own server listens when nothing else is said.
PORT = 4200
_POOL = "opsonin"
_LOG = "prefect.log"


def _configured(command: Command) -> Command:
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The configuration file. [default: opsonin.toml, if there is one]",
    )(command)


def _pooled(command: Command) -> Command:
    return click.option(
        "--work-pool",
        "pool",
        default=_POOL,
        show_default=True,
        metavar="NAME",
        help="The work pool whose workers carry out the runs; created if there is none.",
    )(command)


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="The data folder.")
@_configured
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
    URL; the configured inputs, or seeds/, when left out. With neither --cron nor --interval the
    schedule is that of [deployments.NAME] in the configuration, with all that stands there.

    The Prefect server that PREFECT_API_URL names decides when; the work is done here, one run
    after the other.
    """
    settings = load_settings(config, inputs=inputs or None, data=data, engine="prefect")
    if cron is not None and interval is not None:
        raise click.UsageError("Give either --cron or --interval, and not both.")
    if cron is None and interval is None:
        if name not in settings.deployments:
            raise click.UsageError(
                "Give --cron or --interval, or the name of a configured deployment with --name."
            )
        one = deployments_of(settings, [name])[name]
        settings, cron, interval, timezone = (
            one.settings(settings),
            one.cron,
            one.interval,
            one.timezone,
        )
    prepare()
    from opsonin_flows import serving  # noqa: PLC0415 - importing Prefect takes two seconds

    has_schedule = cron is not None or interval is not None
    schedule = serving.schedule_of(cron, interval, timezone) if has_schedule else None
    serving.serve(serving.absolute(settings), name, schedule)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@_configured
@_pooled
def deploy(names: tuple[str, ...], config: Path | None, pool: str) -> None:
    """Register the configured deployments on a Prefect server.

    NAME is that of [deployments.NAME] in the configuration; all, when left out. Those that the
    server knows are brought up to date.

    The server is the one that PREFECT_API_URL names. Runs begin when a worker is there:
    `prefect worker start --pool opsonin`.
    """
    settings, deployments = _read(config, names)
    prepare()
    from opsonin_flows.registering import register  # noqa: PLC0415 - takes two seconds
    from opsonin_flows.server import require_scheduler  # noqa: PLC0415

    require_scheduler()
    _tell(register(settings, deployments, pool))
    click.echo(f"Start a worker for them: prefect worker start --pool {pool}")


@click.command()
@_configured
@_pooled
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    show_default=True,
    help="Port of the server, which listens on this machine alone.",
)
def up(config: Path | None, pool: str, port: int) -> None:
    """Start a server, a worker and all deployments.

    All three run on this machine, the server being Prefect's, until Ctrl-C. What server and
    worker say goes to prefect.log in the data folder; the server keeps its database where
    PREFECT_HOME says.
    """
    settings, deployments = _read(config, ())
    _refuse_second_server()
    prepare()
    settings.data.mkdir(parents=True, exist_ok=True)
    log = settings.data / _LOG
    with _interruptible(), suppress(KeyboardInterrupt):
        _run(settings, deployments, pool, port, log)
    click.echo("Stopped.")


def _run(
    settings: Settings, deployments: dict[str, Deployment], pool: str, port: int, log: Path
) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415 - slow

    from opsonin_flows.registering import register  # noqa: PLC0415
    from opsonin_flows.up import local_server, local_worker, wait_for_end  # noqa: PLC0415

    click.echo("Starting the server; that takes 10 to 30 s.")
    with local_server(port, log) as url:
        with temporary_settings({PREFECT_API_URL: url}):
            _tell(register(settings, deployments, pool))
        with local_worker(url, pool, log) as worker:
            click.echo(f"The page: {url.removesuffix('/api')}")
            click.echo(f"The log:  {log}")
            click.echo("Ctrl-C stops all of it.")
            wait_for_end(worker, url, log)


def _read(config: Path | None, names: Sequence[str]) -> tuple[Settings, dict[str, Deployment]]:
    settings = load_settings(config)
    return settings, deployments_of(settings, names)


def _refuse_second_server() -> None:
    url = os.environ.get("PREFECT_API_URL")
    if url:
        raise click.UsageError(
            f"PREFECT_API_URL names a server already: {url}. Register on it with `opsonin deploy`, "
            "or unset the variable."
        )


def _tell(registered: Sequence[Registered]) -> None:
    width = max(len(one.name) for one in registered)
    for one in registered:
        paused = ", paused" if one.is_paused else ""
        click.echo(f"{one.name:<{width}}  {one.schedule}{paused}")


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM end what Ctrl-C ends, so that nothing is left running."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
