"""The scheduled runs of a configuration: ``[deployments.<name>]``, typed and checked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from opsonin import ConfigError
from opsonin.errors import did_you_mean
from opsonin.manager.config import CONFIG_FILE, Settings
from opsonin.manager.limits import check_limits
from opsonin.manager.options import typed_value
from opsonin.manager.places import Place

_MAX_WORKERS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A scheduled run, as ``[deployments.<name>]`` states it.

    Without ``cron`` and ``interval`` it runs when somebody asks for it.

    Attributes:
        cron: When it runs, as a cron expression: minute, hour, day of month, month, day of week.
        interval: Seconds from one run to the next, in the place of ``cron``.
        timezone: IANA time zone of the cron expression; UTC when left out.
        input: Where documents are read from, one place or several; those of ``[run]`` when left
            out.
        data: The data folder; that of ``[run]`` when left out.
        mode: ``add`` takes new and changed documents up; with ``sync`` documents also leave that
            are no longer in the inputs.
        overlap: What becomes of a run that is due while one of the same deployment is at work:
            it waits, or it is skipped, which the server notes as cancelled.
        waiting: With ``overlap = "wait"``, runs that may wait at most: a run that begins when more
            of them do gives way to those, and does nothing.
        workers: Threads or processes that treat shards; those of ``[run]`` when left out.
        paused: Whether it is registered without being scheduled.
        limits: Limits for all components, and tables of those for one. They go before those of
            ``[limits]``.
    """

    cron: str | None = None
    interval: float | None = None
    timezone: str | None = None
    input: str | tuple[str, ...] | None = None
    data: Path | None = None
    mode: Literal["add", "sync"] = "add"
    overlap: Literal["wait", "skip"] = "wait"
    waiting: int = 3
    workers: int | None = None
    paused: bool = False
    limits: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what goes together, and the ranges.

        Raises:
            ValueError: Something does not.
        """
        if self.cron is not None and self.interval is not None:
            raise ValueError("it has both cron and interval, of which one is wanted")
        if self.timezone is not None and self.cron is None:
            raise ValueError("timezone is of use with cron alone")
        if self.interval is not None and not 0 < self.interval < math.inf:
            raise ValueError(f"interval is {self.interval}, expected seconds, more than 0")
        if self.waiting < 1:
            raise ValueError(f"waiting is {self.waiting}, expected 1 or more")
        if self.workers is not None and not 1 <= self.workers <= _MAX_WORKERS:
            raise ValueError(f"workers is {self.workers}, expected from 1 to {_MAX_WORKERS}")
        if self.input is not None and not self.input:
            raise ValueError("input is empty")

    def settings(self, base: Settings) -> Settings:
        """Return what its runs are told.

        Args:
            base: What the configuration says of all runs.
        """
        stated = (self.input,) if isinstance(self.input, str) else self.input
        return replace(
            base,
            inputs=stated or base.inputs,
            data=self.data or base.data,
            workers=self.workers or base.workers,
            limits={**base.limits, **self.limits},
            sync=self.mode == "sync",
            engine="prefect",
            deployments={},
        )


def deployments_of(settings: Settings, names: Iterable[str] = ()) -> dict[str, Deployment]:
    """Return the deployments of a configuration by name.

    Args:
        settings: Settings with their table ``deployments``.
        names: Those that are wanted; all when left out.

    Raises:
        ConfigError: There are none, one that is wanted is missing, or one is stated wrongly.
    """
    where = str(settings.config or CONFIG_FILE)
    if not settings.deployments:
        raise ConfigError(
            "No deployment is configured.",
            where=where,
            remedy="Write [deployments.nightly] and, below it, cron = '0 6 * * *'.",
        )
    known = tuple(settings.deployments)
    found = {}
    for name in names or known:
        if name not in settings.deployments:
            remedy = did_you_mean(name, known)
            raise ConfigError(f"There is no deployment {name!r}.", where=where, remedy=remedy)
        found[name] = _deployment(name, settings.deployments[name], settings.place("deployments"))
    return found


def _deployment(name: str, stated: Mapping[str, object], place: Place) -> Deployment:
    # A slash parts the names of flow and deployment in every command of Prefect.
    if not name.strip() or set(name) & {"/", "%", "&", ">", "<"}:
        raise ConfigError(
            f"{name!r} is no name of a deployment.",
            where=str(place.at(name)),
            remedy="Use letters, digits, spaces, hyphens and underscores.",
        )
    limits = stated.get("limits", {})
    if not isinstance(limits, Mapping):
        raise ConfigError(f"limits is {limits!r}, expected a table.", where=str(place.at(name)))
    check_limits(limits, place.at(name, "limits"))
    plain = {key: value for key, value in stated.items() if key != "limits"}
    found: Deployment = typed_value(plain, Deployment, place, name)
    return replace(found, limits=limits)
