"""Serves the main flow: a deployment with a schedule, whose runs this machine carries out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect.client.schemas.schedules import CronSchedule
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType
from pydantic import ValidationError

from opsonin import ConfigError
from opsonin.manager.config import Settings
from opsonin_flows.main import main
from opsonin_flows.server import require_scheduler

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://")


def schedule_of(cron: str | None, interval_s: float | None, timezone: str | None) -> Schedule:
    """Return a schedule.

    Args:
        cron: A cron expression, or None.
        interval_s: Seconds between runs, where there is no cron expression.
        timezone: An IANA time zone; UTC when left out.

    Raises:
        ConfigError: The expression or the time zone is none.
    """
    zone = _checked_zone(timezone or "UTC")
    if cron is None:
        return Interval(timedelta(seconds=interval_s or 0), timezone=zone)
    try:
        CronSchedule(cron=cron, timezone=zone)
    except ValidationError as error:
        raise ConfigError(
            f"{cron!r} is no cron expression.",
            where="--cron",
            remedy="Write minute, hour, day of month, month, day of week: '0 6 * * 1-5'.",
        ) from error
    return Cron(cron, timezone=zone)


def absolute(settings: Settings) -> Settings:
    """Return settings that mean the same in any working directory."""
    inputs = tuple(
        location if _URL.match(location) else str(Path(location).absolute())
        for location in settings.inputs
    )
    return replace(settings, inputs=inputs, data=settings.data.absolute())


def serve(settings: Settings, name: str, schedule: Schedule | None) -> None:
    """Register the main flow with its schedule and carry out its runs, until interrupted.

    Runs of one deployment never overlap: a run that is due while another one is at work waits.
    On the way out the schedule is paused.

    Args:
        settings: What the runs are told, with absolute paths.
        name: What the deployment is called: ``opsonin/<name>``.
        schedule: When it runs; None for runs that somebody asks for.

    Raises:
        ConfigError: There is no Prefect server to schedule it.
    """
    require_scheduler()
    main.serve(
        name=name,
        schedule=schedule,
        parameters={"settings": settings.to_json()},
        limit=1,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _checked_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise ConfigError(
            f"There is no time zone {name!r}.",
            where="--timezone",
            remedy="Write 'UTC' or a zone of IANA's, such as 'Europe/Berlin'.",
        ) from error
    return name
