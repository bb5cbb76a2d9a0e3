from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin_flows import plugin, serving
from opsonin_flows.commands import serve
from opsonin_flows.main import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give --cron or --interval, or the name of a configured deployment with --name."),
        (
            ["--cron", "0 6 * * *", "--interval", "60"],
            "Give either --cron or --interval, and not both.",
        ),
    ],
)
def test_exactly_one_schedule_is_wanted(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(serve, arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())


def test_schedule_may_be_that_of_a_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(serving, "require_scheduler", lambda: None)
    monkeypatch.setattr(main, "serve", lambda **options: served.append(options))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "opsonin.toml").write_text(
        '[deployments.nightly]\ninput = "news"\ncron = "0 6 * * *"\nmode = "sync"\n'
    )
    done = CliRunner().invoke(serve, ["--name", "nightly"], catch_exceptions=False)
    assert done.exit_code == 0
    (options,) = served
    assert options["schedule"].cron == "0 6 * * *"
    settings = Settings.from_json(options["parameters"]["settings"])
    assert (settings.inputs, settings.sync) == ((str(tmp_path / "news"),), True)


@pytest.mark.parametrize("seconds", ["0", "-5", "soon"])
def test_interval_is_a_positive_number(seconds: str) -> None:
    done = CliRunner().invoke(serve, ["--interval", seconds])
    assert done.exit_code == 2
    assert "--interval" in done.output


@pytest.mark.parametrize("cron", ["every day", "61 * * * *", "* * * *", ""])
def test_bad_cron_expression_is_shown_with_a_good_one(cron: str) -> None:
    with pytest.raises(ConfigError, match=r"is no cron expression\. Write minute, hour"):
        serving.schedule_of(cron, None, None)


def test_bad_time_zone_is_named() -> None:
    with pytest.raises(ConfigError, match="no time zone 'Mars/Olympus'"):
        serving.schedule_of("0 6 * * *", None, "Mars/Olympus")


def test_schedules_are_what_was_asked_for() -> None:
    daily = serving.schedule_of("0 6 * * *", None, "Europe/Berlin")
    assert (daily.cron, daily.timezone) == ("0 6 * * *", "Europe/Berlin")
    often = serving.schedule_of(None, 90.0, None)
    assert often.interval is not None
    assert (often.interval.total_seconds(), often.timezone) == (90.0, "UTC")


def test_served_settings_mean_the_same_in_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = serving.absolute(Settings(inputs=("feeds", "s3://bucket/x"), data=Path("data")))
    assert settings.inputs == (str(tmp_path / "feeds"), "s3://bucket/x")
    assert settings.data == tmp_path / "data"


def test_command_serves_the_main_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(serving, "require_scheduler", lambda: None)
    monkeypatch.setattr(main, "serve", lambda **options: served.append(options))
    monkeypatch.chdir(tmp_path)
    arguments = ["feeds", "--data", "store", "--name", "nightly", "--cron", "0 6 * * *"]
    done = CliRunner().invoke(serve, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    (options,) = served
    assert (options["name"], options["schedule"].cron, options["limit"]) == (
        "nightly",
        "0 6 * * *",
        1,
    )
    settings = Settings.from_json(options["parameters"]["settings"])
    assert settings.inputs == (str(tmp_path / "feeds"),)
    assert settings.data == tmp_path / "store"
    assert settings.engine == "prefect"


def test_plugin_adds_the_commands() -> None:
    group = click.Group("opsonin")
    plugin.register_commands(group)
    assert list(group.commands) == ["serve", "deploy", "up"]


def test_wrong_settings_are_refused_before_prefect_is_imported() -> None:
    script = """
import sys
from opsonin.errors import ConfigError
from opsonin_flows import commands, plugin
(engine,) = plugin.register_engines()
try:
    engine.run({"wrokers": 2})
except ConfigError as error:
    print(error)
print("prefect" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    message, is_imported = done.stdout.splitlines()
    assert "There is no key 'wrokers'" in message
    assert "Did you mean 'workers'?" in message
    assert is_imported == "False"
