"""How what goes wrong in a worker process is told to the run, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from opsonin.components.component import UnreadableError
from opsonin.errors import ConfigError
from opsonin.stages.origins import told as in_one_line


class ToldError(Exception):
    """An error whose message needs nothing before it: the name of its class says nothing more."""

    @property
    def in_words(self) -> str:
        """What to tell of it."""
        return str(self)


class WorkerError(ToldError):
    """What a component raised in its worker process, or how that process died."""


class WorkerDiedError(WorkerError):
    """The process ended in the middle of a call."""


class WorkerTimeoutError(ToldError, TimeoutError):
    """The process was killed because a call took too long."""


class WorkerMemoryError(ToldError, MemoryError):
    """The process was killed for its memory."""


#: What a component did not raise itself: whatever it had found in that call is lost.
LOST = (WorkerDiedError, WorkerTimeoutError, WorkerMemoryError)


class StartError(ToldError, OSError):
    """A worker process could not be started: nothing is known of the documents."""


class GivenUpError(ToldError, TimeoutError):
    """A component has cost the run too much time already and is not called any more."""


class _RaisedMemoryError(ToldError, MemoryError):
    """A component ran out of memory by itself."""


class _RaisedTimeoutError(ToldError, TimeoutError):
    """A component gave up waiting for something."""


class _RaisedOSError(ToldError, OSError):
    """A component could not read or write."""


#: What the caller tells apart by its type, the most special first, and what it is given.
_KINDS: Mapping[type[Exception], type[Exception]] = {
    MemoryError: _RaisedMemoryError,
    TimeoutError: _RaisedTimeoutError,
    OSError: _RaisedOSError,
}


def pack_failure(error: BaseException) -> bytes:
    """Return JSON from which `unpack_failure` makes an error of the same meaning."""
    told: dict[str, object] = {"message": _printable(in_one_line(error))}
    if isinstance(error, UnreadableError):
        told |= {"kind": "unreadable", "reason": error.reason, "detail": _printable(error.detail)}
    elif isinstance(error, ConfigError):
        told |= {"kind": "config", "where": error.where, "remedy": error.remedy}
        told["message"] = error.message
    else:
        kinds = (kind.__name__ for kind in _KINDS if isinstance(error, kind))
        told["kind"] = next(kinds, "other")
    return orjson.dumps(told)


def unpack_failure(packed: bytes) -> Exception:
    """Return the error that `pack_failure` described."""
    told: Mapping[str, Any] = orjson.loads(packed)
    if told["kind"] == "unreadable":
        return UnreadableError(told["reason"], told["detail"])
    if told["kind"] == "config":
        return ConfigError(told["message"], where=told["where"], remedy=told["remedy"])
    for kind, raised in _KINDS.items():
        if told["kind"] == kind.__name__:
            return raised(told["message"])
    return WorkerError(told["message"])


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
