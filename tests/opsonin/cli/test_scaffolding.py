from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Command = Callable[..., Result]


def test_new_plugin_is_written_and_the_next_steps_are_told(
    opsonin: Command, tmp_path: Path
) -> None:
    result = opsonin("plugins", "new", "opsonin-doses", "--stage", "exporter")
    assert result.exit_code == 0, result.output
    assert "opsonin-doses: an exporter called doses, in 10 files" in result.output
    steps = result.output.partition("What to type next:\n")[2].splitlines()
    assert [step.split()[0] for step in steps[:5]] == ["cd", "pip", "pytest", "opsonin", "opsonin"]
    assert (tmp_path / "opsonin-doses" / "src" / "opsonin_doses" / "plugin.py").is_file()


def test_name_and_licence_may_be_given(opsonin: Command, tmp_path: Path) -> None:
    arguments = ("plugins", "new", "my folder", "--stage", "tagger", "--name", "opsonin-doses")
    result = opsonin(*arguments, "--licence", "MIT")
    assert result.exit_code == 0, result.output
    assert "cd 'my folder'" in result.output
    project = (tmp_path / "my folder" / "pyproject.toml").read_text("utf-8")
    assert 'name = "opsonin-doses"' in project
    assert 'license = "MIT"' in project


def test_mistakes_are_told_in_one_line(opsonin: Command, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    for arguments, expected in (
        (("my folder",), "cannot be called 'my folder'"),
        (("identifiers",), "'identifiers', and opsonin"),
        (("taken",), "There is already something in this folder; nothing was written."),
    ):
        result = opsonin("plugins", "new", *arguments, "--stage", "tagger")
        assert result.exit_code == 1
        assert expected in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]


def test_unknown_stage_is_refused(opsonin: Command) -> None:
    result = opsonin("plugins", "new", "x", "--stage", "taggers")
    assert result.exit_code == 2
    for stage in ("source", "cleaner", "tagger", "refiner", "corpus-tagger", "exporter"):
        assert f"'{stage}'" in result.stderr
