from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from opsonin import __version__
from opsonin.cli import commands
from opsonin.cli.program import Program, program
from opsonin.errors import StoreError

Command = Callable[..., Result]

_HEAVY = ("pyarrow", "pandera", "prefect", "pandas", "rich", "numpy", "lxml")


def _python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom opsonin.cli import main\n"
        f"sys.argv = ['opsonin', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        f"print(code, [name for name in {_HEAVY!r} if name in sys.modules])"
    )
    assert _python(code).stdout.splitlines()[-1] == "0 []"


def test_help_lists_commands_of_opsonin_and_of_plugins(opsonin: Command) -> None:
    result = opsonin("--help")
    assert result.exit_code == 0
    listed = {line.split()[0] for line in result.output.splitlines() if line.startswith("  ")}
    assert {*commands.ALL, "serve"} <= listed
    assert "..." not in result.output.partition("Commands:")[2]


def test_command_of_a_plugin_can_be_called(opsonin: Command) -> None:
    result = opsonin("serve", "--help")
    assert result.exit_code == 0
    assert "Usage: opsonin serve" in result.output


@pytest.mark.parametrize("arguments", [[name, "--help"] for name in commands.ALL])
def test_every_command_has_help(opsonin: Command, arguments: list[str]) -> None:
    result = opsonin(*arguments)
    assert result.exit_code == 0
    assert "Usage: opsonin" in result.output


def test_misspelt_command_is_told_which_one_may_be_meant(opsonin: Command) -> None:
    result = opsonin("verfy")
    assert result.exit_code == 2
    assert "There is no command 'verfy'. Did you mean 'verify'?" in result.stderr


@pytest.mark.parametrize(
    ("group", "names"),
    [("plugins", ["list", "show", "new", "check", "lock"]), ("vocab", ["list", "add"])],
)
def test_help_of_a_group_lists_its_commands_whole_and_in_their_order(
    opsonin: Command, group: str, names: list[str]
) -> None:
    _, _, listed = opsonin(group, "--help").output.partition("Commands:\n")
    assert [line.split()[0] for line in listed.splitlines()] == names
    assert "..." not in listed


def test_misspelt_command_of_a_group_is_told_which_one_may_be_meant(opsonin: Command) -> None:
    result = opsonin("plugins", "lst")
    assert result.exit_code == 2
    assert "There is no command 'plugins lst'. Did you mean 'list'?" in result.stderr


def test_version(opsonin: Command) -> None:
    assert opsonin("--version").output == f"opsonin {__version__}\n"


@click.command()
@click.argument("what")
def _fail(what: str) -> None:
    errors: dict[str, BaseException] = {
        "store": StoreError("It broke.", where="data\x1b", remedy="Mend it."),
        "os": PermissionError(13, "Permission denied", "/place"),
        "bug": ZeroDivisionError("by zero"),
        "interrupt": KeyboardInterrupt(),
    }
    raise errors[what]


@pytest.fixture
def failing() -> Program:
    return Program(commands={"fail": _fail}, params=list(program.params))


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("store", "Error: data\\x1b: It broke. Mend it.\n"),
        ("os", "Error: /place: Permission denied.\n"),
    ],
)
def test_error_is_one_message_on_stderr(failing: Program, what: str, message: str) -> None:
    result = CliRunner().invoke(failing, ["fail", what])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", message)


def test_bug_is_named_without_traceback(failing: Program) -> None:
    result = CliRunner().invoke(failing, ["fail", "bug"])
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: ZeroDivisionError: by zero. This is an error of opsonin"
    )


def test_debug_shows_where_an_error_arose(failing: Program) -> None:
    result = CliRunner().invoke(failing, ["--debug", "fail", "store"])
    assert isinstance(result.exception, StoreError)


def test_interrupt_ends_with_130(failing: Program) -> None:
    result = CliRunner().invoke(failing, ["fail", "interrupt"])
    assert (result.exit_code, result.stderr) == (130, "Stopped.\n")


def test_traceback_is_shown_where_the_environment_asks_for_it(tmp_path: Path) -> None:
    code = "from opsonin.cli import main; import sys; sys.argv[1:] = ['run', 'nowhere']; main()"
    shown = _python(code, OPSONIN_DEBUG="1", OPSONIN_DATA=str(tmp_path / "data"))
    assert shown.returncode == 1
    assert "Traceback" in shown.stderr
    hidden = _python(code, OPSONIN_DEBUG="", OPSONIN_DATA=str(tmp_path / "data"))
    assert hidden.returncode == 1
    assert "Traceback" not in hidden.stderr


def test_closed_pipe_ends_quietly(data: Path) -> None:
    program_path = Path(sys.executable).with_name("opsonin")
    with subprocess.Popen(
        [program_path, "show", "002_941daf7695db72a8.txt", "--data", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_text_that_a_terminal_cannot_encode_is_escaped(data: Path) -> None:
    done = subprocess.run(
        [
            Path(sys.executable).with_name("opsonin"),
            *("show", "002_941daf7695db72a8.txt", "--data", data),
        ],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert b"\\u201c" in done.stdout
