from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from opsonin_flows import environment


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*environment.DEFAULTS, "PREFECT_HOME", "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"):
        # Set first, so that what the test sets is taken back.
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_nothing_is_reported_and_the_server_gets_time() -> None:
    environment.prepare()
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "180"


def test_the_operators_word_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "7")
    environment.prepare()
    assert os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] == "7"


def test_home_is_used_where_there_is_one(tmp_path: Path) -> None:
    environment.prepare()
    assert "PREFECT_HOME" not in os.environ
    assert (tmp_path / ".prefect").is_dir()


def test_missing_home_is_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "missing"))
    environment.prepare()
    assert Path(os.environ["PREFECT_HOME"]).is_dir()
    assert not (tmp_path / "missing").exists()


def test_terminal_shows_our_warnings_and_not_prefects_tracebacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    handler = logging.Handler()
    monkeypatch.setattr(handler, "emit", lambda record: shown.append(record.name))
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [handler])
    environment.quieten()
    environment.quieten()
    assert len(handler.filters) == 1
    for name, level in (
        ("opsonin", logging.WARNING),
        ("prefect.flow_runs", logging.ERROR),
        ("prefectly", logging.ERROR),
        ("prefect.server", logging.CRITICAL),
    ):
        handler.handle(logging.makeLogRecord({"name": name, "levelno": level}))
    assert shown == ["opsonin", "prefectly", "prefect.server"]
