from __future__ import annotations

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.events.schemas.automations import AutomationCore
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled

from opsonin.errors import TableError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin_flows import main as flow_main
from opsonin_flows.drifting import AMBER, DRIFT_KEY
from opsonin_flows.plugin import run_flow
from opsonin_flows.up import local_server

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("server")]

PAGES = Path(__file__).parents[2] / "docs" / "examples" / "alerts"
WAIT_S = 120.0


def settings_with_history(lean: Settings) -> Settings:
    """Settings of whose folder four runs were alike, and in which a fifth will not be."""
    chosen = replace(
        lean, drift={"min_documents": 5, "min_runs": 3}, shard_documents=100, workers=1
    )
    for day in range(4):
        write_day(chosen, day, "Aspirin helped 12 of 40 patients. " * 5)
        run_locally(replace(chosen, engine="local"))
    write_day(chosen, 4, "Aspirin helped 12 of 40 patients. " * 50)
    return chosen


def write_day(chosen: Settings, day: int, text: str) -> None:
    folder = Path(chosen.inputs[0])
    for page in range(6):
        (folder / f"{day}-{page}.txt").write_text(f"Ward {day} {page}. {text}")


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def newest_flow_run() -> FlowRun:
    with get_client(sync_client=True) as client:
        (found,) = client.read_flow_runs(limit=1, sort=FlowRunSort.START_TIME_DESC)
    return found


def events(name: str) -> list[dict[str, Any]]:
    # The client has no call for it.
    with get_client(sync_client=True) as client:
        found = client._client.post(
            "/events/filter", json={"filter": {"event": {"name": [name]}}, "limit": 50}
        )
    return list(found.json()["events"])


def await_event(name: str, **resource: str) -> dict[str, Any]:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        for one in events(name):
            if resource.items() <= one["resource"].items():
                return one
        time.sleep(0.5)
    pytest.fail(f"No event {name} with {resource}: {events(name)}")


def test_run_with_drift_is_amber(lean: Settings) -> None:
    report: Any = run_flow(settings_with_history(lean).to_json())
    (drift,) = report["drift"]
    assert drift["measure"] == "text_length"
    flow_run = newest_flow_run()
    assert flow_run.state is not None
    assert flow_run.state.is_completed()
    assert flow_run.state.name == AMBER
    assert "median text length" in (flow_run.state.message or "")
    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[DRIFT_KEY]))
    with get_client(sync_client=True) as client:
        (table,) = client.read_artifacts(artifact_filter=chosen, limit=1)
    assert "text_length" in str(table.data)
    event = await_event("opsonin.drift", **{"opsonin.measure": "text_length"})
    assert event["payload"]["run_id"] == report["run_id"]
    assert event["related"][0]["prefect.resource.id"] == f"prefect.flow-run.{flow_run.id}"


def test_drift_is_a_failure_where_the_configuration_says_so(lean: Settings) -> None:
    chosen = settings_with_history(lean)
    report = run_flow(replace(chosen, drift={**chosen.drift, "fail": True}).to_json())
    assert report["status"] == "committed"
    flow_run = newest_flow_run()
    assert flow_run.state is not None
    assert flow_run.state.is_failed()
    assert "has drifted" in (flow_run.state.message or "")


def made(name: str) -> str:
    """Create the automation of a recipe, with an action that is nothing, and return its id."""
    recipe = yaml.safe_load((PAGES / f"{name}.yaml").read_text())
    recipe["actions"] = [{"type": "do-nothing"}]
    with get_client(sync_client=True) as client:
        return str(client.create_automation(AutomationCore(**recipe)))


def await_alert(automation: str) -> None:
    await_event(
        "prefect.automation.triggered",
        **{"prefect.resource.id": f"prefect.automation.{automation}"},
    )


def let_it_be_heard() -> None:
    # An automation that is new is not heard by the triggers at once.
    time.sleep(3)


def test_alert_of_drift_goes_off(lean: Settings) -> None:
    automation = made("drift")
    let_it_be_heard()
    run_flow(settings_with_history(lean).to_json())
    await_alert(automation)


def test_alert_of_rejects_goes_off(lean: Settings) -> None:
    automation = made("rejects")
    let_it_be_heard()
    (Path(lean.inputs[0]) / "empty.txt").write_bytes(b"")
    run_flow(lean.to_json())
    await_alert(automation)


def test_alert_of_rows_that_break_a_contract_goes_off(
    lean: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_it(*_given: object) -> None:
        raise TableError("a quagga has no doc_id", component="x", table="dates")

    automation = made("schema")
    let_it_be_heard()
    monkeypatch.setattr(flow_main, "tag", break_it)
    with pytest.raises(TableError, match="quagga"):
        run_flow(lean.to_json())
    await_alert(automation)
    assert "quagga" not in str(events("prefect.flow-run.Failed"))


def test_alert_of_a_run_that_does_not_begin_goes_off(
    lean: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    # The embedded server notes no lateness.
    with (
        local_server(free_port(), tmp_path / "server.log") as url,
        temporary_settings({PREFECT_API_URL: url}),
    ):
        automation = made("late")
        let_it_be_heard()
        deployment = RunnerDeployment.from_flow(
            flow_main.main, name="late", parameters={"settings": lean.to_json()}
        )
        deployment_id = deployment.apply()
        assert isinstance(deployment_id, UUID)
        due = datetime.now(UTC) - timedelta(minutes=5)
        with get_client(sync_client=True) as client:
            client.create_flow_run_from_deployment(
                deployment_id, state=Scheduled(scheduled_time=due)
            )
        await_alert(automation)
