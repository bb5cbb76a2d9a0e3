"""Notes flow runs that ended without being able to say so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import PrefectException

from opsonin.manager.config import Settings
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL


def note_ending(
    flow: Flow[..., Any],  # noqa: ARG001 - Prefect passes it by this name
    flow_run: FlowRun,
    state: State[Any],
) -> None:
    """Append a flow run that was killed or cancelled to the data folder's list of runs.

    A process that is killed cannot note anything itself; the one that started it calls this.
    """
    note(_newest(flow_run), state)


def note(flow_run: FlowRun, state: State[Any]) -> None:
    """Append a flow run to the list of runs unless one has noted its end since it started."""
    settings = Settings.from_json(flow_run.parameters.get("settings", {}))
    store = Store(settings.data, {**CONTRACT, **INTERNAL})
    started_at = flow_run.start_time or datetime.now(UTC)
    noted = (record.get("finished_at") for record in store.runs())
    if any(end is not None and datetime.fromisoformat(end) >= started_at for end in noted):
        return
    store.append_run(
        {
            "run_id": flow_run.id.hex,
            "started_at": started_at.isoformat(),
            "finished_at": datetime.now(UTC).isoformat(),
            "status": "failed",
            "engine": "prefect",
            "error": f"{state.name}: {state.message or 'no reason was given'}",
        }
    )


def _newest(flow_run: FlowRun) -> FlowRun:
    # Whoever started the process knows the flow run as it was before: without its start.
    try:
        with get_client(sync_client=True) as client:
            return client.read_flow_run(flow_run.id)
    except (httpx.HTTPError, PrefectException):
        return flow_run
