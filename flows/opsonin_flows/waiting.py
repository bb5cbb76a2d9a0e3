"""Keeps runs that wait for each other from piling up.

A deployment that is due more often than its runs end would gather waiting runs without end, and
every one of them would read the same inputs. The one that begins is the oldest: it gives way when
enough later ones wait, which find all that it would have found.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.runtime import deployment
from prefect.states import Completed

_LOG = logging.getLogger("opsonin")

#: What the completed state of a run is called that has given way.
SUPERSEDED = "Superseded"
#: What the server calls runs that are due and have not begun: those that wait for the one at work,
#: and those that no worker has taken yet.
_WAITING = ("AwaitingConcurrencySlot", "Late")


def superseded(waiting: int | None) -> State[Any] | None:
    """Return the state in which a run ends that gives way; None if it goes on.

    Args:
        waiting: Runs of its deployment that may wait; None if any number may.
    """
    if waiting is None or not deployment.id:
        return None
    n_waiting = _n_waiting(UUID(str(deployment.id)))
    if n_waiting <= waiting:
        return None
    message = (
        f"{n_waiting} later runs of {deployment.name} wait, of which {waiting} may: this one gives "
        "way to them, which read the same inputs. Runs take longer than the schedule allows: let "
        'it run less often, give it more workers, or say overlap = "skip".'
    )
    _LOG.warning("%s", message)
    return Completed(name=SUPERSEDED, message=message, data={})


def _n_waiting(deployment_id: UUID) -> int:
    """Count the runs of a deployment that wait; 0 if the server does not say."""
    names = FlowRunFilterStateName(any_=list(_WAITING))
    try:
        with get_client(sync_client=True) as client:
            found = client.read_flow_runs(
                deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment_id])),
                flow_run_filter=FlowRunFilter(state=FlowRunFilterState(name=names)),
            )
    except (httpx.HTTPError, PrefectException) as error:
        _LOG.warning("The server does not say how many runs wait: %s", type(error).__name__)
        return 0
    return len(found)
