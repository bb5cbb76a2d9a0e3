from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import Result

from opsonin.cli import running
from opsonin.cli.running import choose_engine
from opsonin.components.engine import Engine
from opsonin.errors import ConfigError
from opsonin.manager.config import Settings

Command = Callable[..., Result]


def test_run_closes_with_a_balance(opsonin: Command, inputs: Path, tmp_path: Path) -> None:
    result = opsonin("run", inputs, "--data", tmp_path / "new")
    assert result.exit_code == 0
    assert "documents  6 in, 4 out, 2 rejected, 0 dropped, 0 cached" in result.stdout
    assert "rejects    2 empty" in result.stdout
    assert f"opsonin rejects --data {tmp_path / 'new'}" in result.stdout
    assert " mentions, " in result.stdout
    assert f"written to {tmp_path / 'new' / 'export'}" in result.stdout
    stages = [line.partition(":")[0] for line in result.stderr.splitlines()]
    assert stages == ["ingest", "clean", "tag", "export"]


def test_what_comes_next_can_be_typed(opsonin: Command, inputs: Path, tmp_path: Path) -> None:
    result = opsonin("run", inputs, "--data", tmp_path / "new data")
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("Next: ")]
    for command in line.removeprefix("Next: ").split(" · "):
        typed = command.removeprefix("opsonin ").replace(f"'{tmp_path}/new data'", "HERE").split()
        arguments = [tmp_path / "new data" if word == "HERE" else word for word in typed]
        assert opsonin(*arguments).exit_code == 0


def test_second_run_finds_nothing_to_change(opsonin: Command, inputs: Path, own_data: Path) -> None:
    result = opsonin("run", inputs, "--data", own_data)
    assert result.exit_code == 0
    assert "found nothing to change in snapshot 1" in result.stdout
    assert "documents  6 in, 4 out, 2 rejected, 0 dropped, 4 cached" in result.stdout


def test_report_as_json_is_all_of_stdout(opsonin: Command, inputs: Path, own_data: Path) -> None:
    result = opsonin("run", inputs, "--data", own_data, "--json")
    report = orjson.loads(result.stdout)
    assert (report["status"], report["snapshot"]) == ("unchanged", 1)
    assert report["rows"]["documents"] == 4
    assert {line["stage"] for line in report["accounts"]} == {"ingest", "clean", "tag"}


def test_configuration_says_what_is_run(opsonin: Command, inputs: Path, tmp_path: Path) -> None:
    shutil.copytree(inputs, tmp_path / "some")
    Path("opsonin.toml").write_text(
        "[run]\ninputs = ['some']\ndata = 'stated'\n[stages]\ntaggers = ['identifiers']\n"
    )
    result = opsonin("run", "--json")
    assert result.exit_code == 0, result.output
    assert orjson.loads(result.stdout)["rows"]["mentions"] == 0
    assert (tmp_path / "stated" / "store").is_dir()


def _engines(*names: str) -> Callable[[Settings], Mapping[str, Engine]]:
    def run(_settings: Mapping[str, object]) -> Mapping[str, object]:
        return {}

    return lambda _settings: {name: Engine(name=name, run=run) for name in names}


@pytest.mark.parametrize(
    ("stated", "api", "installed", "expected"),
    [
        (None, "", ("prefect",), "local"),
        (None, "http://localhost:4200/api", ("prefect",), "prefect"),
        (None, "http://localhost:4200/api", (), "local"),
        ("local", "http://localhost:4200/api", ("prefect",), "local"),
        ("prefect", "", ("prefect",), "prefect"),
        ("other", "http://localhost:4200/api", ("other", "prefect"), "other"),
    ],
)
def test_engine_is_what_was_stated_else_prefect_where_its_api_is_configured(
    monkeypatch: pytest.MonkeyPatch,
    stated: str | None,
    api: str,
    installed: tuple[str, ...],
    expected: str,
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", api)
    monkeypatch.setattr(running, "_engines", _engines(*installed))
    settings = replace(Settings(), engine=stated or "local")
    chosen, engine = choose_engine(settings, is_stated=stated is not None)
    assert chosen.engine == expected
    assert (engine.name if engine else "local") == expected


def test_local_engine_of_the_configuration_is_a_stated_one(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text("[run]\nengine = 'local'\n")
    (tmp_path / "other.toml").write_text("[run]\nworkers = 1\n")
    assert running.is_configured("engine", {"config": tmp_path / "some.toml"})
    assert not running.is_configured("engine", {"config": tmp_path / "other.toml"})
    assert not running.is_configured("engine", {})


def test_unknown_engine_is_an_error_with_a_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_engines", _engines("prefect"))
    with pytest.raises(ConfigError, match=r"There is no engine 'prefact'. Did you mean 'prefect'"):
        choose_engine(replace(Settings(), engine="prefact"), is_stated=True)


def test_other_engine_gets_the_settings_and_gives_the_report(
    opsonin: Command, own_data: Path, inputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Mapping[str, object]] = []
    report: dict[str, Any] = orjson.loads(
        opsonin("run", inputs, "--data", own_data, "--json").stdout
    )

    def run(settings: Mapping[str, object]) -> Mapping[str, object]:
        given.append(settings)
        return report

    monkeypatch.setattr(running, "_engines", lambda _: {"far": Engine(name="far", run=run)})
    result = opsonin("run", inputs, "--data", own_data, "--engine", "far")
    assert result.exit_code == 0
    assert "Engine far runs all stages." in result.stderr
    assert "6 in, 4 out" in result.stdout
    assert given[0]["engine"] == "far"


def test_sync_takes_away_what_may_go_and_no_more(
    opsonin: Command, own_data: Path, inputs: Path, tmp_path: Path
) -> None:
    rest = tmp_path / "rest"
    shutil.copytree(inputs, rest)
    next(rest.glob("002_*")).unlink()
    refused = opsonin("run", rest, "--data", own_data, "--sync")
    assert refused.exit_code == 1
    assert "1 of 4 documents are no longer in the inputs (25 %)" in refused.stderr
    assert "allow it with --sync-limit 25." in refused.stderr
    done = opsonin("run", rest, "--data", own_data, "--sync", "--sync-limit", "25")
    assert done.exit_code == 0, done.output
    assert "5 in, 3 out, 2 rejected" in done.stdout
    assert "is sound: 3 documents" in opsonin("verify", "--data", own_data).stdout


def test_backfill_says_what_it_has_chosen(opsonin: Command, inputs: Path, tmp_path: Path) -> None:
    few, more = tmp_path / "few.toml", tmp_path / "more.toml"
    few.write_text('[stages]\ntaggers = ["identifiers"]\n')
    more.write_text('[stages]\ntaggers = ["identifiers", "statistics"]\n')
    stated = ("--data", tmp_path / "new", "--engine", "local")
    assert opsonin("run", inputs, *stated, "--config", few).exit_code == 0
    again = ("run", *stated, "--config", more, "--only", "tag", "--component", "statistics")
    nothing = opsonin(*again, "--since", "2199-01-01", "--by", "fetched")
    assert "documents  0 in, 0 out" in nothing.stdout
    result = opsonin(*again)
    assert result.exit_code == 0, result.output
    assert "documents  4 in, 4 out, 0 rejected, 0 dropped, 0 cached" in result.stdout
    assert "computed" in result.stdout


def test_backfill_and_run_are_kept_apart(opsonin: Command, inputs: Path) -> None:
    for arguments, told in {
        ("--component", "dates"): "--component: A run that reads inputs calls every component.",
        ("--since", "2026-01-01"): "--since: A run that reads inputs has no period.",
        (str(inputs), "--only", "tag"): "A run with --only reads no inputs. Leave the input out",
    }.items():
        result = opsonin("run", *arguments)
        assert result.exit_code == 1
        assert told in result.stderr
