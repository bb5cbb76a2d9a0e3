"""Worker processes: started when one is needed, lent to one caller at a time, killed at the end."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opsonin.runner.isolation.patience import check_patience
from opsonin.runner.isolation.workers import Order, Serve, StaleError, Worker, pipe_of, refuse

#: glibc reserves 64 MiB of address space for every thread, and mimalloc a GiB; neither is used,
#: but both would count as memory of the component.
_ENVIRONMENT: Mapping[str, str] = {
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
#: Idle workers that a process keeps: each holds memory, and one of other settings than those of
#: the runs that come may never be asked again. Source: ours; a worker needs 150 MB.
MAX_IDLE = 16
#: Workers that wait for a request, by the process that started them and what they hold; those
#: that have waited longest come first.
_IDLE: dict[tuple[int, bytes], list[Worker]] = {}
#: All workers that were started and not ended.
_STARTED: list[Worker] = []
_LOCK = threading.Lock()


def call_worker(
    order: Order,
    kind: str,
    frames: Sequence[bytes],
    timeout_s: float | None = None,
    serve: Serve = refuse,
) -> list[bytes]:
    """Send one request to any worker that holds a component; see `Worker.request`.

    Raises:
        GivenUpError: The component has cost the run too much time already.
    """
    while True:
        try:
            with borrowed(order) as worker:
                return worker.request(kind, frames, timeout_s, serve)
        except StaleError:
            # It had ended between two calls, which is no fault of this one. A new one is not used.
            continue


def begin(order: Order, kind: str, frames: Sequence[bytes], serve: Serve = refuse) -> Worker:
    """Send the first request of several to a worker, which has to be given back.

    Raises:
        GivenUpError: The component has cost the run too much time already.
    """
    while True:
        worker = borrow(order)
        try:
            worker.request(kind, frames, serve=serve)
        except StaleError:
            give_back(worker)
        except BaseException:
            give_back(worker)
            raise
        else:
            return worker


@contextmanager
def borrowed(order: Order) -> Iterator[Worker]:
    """Lend a worker of a component to one caller, started if none is idle.

    A pipe carries one conversation, so threads that call a component at once get a worker each.
    There are never more of them than there were calls at the same time.

    Raises:
        GivenUpError: The component has cost the run too much time already.
    """
    worker = borrow(order)
    try:
        yield worker
    finally:
        give_back(worker)


def borrow(order: Order) -> Worker:
    """Take a worker, which has to be given back."""
    check_patience(order.component, order.limits.timeout_s)
    key = os.getpid(), order.packed
    with _LOCK:
        waiting = _IDLE.get(key, [])
        while waiting:
            worker = waiting.pop()
            if not waiting:
                del _IDLE[key]
            if not worker.has_ended():
                return worker
            _STARTED.remove(worker)
            worker.kill()
    return _start(order)


def give_back(worker: Worker) -> None:
    """Give a worker back; one that is of no more use is ended."""
    with _LOCK:
        if worker.is_in_step and worker in _STARTED and not worker.has_ended():
            key = worker.owner, worker.order.packed
            _IDLE[key] = [*_IDLE.pop(key, []), worker]
            ended = _superfluous(worker.owner)
        else:
            ended = [worker]
        for one in ended:
            if one in _STARTED:
                _STARTED.remove(one)
    for one in ended:
        one.kill()


def _superfluous(owner: int) -> list[Worker]:
    """Take the idle workers of a process away that have waited longest, beyond `MAX_IDLE`."""
    waiting = [(key, worker) for key, some in _IDLE.items() if key[0] == owner for worker in some]
    ended = waiting[: max(0, len(waiting) - MAX_IDLE)]
    for key, worker in ended:
        _IDLE[key].remove(worker)
        if not _IDLE[key]:
            del _IDLE[key]
    return [worker for _, worker in ended]


def _start(order: Order) -> Worker:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "opsonin.runner.isolation.worker",
            str(os.getpid()),
            order.packed.decode(),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env={**_ENVIRONMENT, **os.environ},
        # Of its own group, so that whatever it starts can be ended with it.
        start_new_session=True,
    )
    os.set_blocking(pipe_of(process.stdin), False)
    worker = Worker(process, order, os.getpid())
    with _LOCK:
        _STARTED.append(worker)
    return worker


@atexit.register
def stop_workers() -> None:
    """End all worker processes of this process, also those that are at work."""
    with _LOCK:
        own = [worker for worker in _STARTED if worker.owner == os.getpid()]
        _STARTED.clear()
        _IDLE.clear()
    for worker in own:
        worker.kill()
