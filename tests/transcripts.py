"""Replays the console blocks of a page, to check what they show or to write them anew.

``.venv/bin/python tests/transcripts.py docs/first-plugin.md`` writes them anew.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from fresh_environment import LIMIT_S, Environment, fresh_environment

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_PROMPT = "$ "
_TOOK = re.compile(r"\[\d+\.\d s\]\n?")
#: What is another one every time: durations, digests, how many checks the kit has.
_VARYING = (
    (re.compile(r"\b\d+(?:\.\d+)? ?m?s\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{12,}\b"), "<digest>"),
    (re.compile(r"\b\d+ passed"), "<n> passed"),
    (re.compile(r"^[.]+ *\[ *\d+%\]\n", re.MULTILINE), ""),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A command with what it wrote to stdout."""

    command: str
    output: str
    seconds: float

    @property
    def shown(self) -> str:
        """The step as it stands in a page."""
        if self.command.startswith("cd "):
            return f"{_PROMPT}{self.command}\n"
        return f"{_PROMPT}{self.command}\n{self.output}[{self.seconds:.1f} s]\n"


def commands_of(page: str) -> list[str]:
    """Return the commands in the console blocks of a page, in their order."""
    lines = "".join(_BLOCK.findall(page)).splitlines()
    return [line.removeprefix(_PROMPT) for line in lines if line.startswith(_PROMPT)]


def replay(page: str, environment: Environment, folder: Path) -> str:
    """Return the page with what its commands write to stdout now.

    Args:
        page: Markdown.
        environment: Where the commands run.
        folder: The working directory of the first of them.
    """

    def replayed(block: re.Match[str]) -> str:
        nonlocal folder
        steps = []
        for command in commands_of(block[0]):
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                steps.append(Step(command, "", 0.0))
            else:
                steps.append(_run(command, environment, folder))
        return f"```console\n{''.join(step.shown for step in steps)}```"

    return _BLOCK.sub(replayed, page)


def constant(page: str) -> str:
    """Return a page without what is another one every time."""
    page = _TOOK.sub("", page)
    for pattern, replacement in _VARYING:
        page = pattern.sub(replacement, page)
    return page


def _run(command: str, environment: Environment, folder: Path) -> Step:
    started = time.monotonic()
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment.variables,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return Step(command, done.stdout, time.monotonic() - started)


def main() -> None:
    """Write the console blocks of the pages that are named anew."""
    for path in map(Path, sys.argv[1:]):
        with tempfile.TemporaryDirectory() as name:
            work = Path(name, "work")
            work.mkdir()
            page = replay(path.read_text("utf-8"), fresh_environment(Path(name)), work)
        path.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
