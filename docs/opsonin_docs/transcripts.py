"""What pages quote of the command line: found, compared with what it really says, and renewed.

A transcript is a block of ``console`` in which a line ``$ command`` is followed by output. In the
output ``...`` stands for anything: alone on a line for any lines, within a line for any
characters. ``python -m opsonin_docs.transcripts PAGE...`` runs what the pages quote, over the
seeds and in a new folder, and writes what has changed into the pages.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from opsonin.cli.program import program

SEEDS = Path(__file__).parents[2] / "seeds"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "
_ERROR = "Error: "
#: What opsonin says of an operating system that cannot confine workers; pages hold on all.
_OF_SYSTEM = "This system cannot keep worker processes from"
_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Transcript:
    """A command and what it is said to answer; nothing if the page does not quote the answer."""

    command: str
    answer: str


def transcripts_of(page: str) -> list[Transcript]:
    r"""Return the commands of a page with their answers, in order.

    >>> transcripts_of("```console\n$ opsonin --version\nopsonin ...\n```\n")
    [Transcript(command='opsonin --version', answer='opsonin ...')]
    """
    found: list[Transcript] = []
    for block in _BLOCK.finditer(page):
        for piece in re.split(r"^\$ ", block[1], flags=re.MULTILINE)[1:]:
            command, _, answer = piece.partition("\n")
            found.append(Transcript(command, answer.rstrip()))
    return found


def agrees(quoted: str, answer: str) -> bool:
    r"""Tell whether an answer is what a page quotes.

    >>> agrees("a\n...\nz", "a\nb\nc\nz"), agrees("took ... s", "took 1.5 s"), agrees("a", "b")
    (True, True, False)
    """
    lines = [
        "(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*?") + "\n"
        for line in _stripped(quoted).splitlines()
    ]
    return re.fullmatch("".join(lines), f"{_stripped(answer)}\n") is not None


def disagreements(page: str, ask: Callable[[str], str]) -> list[str]:
    """Run what a page quotes, in order; return what is not as quoted.

    Args:
        page: The page in Markdown.
        ask: Runs a command and returns what it writes.
    """
    wrong = []
    for one in transcripts_of(page):
        answer = ask(one.command)
        if one.answer and not agrees(one.answer, answer):
            wrong.append(f"$ {one.command}\nquoted:\n{one.answer}\nanswered:\n{answer}")
    return wrong


class FailedCommandError(Exception):
    """A command that a page quotes answers with an error today."""


def renewed(page: str, ask: Callable[[str], str]) -> str:
    """Return the page with the present answers in the place of those that are no longer true.

    Args:
        page: The page in Markdown.
        ask: Runs a command and returns what it writes.

    Raises:
        FailedCommandError: A command fails that the page does not quote as failing.
    """

    def renew(block: re.Match[str]) -> str:
        lines = []
        for one in transcripts_of(block[0]):
            answer = ask(one.command)
            if answer.startswith(_ERROR) and not one.answer.startswith(_ERROR):
                raise FailedCommandError(f"{_PROMPT}{one.command}\n{answer}")
            is_true = not one.answer or agrees(one.answer, answer)
            lines += [f"{_PROMPT}{one.command}", one.answer if is_true else _stripped(answer)]
        return "\n".join(["```console", *filter(None, lines), "```"])

    return _BLOCK.sub(renew, page)


@contextlib.contextmanager
def reader(folder: Path) -> Iterator[Callable[[str], str]]:
    """Give a function that runs commands in an empty folder with a copy of the seeds.

    ``opsonin`` runs in this process, which saves a second each time; all else in a shell.
    """
    shutil.copytree(SEEDS, folder / "seeds")
    with contextlib.chdir(folder):
        yield _ask


def _ask(command: str) -> str:
    words = shlex.split(command)
    if words[0] == program.name:
        answer = CliRunner().invoke(program, words[1:], prog_name=program.name).output
        return "".join(line for line in answer.splitlines(keepends=True) if _OF_SYSTEM not in line)
    done = subprocess.run(  # noqa: S602 - the project's own pages, read as a reader would
        command,
        shell=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_TIMEOUT_S,
        check=False,
    )
    return done.stdout


def main(pages: list[str]) -> None:
    """Write the present answers into pages."""
    for page in map(Path, pages):
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder, reader(Path(folder)) as ask:
            new = renewed(text, ask)
        page.write_text(new, encoding="utf-8")


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


if __name__ == "__main__":
    main(sys.argv[1:])
