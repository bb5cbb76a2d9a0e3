import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings, load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "opsonin.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_hold_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()
    assert Settings().inputs == ("seeds",)


def test_file_in_the_working_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "[run]\nworkers = 3\n")
    monkeypatch.chdir(tmp_path)
    assert load_settings().workers == 3


def test_every_section_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        [run]
        inputs = ["feeds", "s3://bucket/x"]
        data = "/var/data"
        plugins = ["*"]
        runner = "processes"
        address = "tcp://h:1"
        [stages]
        taggers = ["a"]
        exporters = []
        disabled = ["b"]
        [components.a]
        window = 3
        since = 2020-01-02
        [deployments.nightly]
        cron = "0 3 * * *"
        """,
    )
    settings = load_settings(path)
    assert settings.inputs == ("feeds", "s3://bucket/x")
    assert settings.data == Path("/var/data")
    assert (settings.runner, settings.address) == ("processes", "tcp://h:1")
    assert (settings.taggers, settings.exporters, settings.cleaners) == (("a",), (), None)
    assert settings.disabled == ("b",)
    assert settings.components == {"a": {"window": 3, "since": "2020-01-02"}}
    assert settings.deployments == {"nightly": {"cron": "0 3 * * *"}}


def test_command_line_goes_before_the_file_and_none_means_not_given(tmp_path: Path) -> None:
    path = written(tmp_path, '[run]\nworkers = 3\nengine = "prefect"\n')
    settings = load_settings(path, workers=5, engine=None, data=tmp_path)
    assert (settings.workers, settings.engine, settings.data) == (5, "prefect", tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[run]\nworker = 3", "line 2, [run]: There is no key 'worker'. Did you mean 'workers'?"),
        ("[runs]\nworkers = 3", "There is no key 'runs'. Did you mean 'run'?"),
        ("[run]\ntaggers = []", "There is no key 'taggers'. It belongs in [stages]."),
        ("[run]\nworkers = true", "[run]: workers is True, expected a whole number."),
        ("[run]\nworkers = 0", "line 2, [run]: workers is 0, expected a number from 1 to 1024."),
        ("[run]\ninputs = 'a'", "inputs is 'a', expected a list, each item a string."),
        ("[run]\nrunner = 'ray'", "expected one of 'threads', 'processes', 'dask'."),
        ("[run]\ndata = 1", "data is 1, expected a path."),
        ("[stages]\ntaggers = [1]", "line 2, [stages]: taggers[0] is 1, expected a string."),
        ("run = 1", "run is 1, expected a table."),
        ("components = 1", "components is 1, expected a table."),
        (
            "[components]\na = 1",
            "line 2, [components]: components.a is 1, expected a table. Write [components.a]",
        ),
        ("[run", "This is no TOML"),
    ],
)
def test_mistakes_in_the_file_are_explained(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match=re.escape(message)) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)


def test_missing_file_is_an_error_only_when_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: The configuration cannot be read: No such"):
        load_settings(tmp_path / "none.toml")


def test_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b"[run]\nengine = '\xe9'")
    with pytest.raises(ConfigError, match=r"latin\.toml: This is no TOML"):
        load_settings(path)


def test_unknown_override_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"command line: .*Did you mean 'workers'\?"):
        load_settings(None, worker=1)


@examples(max_examples=50)
@given(
    st.builds(
        Settings,
        inputs=st.lists(st.text(), max_size=3).map(tuple),
        taggers=st.none() | st.lists(st.text(), max_size=3).map(tuple),
        components=st.dictionaries(
            st.text(),
            st.dictionaries(st.text(), st.booleans() | st.integers() | st.lists(st.text())),
            max_size=3,
        ),
        workers=st.integers(1, 9),
        runner=st.sampled_from(["threads", "processes", "dask"]),
        address=st.none() | st.text(),
    )
)
def test_settings_survive_json(settings: Settings) -> None:
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_json_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"settings: There is no key 'input'.*'inputs'"):
        Settings.from_json({"input": ["a"]})


def test_json_whose_tables_are_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="components is 1, expected a table"):
        Settings.from_json({"components": 1})
