"""Who takes part in a job: our command line with chosen components, or a peer's own program."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from opsonin_bench.folders import ROOT
from opsonin_bench.selection import Selection
from opsonin_bench.speed.measuring import Usage, plain_environment, program, run_measured

#: Gets the input and an empty folder for the output, gives the command.
Command = Callable[[Path, Path], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A program that treats a file of documents.

    Attributes:
        name: For tables and file names.
        command: How it is started.
        environment: The whole environment that it is started with.
    """

    name: str
    command: Command
    environment: Mapping[str, str] = field(default_factory=plain_environment)

    def run(self, source: Path, scratch: Path, *, timeout_s: float) -> Usage:
        """Treat a file once, from nothing.

        Args:
            source: JSON Lines.
            scratch: Gets the log and, for the time of the run, the output.
            timeout_s: Longer runs are killed.

        Raises:
            MeasuringError: The program failed or took too long.
        """
        out = scratch / f"{self.name}-out"
        shutil.rmtree(out, ignore_errors=True)
        command = self.command(source, out)
        try:
            log = scratch / f"{self.name}.log"
            return run_measured(command, log, environment=self.environment, timeout_s=timeout_s)
        finally:
            shutil.rmtree(out, ignore_errors=True)


def ours(
    name: str,
    selection: Selection | None,
    scratch: Path,
    *,
    options: str = "",
    plugin: Path | None = None,
    workers: int = 1,
) -> Contestant:
    """Return ``opsonin run`` with a configuration of its own.

    Args:
        name: Name of the contestant.
        selection: The components; None for all that are installed.
        scratch: Gets the configuration.
        options: Further lines of the configuration: options of components.
        plugin: Folder with a plugin that is put on the path and loaded.
        workers: Number of worker processes; 1 for none besides the main one.
    """
    configuration = scratch / f"{name}.toml"
    # What is measured is the engine, not the worker process of other people's components.
    trusted = '[limits]\nisolation = "inline"\n'
    loaded = f'[run]\nplugins = ["{plugin.name}"]\n{trusted}' if plugin else ""
    stages = selection.to_toml() if selection else ""
    configuration.write_text(f"{loaded}{stages}{options}", encoding="utf-8")
    spread = ["--workers", str(workers), *(["--runner", "processes"] if workers > 1 else [])]

    def command(source: Path, out: Path) -> Sequence[str]:
        where = ["--data", str(out), "--config", str(configuration)]
        run = [program("opsonin"), "run", str(source), *where]
        return [*run, "--engine", "local", *spread, "--json"]

    changes = {"PYTHONPATH": str(plugin)} if plugin else {}
    return Contestant(name, command, plain_environment(**changes))


def our_module(name: str, module: str) -> Contestant:
    """Return one of our modules that is run with input and output as its arguments."""

    def command(source: Path, out: Path) -> Sequence[str]:
        return [sys.executable, "-m", module, str(source), str(out)]

    return Contestant(name, command, plain_environment(PYTHONPATH=str(ROOT / "bench")))
