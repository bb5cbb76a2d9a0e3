"""The commands that show tables, in a real terminal and in a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

pytestmark = pytest.mark.slow

PROGRAM = (sys.executable, "-c", "from opsonin.cli import main; main()")
STYLE = re.compile(r"\x1b\[[0-9;]*m")
QUERY = "select doc_id, subject, predicate, object, certainty from claims"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "tables": ("tables",),
    "table": ("tables", "claims"),
    "view": ("tables", "said_about"),
    "query": ("query", QUERY),
    "show": ("show", "001_338e686b4cc385d7.txt"),
    "rows": ("show", "001_338e686b4cc385d7.txt", "--table", "mentions"),
    "explain": ("explain", "001_338e686b4cc385d7.txt", "5", "40"),
    "verify": ("verify",),
}
#: Commands whose lines the terminal breaks itself, so that a span or path can be copied whole.
UNFITTED = {"explain", "verify", "view", "tables", "table", "show"}

Shown = tuple[int, str]
OnTerminal = Callable[..., Shown]


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}
    }
    return {**kept, "TERM": "xterm-256color", **changes}


@pytest.fixture
def terminal(data: Path) -> OnTerminal:
    """Call the program in a terminal of a width; gives the exit code and all that it showed."""

    def call(*arguments: str, width: int = 100, **changes: str) -> Shown:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        command = (*PROGRAM, *arguments, "--data", str(data))
        with subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(changes)
        ) as process:
            os.close(theirs)
            shown = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        return process.returncode, shown.decode().replace("\r\n", "\n")

    return call


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:
        # The other side has been closed.
        return b""


@pytest.mark.parametrize("name", COMMANDS)
def test_terminal_shows_styles_and_a_pipe_gets_plain_text(
    name: str, terminal: OnTerminal, opsonin: Callable[..., Result], data: Path
) -> None:
    code, shown = terminal(*COMMANDS[name])
    assert code == 0
    assert STYLE.search(shown)
    plain = opsonin(*COMMANDS[name], "--data", data).stdout
    assert "\x1b" not in plain
    # Both say the same, however they lay it out; marks have brackets in a pipe.
    words = set(re.findall(r"[A-Za-z]{4,}", plain))
    said = set(re.findall(r"[A-Za-z]{4,}", STYLE.sub("", shown)))
    assert len(words - said) <= len(words) // 2


@pytest.mark.parametrize("width", [40, 120])
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - UNFITTED))
def test_tables_fit_the_window(name: str, width: int, terminal: OnTerminal) -> None:
    code, shown = terminal(*COMMANDS[name], width=width)
    assert code == 0
    assert max(len(one) for one in STYLE.sub("", shown).splitlines()) <= width


@pytest.mark.parametrize(
    ("name", "changes"),
    [("tables", {"NO_COLOR": "1"}), ("show", {"NO_COLOR": "1"}), ("explain", {"TERM": "dumb"})],
)
def test_no_styles_where_they_are_not_wanted(
    name: str, changes: dict[str, str], terminal: OnTerminal
) -> None:
    code, shown = terminal(*COMMANDS[name], **changes)
    assert code == 0
    assert "\x1b" not in shown


def test_spans_are_highlighted_by_type(terminal: OnTerminal) -> None:
    _, shown = terminal(*COMMANDS["show"])
    assert "\x1b[1;4;31mCOVID-19\x1b[0m" in shown
    assert "\x1b[1;4;34mtype I interferon\x1b[0m" in shown
    _, shown = terminal(*COMMANDS["explain"])
    assert re.search(r"\x1b\[1;33m\[[^\x1b]+\]\x1b\[0m", shown)


def test_mistake_is_one_plain_message(terminal: OnTerminal) -> None:
    code, shown = terminal("show", "001_338e686b4cc385d7.tx")
    assert code == 1
    assert "Did you mean '001_338e686b4cc385d7.txt'?" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize("kind", ["table", "csv", "json"])
def test_reader_that_has_enough_ends_a_query_quietly(kind: str, data: Path) -> None:
    query = "select one.text from segments one, segments two, segments three"
    # A table is laid out when all of it is known, so that it is short.
    asked = ("tables",) if kind == "table" else ("query", query, "--format", kind)
    command = (*PROGRAM, *asked, "--data", str(data))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({})
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
