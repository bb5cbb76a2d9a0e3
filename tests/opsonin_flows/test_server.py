from __future__ import annotations

from typing import NoReturn

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from opsonin.errors import ConfigError, StageError
from opsonin_flows import server

NOBODY_LISTENS = "http://127.0.0.1:9/api"


def test_schedule_without_a_server_is_refused_with_what_to_do() -> None:
    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(ConfigError, match="PREFECT_API_URL names none") as caught,
    ):
        server.require_scheduler()
    assert "prefect server start" in caught.value.remedy


def test_server_that_does_not_answer_is_named() -> None:
    with (
        temporary_settings({PREFECT_API_URL: NOBODY_LISTENS}),
        pytest.raises(ConfigError, match="The Prefect server does not answer") as caught,
    ):
        server.require_server()
    assert caught.value.where == f"PREFECT_API_URL = {NOBODY_LISTENS}"


def test_embedded_server_that_does_not_start_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> NoReturn:
        raise RuntimeError("Timed out while attempting to connect.")

    monkeypatch.setattr(server, "get_client", fail)
    with pytest.raises(StageError, match="did not start: Timed out") as caught:
        server.require_server()
    assert "--engine local" in caught.value.remedy
