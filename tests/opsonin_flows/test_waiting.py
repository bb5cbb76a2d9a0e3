"""Runs that wait for each other do not pile up."""

from __future__ import annotations

from typing import Any

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow
from prefect.states import Scheduled

from opsonin.manager.config import Settings
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_flows.main import main
from opsonin_flows.waiting import SUPERSEDED, superseded

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("server")]


@flow(name="asking")
def asking(waiting: int | None) -> Any:
    """End as superseded runs do, or go on."""
    return superseded(waiting) or "went on"


def begun(of: Any, name: str, n_waiting: int, parameters: dict[str, Any]) -> Any:
    """Begin a run of a deployment while others of it wait, and return its state."""
    with get_client(sync_client=True) as client:
        flow_id = client.create_flow(of)
        deployed = client.create_deployment(flow_id, name)
        one = client.create_flow_run_from_deployment(deployed, parameters=parameters)
        for _ in range(n_waiting):
            client.create_flow_run_from_deployment(
                deployed, state=Scheduled(name="AwaitingConcurrencySlot")
            )
        # Runs that are not due yet do not wait.
        client.create_flow_run_from_deployment(deployed, state=Scheduled())
    return run_flow(of, flow_run=one, parameters=parameters, return_type="state")


def test_run_gives_way_when_more_wait_than_may() -> None:
    state = begun(asking, "crowded", 3, {"waiting": 2})
    assert state.is_completed()
    assert state.name == SUPERSEDED
    assert state.message.startswith("3 later runs of crowded wait, of which 2 may: this one gives")
    assert 'say overlap = "skip"' in state.message


@pytest.mark.parametrize("waiting", [3, None])
def test_run_goes_on_when_as_many_wait_as_may(waiting: int | None) -> None:
    state = begun(asking, f"calm-{waiting}", 3, {"waiting": waiting})
    assert state.result() == "went on"


def test_run_without_a_deployment_goes_on() -> None:
    assert asking(0) == "went on"


def test_run_that_gives_way_does_nothing(lean: Settings) -> None:
    told = {"settings": lean.to_json(), "waiting": 1}
    state = begun(main, "busy", 2, told)
    assert state.name == SUPERSEDED
    assert Store(lean.data, {**CONTRACT, **INTERNAL}).runs() == []
