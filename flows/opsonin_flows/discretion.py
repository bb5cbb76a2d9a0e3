"""Keeps documents out of Prefect's database, where `opsonin forget` could not erase them.

Messages of errors may quote a document or name its place, and so may the inputs of a run. Prefect
is told the kind of an error and where its message stands; the inputs of a run that starts here
reach the flow beside its parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from opsonin.errors import OpsoninError
from opsonin.manager.config import Settings

_inputs: ContextVar[tuple[str, ...] | None] = ContextVar("_inputs", default=None)


class UntoldError(Exception):
    """Stands for an error whose message Prefect must not see.

    Attributes:
        original: The error.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind}. `opsonin status` tells the message, with the data folder.")
        self.original: BaseException | None = None


class IncompleteError(Exception):
    """A run stands, but a corpus tagger or an exporter failed in it, or drift is a failure.

    Prefect is told who failed and the kind of the error, and not its message.

    Attributes:
        report: The `Report` of the run as JSON values.
    """

    def __init__(self, report: Mapping[str, Any]) -> None:
        drifted = sorted({f"{one['publisher']} has drifted" for one in report["drift"]})
        told = "; ".join([*map(told_of, failures_of(report)), *drifted])
        super().__init__(
            f"Snapshot {report['snapshot']} stands, but not all was done: {told}. "
            "`opsonin status` tells the messages, with the data folder."
        )
        self.report = report

    def __reduce__(self) -> tuple[type[IncompleteError], tuple[Mapping[str, Any]]]:
        """Travel whole between processes: the message is made of the report."""
        return type(self), (self.report,)


def failures_of(report: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the failures of a run that stands: "who failed: kind of error: message"."""
    return (*report["unlinked"], *report["unpublished"])


def told_of(failure: str) -> str:
    """Return of a failure what Prefect may see: who failed, and the kind of the error."""
    return ": ".join(failure.split(": ")[:2])


def original_of(error: BaseException) -> BaseException:
    """Return the error that is meant, whether it was told or not."""
    if isinstance(error, UntoldError) and error.original is not None:
        return error.original
    return error


@contextmanager
def untold() -> Iterator[None]:
    """Raise an error that tells nothing in the place of one that may.

    Raises:
        UntoldError: The block has raised.
    """
    try:
        yield
    except UntoldError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, its message may quote a document
        kind = type(error).__name__ if isinstance(error, OpsoninError) else "An unexpected error"
        standing = UntoldError(kind)
        standing.original = error
        # Without the original as its cause, which a traceback would show.
        raise standing from None


@contextmanager
def kept_inputs(settings: Settings) -> Iterator[Settings]:
    """Give settings without their inputs, which `with_inputs` gives back inside the block."""
    token = _inputs.set(settings.inputs)
    try:
        yield replace(settings, inputs=())
    finally:
        _inputs.reset(token)


def with_inputs(settings: Settings) -> Settings:
    """Return the settings of a flow with the inputs that were kept back, if any were."""
    inputs = _inputs.get()
    return settings if inputs is None else replace(settings, inputs=inputs)
