"""Registers deployments of the main flow on a Prefect server, for a work pool of processes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.runner.storage import LocalStorage
from prefect.types.entrypoint import EntrypointType

from opsonin import ConfigError
from opsonin.manager.config import Settings
from opsonin_flows.deployments import Deployment
from opsonin_flows.environment import DEFAULTS
from opsonin_flows.main import main
from opsonin_flows.serving import absolute, schedule_of

POOL_TYPE = "process"
_STRATEGIES: Mapping[str, ConcurrencyLimitStrategy] = {
    "wait": ConcurrencyLimitStrategy.ENQUEUE,
    "skip": ConcurrencyLimitStrategy.CANCEL_NEW,
}


class Registered(NamedTuple):
    """A deployment as the server knows it.

    Attributes:
        name: Its name: ``opsonin/<name>``.
        schedule: When it runs, in words.
        is_paused: Whether nothing is scheduled until somebody resumes it.
    """

    name: str
    schedule: str
    is_paused: bool


def ensure_pool(name: str) -> None:
    """Make sure that there is a work pool whose workers start processes.

    Args:
        name: Its name.

    Raises:
        ConfigError: There is one of this name of another type.
    """
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=name, type=POOL_TYPE))
        except ObjectAlreadyExists:
            _check_type(client, name)


def _check_type(client: SyncPrefectClient, name: str) -> None:
    found = client.read_work_pool(name)
    if found.type != POOL_TYPE:
        raise ConfigError(
            f"The work pool {name!r} is of type {found.type!r}, expected {POOL_TYPE!r}.",
            where="--work-pool",
            remedy="Name another one: it is created if there is none.",
        )


def register(
    settings: Settings, deployments: Mapping[str, Deployment], pool: str
) -> list[Registered]:
    """Register deployments; those that the server knows are brought up to date.

    Args:
        settings: What the configuration says of all runs.
        deployments: The deployments by name.
        pool: The work pool whose workers carry out their runs.

    Raises:
        ConfigError: A cron expression, a time zone or the work pool is wrong.
    """
    # All are made before the first is sent, so that a mistake in one leaves none behind.
    made = {name: _made(settings, name, one, pool) for name, one in deployments.items()}
    ensure_pool(pool)
    for one in made.values():
        one.apply()
    return [
        Registered(f"{main.name}/{name}", said_of(one), one.paused)
        for name, one in deployments.items()
    ]


def said_of(deployment: Deployment) -> str:
    """Return in words when a deployment runs.

    >>> said_of(Deployment(interval=3600)), said_of(Deployment())
    ('every 3600 s', 'when asked for')
    """
    if deployment.cron is not None:
        return f"{deployment.cron} {deployment.timezone or 'UTC'}"
    return "when asked for" if deployment.interval is None else f"every {deployment.interval:g} s"


def _made(settings: Settings, name: str, deployment: Deployment, pool: str) -> RunnerDeployment:
    told = absolute(deployment.settings(settings))
    has_schedule = deployment.cron is not None or deployment.interval is not None
    schedule = (
        schedule_of(deployment.cron, deployment.interval, deployment.timezone)
        if has_schedule
        else None
    )
    made = RunnerDeployment.from_flow(
        main,
        name=name,
        schedules=[schedule] if schedule else [],
        paused=deployment.paused,
        parameters={"settings": told.to_json(), "waiting": deployment.waiting},
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=_STRATEGIES[deployment.overlap]
        ),
        tags=["opsonin", deployment.mode],
        description=f"Runs {said_of(deployment)} into {told.data}.",
        work_pool_name=pool,
        job_variables={"env": dict(DEFAULTS)},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    # Paths in components' options are relative to this folder. Without a step of its own that goes
    # there, a worker copies the folder for each run, the data folder in it as well.
    made.storage = LocalStorage(str(Path.cwd()))
    return made
