from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from opsonin.components.context import NoOptions
from opsonin.errors import ConfigError, PluginError
from opsonin.manager.config import load_settings
from opsonin.manager.options import build_options, check_options_type, in_fingerprint


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


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: str
    window: int = 3

    def __post_init__(self) -> None:
        if self.window < 0:
            raise ValueError("window must not be negative")


@dataclass(frozen=True, slots=True)
class Nested:
    rules: tuple[Rule, ...] = ()
    best: Rule | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    size: int = 1

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError("size is too small")


NESTED = """
[components.nested]
size = 2
rules = [
  { pattern = "a" },
  { pattern = "b", window = 7 },
]
[components.nested.best]
pattern = "c"
[components.nested.weights]
gene = 1
"""


def nested(folder: Path, text: str) -> Nested:
    path = folder / "opsonin.toml"
    path.write_text(text, encoding="utf-8")
    settings = load_settings(path)
    return build_options(Nested, settings.components["nested"], "nested", settings.config)


def test_tables_and_lists_become_records(tmp_path: Path) -> None:
    check_options_type(Nested, "nested")
    assert nested(tmp_path, NESTED) == Nested(
        rules=(Rule("a"), Rule("b", 7)), best=Rule("c"), weights={"gene": 1.0}, size=2
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"a" }', "1 }", "line 5, [components.nested]: rules[0].pattern is 1, expected a string."),
        (
            "window = 7",
            "windw = 7",
            "line 6, [components.nested]: There is no key 'rules[1].windw'. Did you mean 'window'?",
        ),
        (
            '{ pattern = "a" }',
            "{ window = 1 }",
            "line 5, [components.nested]: rules[0].pattern is missing; it has no default.",
        ),
        (
            "window = 7",
            "window = -7",
            "line 6, [components.nested]: rules[1] is refused: window must not be negative",
        ),
        ('"c"', "2", "line 9, [components.nested]: best.pattern is 2, expected a string."),
        (
            "gene = 1",
            "gene = 'x'",
            "line 11, [components.nested]: weights.gene is 'x', expected a finite number.",
        ),
        ("size = 2", "size = 0", "line 3, [components.nested]: The options are refused: size is"),
        ("size = 2", "sice = 0", "line 3, [components.nested]: There is no key 'sice'. Did you"),
        (
            "[components.nested.weights]\ngene = 1",
            "weights = 3",
            "There is no key 'best.weights'",
        ),
    ],
)
def test_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert NESTED.count(old) == 1
    with pytest.raises(ConfigError) as caught:
        nested(tmp_path, NESTED.replace(old, new))
    assert f"{tmp_path / 'opsonin.toml'}, line " in str(caught.value)
    assert message in str(caught.value)


@dataclass(frozen=True)
class Endless:
    inner: tuple["Endless", ...] = ()


@dataclass
class Loose:
    x: int = 1


@dataclass(frozen=True)
class HoldsLoose:
    loose: Loose | None = None


@pytest.mark.parametrize(
    ("options_type", "message"),
    [(Endless, "Endless holds itself"), (HoldsLoose, "Loose is not frozen")],
)
def test_nested_record_that_cannot_be_configured_is_refused(
    options_type: type[object], message: str
) -> None:
    with pytest.raises(PluginError, match=message):
        check_options_type(options_type, "negation")


def test_content_of_a_file_that_an_option_names_is_in_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "words.txt"
    seen = [in_fingerprint({"words": (file,)})]
    for content in ("lupus", "gout"):
        file.write_text(content)
        seen.append(in_fingerprint({"words": (file,)}))
    assert len({str(one) for one in seen}) == 3
    assert in_fingerprint({"folder": tmp_path}) == {"folder": [tmp_path.as_posix(), None]}


def test_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert in_fingerprint(loop)[1] is None
    # A file that exists, and cannot be read from its beginning whoever asks.
    with pytest.raises(ConfigError, match="an option names this file"):
        in_fingerprint(Path("/proc/self/mem"))
