"""A worker process: what it is told, what it answers, and how its end is noticed.

A component may crash, hang, leak, fork or close what it finds: its process is its own, with
limits on memory, processor and wall time.
"""

from __future__ import annotations

import math
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from opsonin.manager.limits import Limits
from opsonin.runner.isolation.failures import (
    StartError,
    WorkerDiedError,
    WorkerError,
    WorkerMemoryError,
    WorkerTimeoutError,
    unpack_failure,
)
from opsonin.runner.isolation.frames import GarbledError, receive, send
from opsonin.runner.isolation.patience import note_loss, note_start

#: A worker needs its libraries' time to start.
START_TIMEOUT_S = 60.0
#: Processor time that a call may take beyond its wall time: several threads may be at work.
_CPU_ALLOWANCE_S = 10
#: A process that has closed its pipe is given two seconds to say how it ends.
_N_LOOKS, _LOOK_S = 40, 0.05

#: What a worker may not do: nothing is taken from it, the network, or the writing of files as well.
Taken = Literal["", "network", "network and writing"]
#: Answers what a worker asks for while it is at work.
Serve = Callable[[Sequence[bytes]], Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is for.

    Attributes:
        component: Name of the component that it holds.
        limits: What binds it.
        packed: All that the worker is told, as JSON; equal orders have equal JSON.
    """

    component: str
    limits: Limits
    packed: bytes

    @classmethod
    def of(
        cls,
        component: str,
        plugin: str,
        settings: Mapping[str, object],
        limits: Limits,
        fingerprint: str = "",
        taken: Taken = "",
    ) -> Order:
        """Make an order.

        Args:
            component: Name of the component.
            plugin: Key of the plugin that registers it; empty to load all.
            settings: `Settings` as JSON, from which the worker builds the component.
            limits: What binds it.
            fingerprint: The component's: it changes with the files that its options name.
            taken: What is taken away from the worker; see `opsonin.runner.isolation.confining`.
        """
        told = {
            "component": component,
            "plugin": plugin,
            "fingerprint": fingerprint,
            "settings": settings,
            "memory_mb": limits.memory_mb,
            "taken": taken if limits.is_confined else "",
        }
        return cls(component, limits, orjson.dumps(told, option=orjson.OPT_SORT_KEYS))


class StaleError(Exception):
    """A worker that was idle has ended before it heard of the request."""


def refuse(_frames: Sequence[bytes]) -> Sequence[bytes]:
    """Answer a worker that asks for what its call does not offer."""
    raise WorkerError("it asks for something that is not offered")


@dataclass(slots=True, eq=False)
class Worker:
    """A worker process and the component that it holds.

    Attributes:
        process: The process, leader of a session of its own.
        order: What it is for.
        owner: The process that started it.
        is_started: Whether it is ready.
        is_used: Whether it has answered a request.
        is_in_step: Whether every request was answered whole, so that the next answer is to the
            next request.
    """

    process: subprocess.Popen[bytes]
    order: Order
    owner: int
    is_started: bool = False
    is_used: bool = False
    is_in_step: bool = True

    def request(
        self,
        kind: str,
        frames: Sequence[bytes],
        timeout_s: float | None = None,
        serve: Serve = refuse,
    ) -> list[bytes]:
        """Send a request and wait for what comes of it.

        Args:
            kind: What is wanted.
            frames: What it is wanted of.
            timeout_s: Wall time; the limit of the component when left out.
            serve: Answers what the component asks for meanwhile.

        Raises:
            TimeoutError: It took too long; the process is killed.
            MemoryError: The process ran out of memory.
            StartError: The process could not be started.
            WorkerError: The component raised, or the process died.
        """
        if not self.is_started:
            self._await_start()
        limit_s = self.order.limits.timeout_s if timeout_s is None else timeout_s
        started = time.monotonic()
        self.is_in_step = False
        try:
            answer = self._converse(kind, frames, limit_s, serve)
        except (TimeoutError, EOFError, BrokenPipeError, GarbledError) as error:
            failure = self._failure(error, limit_s)
        else:
            if answer[0] == b"ok":
                return answer[1:]
            failure = unpack_failure(answer[1])
            if not isinstance(failure, MemoryError):
                raise failure
            # What has leaked would cost the next document, which can do nothing for it.
            self.is_in_step = False
        note_loss(self.order.component, time.monotonic() - started)
        raise failure

    def _converse(
        self, kind: str, frames: Sequence[bytes], limit_s: float, serve: Serve
    ) -> list[bytes]:
        deadline = time.monotonic() + limit_s
        header = {"kind": kind, "cpu_s": math.ceil(limit_s) + _CPU_ALLOWANCE_S}
        has_begun = False
        outgoing: Sequence[bytes] = [orjson.dumps(header), *frames]
        while True:
            try:
                send(pipe_of(self.process.stdin), outgoing, deadline - time.monotonic())
                status, *answer = self._receive(deadline)
                while status == b"got":
                    has_begun = True
                    status, *answer = self._receive(deadline)
            except (EOFError, BrokenPipeError) as error:
                if self.is_used and not has_begun:
                    raise StaleError from error
                raise
            if status == b"ask":
                outgoing = serve(answer)
                continue
            self.is_used = True
            # The worker says itself that it has had its time.
            self.is_in_step = status != b"last"
            return [b"ok" if status == b"last" else status, *answer]

    def _await_start(self) -> None:
        """Wait until the component stands in the worker."""
        component = self.order.component
        self.is_in_step = False
        try:
            status, *answer = self._receive(time.monotonic() + START_TIMEOUT_S)
        except (TimeoutError, EOFError, GarbledError) as error:
            note_start(component, is_good=False)
            failure = self._failure(error, START_TIMEOUT_S)
            raise StartError(f"its worker process did not start: {failure}") from None
        if status != b"ready":
            note_start(component, is_good=False)
            raise StartError(f"its worker process did not start: {unpack_failure(answer[0])}")
        note_start(component, is_good=True)
        self.is_started = self.is_in_step = True

    def _receive(self, deadline: float) -> list[bytes]:
        left = max(deadline - time.monotonic(), 0)
        return receive(pipe_of(self.process.stdout), left, self.has_ended)

    def has_ended(self) -> bool:
        """Tell whether the process has ended, without taking leave of it."""
        if self.process.returncode is not None:
            return True
        try:
            found = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return True
        return found is not None

    def kill(self) -> None:
        """End the process and all that it has started, whatever they are doing."""
        if self.process.returncode is None:
            # The group is known by the number of its leader until we take leave of it.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _failure(self, error: Exception, limit_s: float) -> Exception:
        """Say how the process ended, after it was killed if it did not end by itself."""
        if isinstance(error, TimeoutError):
            self.kill()
            return WorkerTimeoutError(f"no answer within {limit_s:.0f} s")
        if isinstance(error, GarbledError):
            self.kill()
            return WorkerDiedError("its worker process gave an answer that is none")
        code = _exit_code(self.process.pid)
        self.kill()
        if code == -signal.SIGKILL:
            return WorkerMemoryError("the worker process was killed, probably for its memory")
        if code == -signal.SIGXCPU:
            return WorkerTimeoutError("the worker process used up its processor time")
        if code is None:
            return WorkerDiedError("the worker process closed its pipe")
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return WorkerDiedError(f"the worker process died: {name}")


def _exit_code(pid: int) -> int | None:
    """Return how a process ended, as `subprocess` counts; None if it has not.

    It has closed its pipe, so that it is about to end. It is left to be waited for.
    """
    for _ in range(_N_LOOKS):
        found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is not None:
            is_exit = found.si_code == os.CLD_EXITED
            return int(found.si_status) if is_exit else -int(found.si_status)
        time.sleep(_LOOK_S)
    return None


def pipe_of(pipe: Any) -> int:
    """Return the descriptor of a process's pipe."""
    return int(pipe.fileno())
