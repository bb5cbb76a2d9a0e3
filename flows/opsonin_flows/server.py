"""Makes sure that there is a Prefect server, in words that an operator can act upon."""

from __future__ import annotations

from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL

from opsonin import ConfigError, StageError

_REMEDY = (
    "Start one with `prefect server start` in another terminal, and tell this one where it is"
    " with `export PREFECT_API_URL=http://127.0.0.1:4200/api`. `opsonin up` starts all that the"
    " configured deployments need."
)


def require_server() -> None:
    """Make sure that the configured server answers; start the embedded one if none is configured.

    Raises:
        ConfigError: The configured server does not answer.
        StageError: The embedded server does not start.
    """
    url = PREFECT_API_URL.value()
    try:
        with get_client(sync_client=True) as client:
            error = client.api_healthcheck()
    except RuntimeError as failure:
        raise StageError(
            f"Prefect's embedded server did not start: {failure}",
            remedy="Use --engine local, or run a server beside it. " + _REMEDY,
        ) from failure
    if error is not None:
        raise ConfigError(
            f"The Prefect server does not answer: {error}.",
            where=f"PREFECT_API_URL = {url}",
            remedy=_REMEDY,
        )


def require_scheduler() -> None:
    """Make sure that there is a server that can schedule runs; the embedded one cannot.

    Raises:
        ConfigError: None is configured, or it does not answer.
    """
    if PREFECT_API_URL.value() is None:
        raise ConfigError(
            "Schedules need a Prefect server, and PREFECT_API_URL names none.", remedy=_REMEDY
        )
    require_server()
