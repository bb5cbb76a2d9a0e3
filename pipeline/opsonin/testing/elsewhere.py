"""Calls functions of the kit in another process, with other surroundings."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from opsonin.testing.failing import CheckFailed
from opsonin.testing.probe import Traces
from opsonin.testing.samples import Sample, Samples
from opsonin.testing.subject import Origin, Subject

#: Wall time for one request: what hangs is ended. Source: ours; a megabyte takes seconds.
TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function gave elsewhere, as JSON values, and what it did there."""

    result: Any
    traces: Traces


class _Process:
    """One process with its own hash seed, working folder, time zone and locale."""

    def __init__(self, seed: int) -> None:
        self.path = _import_path()
        self.folder = tempfile.TemporaryDirectory(prefix="opsonin-elsewhere-")
        places = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "opsonin.testing.probe"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self.folder.name,
            env={
                **os.environ,
                **(places if seed else {}),
                "PYTHONHASHSEED": str(seed),
                "PYTHONPATH": self.path,
            },
        )

    def ask(self, request: Mapping[str, Any], timeout_s: float) -> dict[str, Any]:
        """Send a request and wait for its answer.

        Raises:
            TimeoutError: There was none in time; the process is ended.
            EOFError: The process died.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None or self._process.poll() is not None:
            raise EOFError
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.flush()
        ready, _, _ = select.select([stdout], [], [], timeout_s)
        if not ready:
            self.end()
            raise TimeoutError
        line = stdout.readline()
        if not line:
            raise EOFError
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self.folder.cleanup()


_RUNNING: dict[int, _Process] = {}


def _import_path() -> str:
    """Return where this process finds modules, and so plugins."""
    return os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))


def elsewhere(
    function: str, arguments: Mapping[str, Any], *, seed: int = 0, timeout_s: float = TIMEOUT_S
) -> Answer:
    """Call a function of the kit in another process.

    Args:
        function: ``module:name``.
        arguments: JSON values.
        seed: Seed of its hashes; each seed has a process of its own, which serves many requests.
        timeout_s: How long to wait.

    Raises:
        CheckFailed: The function raised, hung, or ended its process.
    """
    process = _RUNNING.get(seed)
    if process is None or process.path != _import_path():
        if process is not None:
            process.end()
        process = _RUNNING[seed] = _Process(seed)
    try:
        answer = process.ask({"function": function, "arguments": arguments}, timeout_s)
    except TimeoutError:
        del _RUNNING[seed]
        raise CheckFailed(
            f"It has not come back after {timeout_s:.0f} s.",
            where="in a process of its own",
            remedy="Look for loops and regular expressions that try everything.",
        ) from None
    except (EOFError, BrokenPipeError):
        del _RUNNING[seed]
        process.end()
        raise CheckFailed(
            "It ends its process.",
            where="in a process of its own",
            remedy="Call neither sys.exit nor os._exit, and give native code sound arguments.",
        ) from None
    if "error" in answer:
        raise CheckFailed(answer["error"], where="in another process")
    return Answer(answer["result"], Traces(**answer["traces"]))


def alone(function: str, arguments: Mapping[str, Any]) -> Answer:
    """Call a function in a process that has done nothing before.

    If there is no process for `elsewhere` yet, it is one that serves on; else it ends afterwards.
    """
    if not _RUNNING:
        return elsewhere(function, arguments)
    process = _Process(0)
    try:
        answer = process.ask({"function": function, "arguments": arguments}, TIMEOUT_S)
    finally:
        process.end()
    if "error" in answer:
        raise CheckFailed(answer["error"], where="in another process")
    return Answer(answer["result"], Traces(**answer["traces"]))


@atexit.register
def end_processes() -> None:
    """End all processes that were started."""
    while _RUNNING:
        _RUNNING.popitem()[1].end()


def described(subject: Subject) -> dict[str, Any]:
    """Return what another process needs to build a component again, as JSON values.

    Raises:
        NotApplicable: Its plugin was given as an object that cannot be imported.
    """
    samples = subject.samples
    return {
        **subject.origin.describe(),
        "kind": subject.kind,
        "name": subject.name,
        "texts": [(one.text, one.media_type, one.metadata) for one in samples.texts],
        "files": [str(one.resolve()) for one in samples.files],
    }


def subject_of(description: Mapping[str, Any]) -> Subject:
    """Build a component again from its description."""
    origin = _origin(json.dumps([description["settings"], description["modules"]]))
    samples = Samples(
        tuple(Sample(*one) for one in description["texts"]),
        tuple(map(Path, description["files"])),
    )
    for kind, one in origin.pipeline.plugins.components:
        if kind == description["kind"] and one.record.name == description["name"]:
            return Subject(kind, one.record.name, one.record, one.plugin, origin, samples)
    raise LookupError(description["name"])


@lru_cache(maxsize=16)
def _origin(described: str) -> Origin:
    settings, modules = json.loads(described)
    return Origin.from_json(settings, modules)
