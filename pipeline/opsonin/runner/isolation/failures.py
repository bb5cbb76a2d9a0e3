"""How what goes wrong in a worker process is told to the run, in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from opsonin.components.component import UnreadableError
from opsonin.errors import ConfigError

#: What the caller tells apart by its type, the most special first.
_KINDS: tuple[type[Exception], ...] = (MemoryError, TimeoutError, OSError)


class WorkerError(Exception):
    """What a component raised in its worker process, or how that process died."""


class WorkerDiedError(WorkerError):
    """The process ended in the middle of a call."""


class WorkerTimeoutError(TimeoutError):
    """The process was killed because a call took too long."""


class WorkerMemoryError(MemoryError):
    """The process was killed for its memory."""


#: What a component did not raise itself: whatever it had found in that call is lost.
LOST = (WorkerDiedError, WorkerTimeoutError, WorkerMemoryError)


class StartError(OSError):
    """A worker process could not be started: nothing is known of the documents."""


class GivenUpError(TimeoutError):
    """A component has cost the run too much time already and is not called any more."""


def pack_failure(error: BaseException) -> bytes:
    """Return JSON from which `unpack_failure` makes an error of the same meaning."""
    told: dict[str, object] = {"type": type(error).__name__, "message": _printable(str(error))}
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
    for kind in _KINDS:
        if told["kind"] == kind.__name__:
            return kind(told["message"])
    return WorkerError(f"{told['type']}: {told['message']}")


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
