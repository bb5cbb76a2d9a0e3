"""Credentials of the object storage reach neither Prefect nor what a run prints."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_HOME

from opsonin.manager.config import Settings
from opsonin_flows.plugin import run_flow
from s3_server import SECRET, Faults, bucket, keys_in, s3_server, use, way_to

pytestmark = [
    pytest.mark.slow,
    # botocore and werkzeug still use what Python has deprecated.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.mark.usefixtures("server")
def test_secret_reaches_neither_database_nor_log_nor_data(
    lean: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    options = {"s3": {"location": "s3://box/tables"}}
    settings = replace(lean, exporters=("parquet", "s3"), components=options)
    with s3_server() as at, bucket(at) as client, way_to(at, Faults()) as way:
        use(way.url, monkeypatch)
        run_flow(settings.to_json())
        assert "tables/LATEST" in keys_in(client)
        # The key is refused from here on: that is told, and tells nothing.
        way.faults.refused = 1000
        elsewhere = {"s3": {"location": "s3://box/elsewhere"}}
        report = run_flow(replace(settings, components=elsewhere).to_json())
        assert report["unpublished"]
    printed = capfd.readouterr()
    assert SECRET not in f"{report}{caplog.text}{printed.out}{printed.err}"
    database = Path(str(PREFECT_API_DATABASE_CONNECTION_URL.value()).partition(":///")[2])
    assert database.is_file()
    written = [
        *database.parent.glob(f"{database.name}*"),
        *PREFECT_HOME.value().rglob("*"),
        *lean.data.rglob("*"),
    ]
    assert [one for one in written if one.is_file() and SECRET.encode() in one.read_bytes()] == []
