from __future__ import annotations

from pathlib import Path

import pytest

from authored import Author
from opsonin.errors import ConfigError
from opsonin.trials.faults import fault_of, package_places

HERE = Path(__file__).resolve()


def chained() -> None:
    try:
        int("x")
    except ValueError as error:
        raise TypeError("no number") from error


def raised() -> Exception:
    with pytest.raises(TypeError) as caught:
        chained()
    return caught.value


def test_lines_of_others_are_left_out() -> None:
    fault = fault_of(raised(), [HERE])
    assert fault.message == "TypeError: no number"
    assert "ValueError: invalid literal for int() with base 10: 'x'" in fault.traceback
    assert fault.traceback[-1] == "TypeError: no number"
    assert sum(str(HERE) in line for line in fault.traceback) == 3
    assert not any(str(HERE) in line for line in fault_of(raised(), [Path("/nowhere")]).traceback)


def test_message_of_the_engine_needs_no_traceback() -> None:
    assert fault_of(ConfigError("No such table."), [HERE]).traceback == ()


def test_error_without_a_message_has_its_name() -> None:
    assert fault_of(ValueError(), []).message == "ValueError"


def test_syntax_error_shows_its_line(author: Author) -> None:
    path = author("crooked", "def f(:\n    pass\n")
    with pytest.raises(SyntaxError) as caught:
        __import__("crooked")
    lines = fault_of(caught.value, [path.resolve()]).traceback
    assert any("def f(:" in line for line in lines)


def test_places_are_found_without_an_import(author: Author, tmp_path: Path) -> None:
    alone = author("alone", "raise RuntimeError")
    inner = tmp_path / "site" / "shared" / "inner"
    inner.mkdir(parents=True)
    (inner / "__init__.py").write_text("raise RuntimeError")
    assert package_places("alone") == (alone.resolve(),)
    # shared/ is a namespace that other distributions may have a part of.
    assert package_places("shared.inner.plugin") == (inner.resolve(),)
    assert package_places("absent.plugin") == ()
    assert package_places("opsonin_plugins.taggers.plugin")[0].name == "opsonin_plugins"
