"""What a server knows of a deployment once it is registered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import PrefectHTTPStatusError

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin_flows.deployments import Deployment
from opsonin_flows.registering import Registered, ensure_pool, register

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("server")]

NIGHTLY = Deployment(cron="0 6 * * *", timezone="Europe/Berlin", overlap="skip", mode="sync")


def known(name: str) -> DeploymentResponse:
    with get_client(sync_client=True) as client:
        return client.read_deployment_by_name(f"opsonin/{name}")


def test_registered_deployment_has_all_that_was_stated(
    lean: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = replace(lean, data=Path("data"))
    told = register(settings, {"nightly": NIGHTLY, "asked": Deployment()}, "pool-a")
    assert told == [
        Registered("opsonin/nightly", "0 6 * * * Europe/Berlin", is_paused=False),
        Registered("opsonin/asked", "when asked for", is_paused=False),
    ]
    found = known("nightly")
    schedule = found.schedules[0].schedule
    assert (schedule.cron, schedule.timezone) == ("0 6 * * *", "Europe/Berlin")  # type: ignore[union-attr] # cron
    assert found.concurrency_options is not None
    assert found.concurrency_options.collision_strategy == "CANCEL_NEW"
    assert found.global_concurrency_limit is not None
    assert found.global_concurrency_limit.limit == 1
    assert (found.work_pool_name, found.entrypoint) == ("pool-a", "opsonin_flows.main.main")
    # A worker goes to this folder instead of copying it.
    assert found.pull_steps == [
        {"prefect.deployments.steps.set_working_directory": {"directory": str(tmp_path)}}
    ]
    run = Settings.from_json(found.parameters["settings"])
    assert (run.data, run.sync, run.engine) == (tmp_path / "data", True, "prefect")
    assert not known("asked").schedules


def test_registering_again_brings_up_to_date(lean: Settings) -> None:
    register(lean, {"often": Deployment(interval=60)}, "pool-a")
    first = known("often")
    register(lean, {"often": Deployment(interval=90, paused=True)}, "pool-a")
    second = known("often")
    assert second.id == first.id
    (schedule,) = second.schedules
    assert schedule.schedule.interval.total_seconds() == 90  # type: ignore[union-attr] # interval
    assert second.paused


def test_server_refuses_parameters_that_are_no_settings(lean: Settings) -> None:
    register(lean, {"checked": Deployment()}, "pool-a")
    wrong = {"settings": {**lean.to_json(), "workers": "many"}}
    with (
        get_client(sync_client=True) as client,
        pytest.raises(PrefectHTTPStatusError, match="many"),
    ):
        client.create_flow_run_from_deployment(known("checked").id, parameters=wrong)


def test_mistake_in_one_deployment_registers_none(lean: Settings) -> None:
    wrong = {"good": Deployment(interval=60), "bad": Deployment(cron="every day")}
    with pytest.raises(ConfigError, match="'every day' is no cron expression"):
        register(lean, wrong, "pool-a")
    with get_client(sync_client=True) as client:
        assert "good" not in {one.name for one in client.read_deployments()}


def test_work_pool_of_another_type_is_refused() -> None:
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="boxes", type="docker"))
    with pytest.raises(ConfigError, match="'boxes' is of type 'docker', expected 'process'"):
        ensure_pool("boxes")
