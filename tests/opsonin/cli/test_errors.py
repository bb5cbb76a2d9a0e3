from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Command = Callable[..., Result]

_DOC = "002_941daf7695db72a8.txt"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "nowhere"], "There is no input 'nowhere'."),
        (["run", "--workers", "0"], "--workers: workers is 0, expected a number from 1 to 1024."),
        (["run", "--engine", "prefct"], "There is no engine 'prefct'. Did you mean 'prefect'?"),
        (["run", "--runner", "dask"], "The local engine has no Dask."),
        (["run", "--sync-limit", "200"], "--sync-limit: sync_limit_percent is 200.0, expected"),
        (["run", "--address", "tcp://h:1"], "--address: The local engine has no use for an"),
        (["run", "--plugins", "taggerz"], "--plugins: No installed plugin is called 'taggerz'."),
        (["run", "--config", "none.toml"], "none.toml: The configuration cannot be read"),
        (["tables", "mentons"], "There is no table 'mentons'. Did you mean 'mentions'?"),
        (["show", "empty.txt"], "text rejected it at stage ingest: empty: There is no text"),
        (["show", "ffff"], "There is no document 'ffff'."),
        (["show", "fff"], "Give a doc_id, at least its first 4 digits"),
        (["show", "002_941daf7695db72.txt"], f"Did you mean '{_DOC}'?"),
        (["show", _DOC, "--table", "mention"], "There is no table 'mention'."),
        (["show", _DOC, "--table", "runs"], "Table 'runs' is not about documents."),
        (["explain", _DOC, "5", "5"], "Span 5:5 is no stretch of the clean text of"),
        (["explain", _DOC, "0", "9999999"], "Give offsets with 0 <= START < END <="),
        (["explain", "0123abcd", "0", "5"], "There is no document '0123abcd'."),
        (["plugins", "show", "boxes"], "a plugin of your own is installed with `pip install -e"),
        (["plugins", "show", "concpts"], "Did you mean 'concepts'?"),
    ],
)
def test_mistake_is_explained_in_one_message(
    opsonin: Command, data: Path, arguments: list[str], message: str
) -> None:
    if arguments[0] != "plugins":
        arguments = [*arguments, "--data", str(data)]
    result = opsonin(*arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("Error:") == 1
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["show", "explain", "verify", "status", "rejects"])
@pytest.mark.parametrize("kind", ["missing", "empty", "file"])
def test_data_folder_without_commits_is_explained(
    opsonin: Command, tmp_path: Path, name: str, kind: str
) -> None:
    folder = tmp_path / "folder"
    if kind == "empty":
        folder.mkdir()
    elif kind == "file":
        folder.write_text("not a folder")
    arguments = {"show": ["abcd"], "explain": ["abcd", "0", "1"]}.get(name, [])
    result = opsonin(name, *arguments, "--data", folder)
    assert result.exit_code == 1
    expected = "The data folder is a file." if kind == "file" else "Run `opsonin run` first"
    assert expected in result.stderr
    assert "Traceback" not in result.stderr
    assert kind != "missing" or not folder.exists()


@pytest.mark.parametrize("name", ["run", "show", "tables", "status", "plugins"])
def test_wrong_key_of_the_configuration_is_named(opsonin: Command, name: str) -> None:
    Path("opsonin.toml").write_text("[run]\nworker = 2\n")
    arguments = {"show": ["abcd"], "plugins": ["list"]}.get(name, [])
    result = opsonin(name, *arguments)
    assert result.exit_code == 1
    expected = "opsonin.toml, line 2, [run]: There is no key 'worker'. Did you mean 'workers'?"
    assert expected in result.stderr


def test_run_into_a_file_is_explained(opsonin: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = opsonin("run", "--data", tmp_path / "file")
    assert result.exit_code == 1
    assert "The data folder is a file. Name a folder with --data DIR" in result.stderr


@pytest.mark.parametrize("arguments", [["explain", "abcd", "x", "5"], ["rejects", "--stage", "x"]])
def test_usage_error_ends_with_2(opsonin: Command, arguments: list[str]) -> None:
    result = opsonin(*arguments)
    assert result.exit_code == 2
    assert "Usage: opsonin" in result.stderr


def test_plugin_of_the_command_line_is_not_blamed_on_the_file(opsonin: Command) -> None:
    Path("opsonin.toml").write_text("[run]\nplugins = []\n")
    result = opsonin("run", "--plugins", "nosuch")
    assert "Error: --plugins: No installed plugin is called 'nosuch'." in result.stderr
    Path("opsonin.toml").write_text('[run]\nplugins = ["nosuch"]\n')
    result = opsonin("run")
    assert "opsonin.toml, line 2, [run]: No installed plugin is called" in result.stderr
