from pathlib import Path

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.drift import DriftOptions, drift_options


def test_configuration_states_drift(tmp_path: Path) -> None:
    path = tmp_path / "opsonin.toml"
    path.write_text("[drift]\nmin_runs = 3\nfail = true\n")
    settings = load_settings(path)
    assert drift_options(settings.drift) == DriftOptions(min_runs=3, fail=True)
    assert Settings.from_json(settings.to_json()).drift == settings.drift


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("fails = true", r"\[drift\]: There is no key 'fails'. Did you mean 'fail'"),
        ("min_documents = 4", "expected 5 or more"),
        ("min_runs = 31", "min_runs is 31 and runs 30"),
        ("deviations = 0", "expected more than 0"),
        ('runs = "many"', "'many'"),
    ],
)
def test_mistake_is_named_with_its_place(tmp_path: Path, stated: str, message: str) -> None:
    path = tmp_path / "opsonin.toml"
    path.write_text(f"[drift]\n{stated}\n")
    with pytest.raises(ConfigError, match=message):
        load_settings(path)
