from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from prefect.client.schemas.objects import FlowRun
from prefect.states import Crashed

from opsonin.manager.config import Settings
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_flows.endings import note

FLOW_RUN_ID = UUID("0198b0a2-0000-7000-8000-000000000001")


def flow_run(data: Path) -> FlowRun:
    return FlowRun.model_validate(
        {
            "id": FLOW_RUN_ID,
            "flow_id": UUID(int=1),
            "start_time": datetime.now(UTC) - timedelta(seconds=5),
            "parameters": {"settings": Settings(data=data).to_json()},
        }
    )


def store_in(data: Path) -> Store:
    return Store(data, {**CONTRACT, **INTERNAL})


def test_killed_run_is_noted_once(tmp_path: Path) -> None:
    for _ in range(2):
        note(flow_run(tmp_path), Crashed(message="Process exited with code -9."))
    (record,) = store_in(tmp_path).runs()
    assert record["run_id"] == FLOW_RUN_ID.hex
    assert (record["status"], record["engine"]) == ("failed", "prefect")
    assert record["error"] == "Crashed: Process exited with code -9."


def test_run_that_noted_its_own_end_is_left_alone(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    store.append_run({"run_id": "a", "finished_at": datetime.now(UTC).isoformat()})
    note(flow_run(tmp_path), Crashed(message="Late."))
    assert [record["run_id"] for record in store.runs()] == ["a"]


def test_end_of_an_earlier_run_does_not_count(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    earlier = datetime.now(UTC) - timedelta(hours=1)
    store.append_run({"run_id": "a", "finished_at": earlier.isoformat()})
    note(flow_run(tmp_path), Crashed(message="Killed."))
    assert [record["run_id"] for record in store.runs()] == ["a", FLOW_RUN_ID.hex]
