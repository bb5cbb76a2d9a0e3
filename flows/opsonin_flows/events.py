"""Events that automations on the Prefect server go by: drift, and many rejects.

They tell of documents no more than the names of publishers and numbers of many together. A thread
of Prefect's sends them and reports its own failures, so that no run is lost over them.
"""

from __future__ import annotations

import re

from prefect.events import emit_event
from prefect.runtime import flow_run

from opsonin.runner.drift.band import Drift
from opsonin.runner.run import Report
from opsonin.tables.accounts import WHOLE_STAGE

#: One for each measure of a publisher that has left its band.
DRIFT_EVENT = "opsonin.drift"
#: One for each percentage of `REJECT_PERCENTAGES` that the rejects of a run have reached.
REJECTS_EVENT = "opsonin.rejects"
#: Triggers compare texts, not numbers: an automation names the percentage that it waits for.
REJECT_PERCENTAGES = (1, 2, 5, 10, 20, 50)
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def emit_drift(report: Report, one: Drift) -> None:
    """Emit the event of a measure that has left its band."""
    emit_event(
        DRIFT_EVENT,
        resource={
            "prefect.resource.id": f"opsonin.publisher.{_UNSAFE.sub('-', one.publisher)}",
            "prefect.resource.name": one.publisher,
            "opsonin.measure": one.measure,
        },
        related=_of_flow_run(),
        payload={
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "earlier_runs": one.runs,
            "documents": one.documents,
            **_which(report),
        },
    )


def emit_rejects(report: Report) -> None:
    """Emit an event for every percentage that the rejects of a run have reached."""
    whole = {line.stage: line for line in report.accounts if line.component == WHOLE_STAGE}
    n_in = whole["ingest"].documents_in
    n_rejected = sum(whole[stage].documents_rejected for stage in ("ingest", "clean"))
    for percent in percentages_reached(n_rejected, n_in):
        emit_event(
            REJECTS_EVENT,
            resource={
                "prefect.resource.id": f"opsonin.run.{report.run_id}",
                "opsonin.reached-percent": str(percent),
            },
            related=_of_flow_run(),
            payload={"in": n_in, "rejected": n_rejected, **_which(report)},
        )


def percentages_reached(n_rejected: int, n_in: int) -> list[int]:
    """Return which of `REJECT_PERCENTAGES` so many rejects have reached.

    >>> percentages_reached(6, 100), percentages_reached(0, 0)
    ([1, 2, 5], [])
    """
    return [one for one in REJECT_PERCENTAGES if n_rejected and 100 * n_rejected >= one * n_in]


def _which(report: Report) -> dict[str, object]:
    return {"run_id": report.run_id, "snapshot": report.snapshot}


def _of_flow_run() -> list[dict[str, str]]:
    return [
        {
            "prefect.resource.id": f"prefect.flow-run.{flow_run.id}",
            "prefect.resource.role": "flow-run",
            "prefect.resource.name": str(flow_run.name),
        }
    ]
