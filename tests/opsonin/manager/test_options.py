from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from opsonin.components.context import NoOptions
from opsonin.errors import ConfigError, PluginError
from opsonin.manager.options import build_options, check_options_type


@dataclass(frozen=True, slots=True)
class Options:
    is_strict: bool = False
    window: int = 5
    threshold: float = 0.5
    name: str = "x"
    words: tuple[str, ...] = ()
    mode: Literal["a", "b", 1] = "a"
    limit: int | None = None
    path: Path = Path()

    def __post_init__(self) -> None:
        if self.window < 1:
            raise ValueError("window must be positive")


def test_values_of_toml_become_typed() -> None:
    values = {"threshold": 1, "words": ["a"], "mode": 1, "limit": 3, "path": "x/y"}
    options = build_options(Options, values, "negation")
    assert options == Options(threshold=1.0, words=("a",), mode=1, limit=3, path=Path("x/y"))
    assert isinstance(options.threshold, float)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"windw": 1}, "There is no key 'windw'. Did you mean 'window'?"),
        ({"is_strict": 1}, "is_strict is 1, expected true or false."),
        ({"window": 1.0}, "window is 1.0, expected a whole number."),
        ({"window": True}, "window is True, expected a whole number."),
        ({"threshold": float("nan")}, "threshold is nan, expected a finite number."),
        ({"threshold": "1"}, "threshold is '1', expected a finite number."),
        ({"words": "ab"}, "words is 'ab', expected a list, each item a string."),
        ({"mode": True}, "mode is True, expected one of 'a', 'b', 1."),
        ({"limit": "3"}, "limit is '3', expected a whole number or nothing."),
        ({"window": 0}, "The options are refused: window must be positive"),
    ],
)
def test_wrong_options_are_explained(values: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        build_options(Options, values, "negation")
    assert str(caught.value).startswith("[components.negation]: ")
    assert message in str(caught.value)


def test_component_without_options_takes_none() -> None:
    assert build_options(NoOptions, {}, "x") == NoOptions()
    with pytest.raises(ConfigError, match=r"There is no key 'a'\. None are known"):
        build_options(NoOptions, {"a": 1}, "x")


@dataclass
class Thawed:
    window: int = 5


@dataclass(frozen=True)
class Required:
    window: int


@dataclass(frozen=True)
class Untyped:
    table: dict[str, int] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("options_type", "message"),
    [
        (int, "is no dataclass"),
        (Options(), "is no dataclass"),
        (Thawed, "Thawed is not frozen"),
        (Required, "window has no default"),
        (Untyped, r"table: dict\[str, int\] is no type for an option"),
    ],
)
def test_options_class_that_cannot_be_configured_is_refused(
    options_type: object, message: str
) -> None:
    with pytest.raises(PluginError, match=rf"options of component negation: .*{message}"):
        check_options_type(options_type, "negation")


def test_sound_options_class_is_accepted() -> None:
    check_options_type(Options, "negation")
    check_options_type(NoOptions, "negation")
