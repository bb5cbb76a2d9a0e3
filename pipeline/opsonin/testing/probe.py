"""Another process: calls functions of the kit there and notes what they do to their surroundings.

Started as ``python -m opsonin.testing.probe`` by `opsonin.testing.elsewhere`. A request is a line
of JSON, ``{"function": "module:name", "arguments": {...}}``; so is the answer.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
#: Events of `sys.audit` by which a process reaches another machine.
_NETWORK = (
    *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"),
    *("socket.sendmsg", "socket.gethostbyaddr", "socket.getnameinfo"),
)
_PROCESSES = ("subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn")
_SHOWN = 2000


@dataclass(slots=True)
class Traces:
    """What a function did to its surroundings.

    Attributes:
        network: Whom it tried to reach.
        written: Files that it opened for writing.
        processes: Programs that it started.
        printed: What it wrote to standard output and error, the first 2,000 characters.
    """

    network: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    processes: list[str] = field(default_factory=list)
    printed: str = ""


class _Listener:
    """Hears what the interpreter says of its own doings; it cannot be taken away again."""

    def __init__(self) -> None:
        self.traces: Traces | None = None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event while a function is watched."""
        if self.traces is None:
            return
        if event in _NETWORK:
            address = arguments[1] if event.startswith("socket.conn") else arguments
            self.traces.network.append(f"{event}: {address}")
        elif event == "open" and isinstance(arguments[0], str) and arguments[2] & _WRITES:
            self.traces.written.append(os.path.abspath(arguments[0]))  # noqa: PTH100 - not resolved
        elif event in _PROCESSES:
            self.traces.processes.append(str(arguments[0]) if arguments else event)


@contextmanager
def traced(listener: _Listener) -> Iterator[Traces]:
    """Note what happens inside the block."""
    traces = Traces()
    with tempfile.TemporaryFile() as shown, _redirected(shown):
        listener.traces = traces
        try:
            yield traces
        finally:
            listener.traces = None
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            shown.seek(0)
            traces.printed = shown.read(_SHOWN).decode("utf-8", "replace")


@contextmanager
def _redirected(file: BinaryIO) -> Iterator[None]:
    kept = [(number, os.dup(number)) for number in (1, 2)]
    try:
        for number, _ in kept:
            os.dup2(file.fileno(), number)
        yield
    finally:
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)


def serve(requests: BinaryIO, answers: BinaryIO, listener: _Listener) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        request = json.loads(line)
        with traced(listener) as traces:
            answer = _answer(request)
        answers.write(json.dumps({**answer, "traces": asdict(traces)}).encode() + b"\n")
        answers.flush()


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    module, _, name = request["function"].partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
        return {"result": function(**request["arguments"])}
    except Exception as error:  # noqa: BLE001 - the other side raises it again
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Serve over standard input and output."""
    # Compiled modules and warnings of libraries are not what a component writes or prints.
    sys.dont_write_bytecode = True
    warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())
    listener = _Listener()
    sys.addaudithook(listener)
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        serve(requests, answers, listener)


if __name__ == "__main__":
    main()
