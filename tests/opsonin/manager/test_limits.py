from pathlib import Path

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.limits import Limits, isolation_of, limits_of


def test_own_limits_go_before_the_defaults_for_all(tmp_path: Path) -> None:
    path = tmp_path / "opsonin.toml"
    path.write_text("[limits]\nmemory_mb = 100\n[limits.a]\ntimeout_s = 5\n")
    stated = load_settings(path).limits
    assert limits_of(stated, "a") == Limits(timeout_s=5.0, memory_mb=100)
    assert limits_of(stated, "b") == Limits(memory_mb=100)


def test_export_has_an_hour_unless_it_is_told_otherwise() -> None:
    stated = {"timeout_s": 5, "a": {"timeout_s": 7}}
    assert limits_of(stated, "b", for_export=True).timeout_s == 3600
    assert limits_of(stated, "a", for_export=True).timeout_s == 7


def test_component_may_be_called_like_a_limit() -> None:
    settings = Settings(limits={"timeout_s": {"timeout_s": 3}})
    assert limits_of(settings.limits, "timeout_s").timeout_s == 3
    assert limits_of(settings.limits, "other").timeout_s == Limits().timeout_s


@pytest.mark.parametrize(
    ("stated", "declared", "is_builtin", "expected"),
    [
        ({}, "inline", False, "process"),
        ({}, "inline", True, "inline"),
        ({}, "process", True, "process"),
        ({"isolation": "inline"}, "inline", False, "inline"),
        ({"isolation": "inline"}, "process", False, "process"),
        ({"isolation": "inline"}, "process", True, "process"),
        ({"isolation": "process"}, "inline", True, "inline"),
        ({"x": {"isolation": "inline"}}, "process", True, "inline"),
        ({"x": {"isolation": "process"}, "isolation": "inline"}, "inline", False, "process"),
    ],
)
def test_other_peoples_components_run_in_a_process_unless_trusted(
    stated: dict[str, object], declared: str, *, is_builtin: bool, expected: str
) -> None:
    assert isolation_of(stated, "x", declared, is_builtin=is_builtin) == expected  # type: ignore[arg-type] # one of the two


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[limits]\ntimeout = 3", "line 2, [limits]: There is no key 'timeout'. Did you mean"),
        ("[limits]\ntimeout_s = 0", "line 2, [limits]: timeout_s is 0.0, expected more than 0"),
        (
            "[limits]\nmemory_mb = 1.5",
            "line 2, [limits]: memory_mb is 1.5, expected a whole number",
        ),
        (
            "[limits]\nmemory_mb = 100\n[limits.a]\n\nmemory_mb = 1",
            "line 5, [limits]: a is refused: memory_mb is 1, expected from 64 to 1048576.",
        ),
        (
            "[limits.a]\nisolation = 'thread'",
            "line 2, [limits]: a.isolation is 'thread', expected one of 'inline', 'process'",
        ),
        ("limits = 3", "limits is 3, expected a table."),
    ],
)
def test_mistakes_in_the_limits_are_explained(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "opsonin.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert message in str(caught.value)


def test_no_text_may_be_forbidden_or_longer_than_offsets_reach() -> None:
    for number in (0, 1 << 31):
        with pytest.raises(ValueError, match=f"max_characters is {number}, expected from 1 to"):
            Limits(max_characters=number)
