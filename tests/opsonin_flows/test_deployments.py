from __future__ import annotations

from pathlib import Path

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings, load_settings
from opsonin_flows.deployments import Deployment, deployments_of


def configured(folder: Path, text: str) -> Settings:
    path = folder / "opsonin.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_deployments_are_typed(tmp_path: Path) -> None:
    settings = configured(
        tmp_path,
        """
        [deployments.nightly]
        input = "news"
        cron = "0 6 * * 1-5"
        timezone = "Europe/Berlin"
        mode = "sync"
        overlap = "skip"

        [deployments.hourly]
        input = ["a", "s3://bucket/b"]
        data = "elsewhere"
        interval = 3600
        workers = 3
        paused = true
        limits = { timeout_s = 5, html = { memory_mb = 512 } }
        """,
    )
    found = deployments_of(settings)
    assert found == {
        "nightly": Deployment(
            input="news",
            cron="0 6 * * 1-5",
            timezone="Europe/Berlin",
            mode="sync",
            overlap="skip",
        ),
        "hourly": Deployment(
            input=("a", "s3://bucket/b"),
            data=Path("elsewhere"),
            interval=3600.0,
            workers=3,
            paused=True,
            limits={"timeout_s": 5, "html": {"memory_mb": 512}},
        ),
    }
    assert list(deployments_of(settings, ["hourly"])) == ["hourly"]


def test_run_of_a_deployment_is_told_what_it_states_before_what_all_runs_are_told() -> None:
    base = Settings(
        inputs=("seeds",),
        workers=2,
        sync=True,
        limits={"timeout_s": 9, "memory_mb": 900},
        deployments={"one": {}},
    )
    plain = Deployment(cron="0 6 * * *").settings(base)
    assert (plain.inputs, plain.workers, plain.data) == (("seeds",), 2, Path("data"))
    assert (plain.engine, plain.sync, plain.deployments) == ("prefect", False, {})
    own = Deployment(
        input="news", data=Path("d"), workers=4, mode="sync", limits={"timeout_s": 5}
    ).settings(base)
    assert (own.inputs, own.workers, own.data, own.sync) == (("news",), 4, Path("d"), True)
    assert own.limits == {"timeout_s": 5, "memory_mb": 900}


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("corn = '* * * * *'", r"line 2, \[deployments\]: There is no key 'x.corn'. .*cron"),
        ("interval = '1 h'", r"line 2, .*x.interval is '1 h', expected a finite number"),
        ("interval = 0", "line 2, .*interval is 0.0, expected seconds, more than 0"),
        ("cron = '0 6 * * *'\ninterval = 5", "it has both cron and interval"),
        ("interval = 5\ntimezone = 'UTC'", "timezone is of use with cron alone"),
        ("mode = 'replace'", "x.mode is 'replace', expected one of 'add', 'sync'"),
        ("input = []", "input is empty"),
        ("workers = 0", "workers is 0, expected from 1 to 1024"),
        ("limits = 3", "limits is 3, expected a table"),
        ("limits = { timeout_s = -1 }", "timeout_s is -1"),
    ],
)
def test_mistake_is_named_with_its_place(tmp_path: Path, stated: str, message: str) -> None:
    settings = configured(tmp_path, f"[deployments.x]\n{stated}\n")
    with pytest.raises(ConfigError, match=message) as caught:
        deployments_of(settings)
    assert str(tmp_path / "opsonin.toml") in caught.value.where


def test_name_that_prefect_cannot_take_is_refused(tmp_path: Path) -> None:
    settings = configured(tmp_path, '[deployments."a/b"]\ninterval = 5\n')
    with pytest.raises(ConfigError, match="'a/b' is no name of a deployment"):
        deployments_of(settings)


def test_unknown_name_brings_the_nearest(tmp_path: Path) -> None:
    settings = configured(tmp_path, "[deployments.nightly]\ninterval = 5\n")
    with pytest.raises(ConfigError, match="There is no deployment 'nightli'") as caught:
        deployments_of(settings, ["nightli"])
    assert "nightly" in caught.value.remedy


def test_without_deployments_the_message_says_how_to_write_one() -> None:
    with pytest.raises(ConfigError, match="No deployment is configured") as caught:
        deployments_of(Settings())
    assert "[deployments.nightly]" in caught.value.remedy
