"""What the Prefect server shows of publishers that have drifted: state, table and log."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State
from prefect.exceptions import PrefectException
from prefect.states import Completed

from opsonin.runner.drift.band import Drift
from opsonin.runner.run import Report
from opsonin_flows.events import emit_drift

_LOG = logging.getLogger("opsonin")

#: Name of the state of a run that completed and in which a publisher has drifted.
AMBER = "Amber"
DRIFT_KEY = "opsonin-drift"


def amber(drift: Sequence[Drift], told: Mapping[str, Any]) -> State[Any]:
    """Return the state of a run that is completed and wants to be looked at.

    Args:
        drift: What has left its band.
        told: The report, which becomes the state's result.
    """
    message = "; ".join(str(one) for one in drift)
    state: State[Any] = Completed(name=AMBER, message=message, data=told)
    return state


def publish_drift(report: Report) -> None:
    """Log the drift, emit its events and create its table.

    The run stands even if the server does not take them.
    """
    if not report.drift:
        return
    for one in report.drift:
        _LOG.warning("drift: %s", one)
        emit_drift(report, one)
    try:
        create_table_artifact(
            [_row(one) for one in report.drift],
            key=DRIFT_KEY,
            description="Publishers whose documents are no longer what they were",
        )
    except (httpx.HTTPError, PrefectException) as error:
        _LOG.warning("The server did not take the drift of run %s: %s", report.run_id, error)


def _row(one: Drift) -> dict[str, Any]:
    return {
        "publisher": one.publisher,
        "measure": one.measure,
        "value": round(one.value, 4),
        "expected from": round(one.low, 4),
        "to": round(one.high, 4),
        "earlier runs": one.runs,
        "documents": one.documents,
    }
