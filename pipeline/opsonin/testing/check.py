"""A check: one promise that a component keeps, as a plain function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from opsonin.errors import OpsoninError

if TYPE_CHECKING:
    from opsonin.testing.subject import Subject

Kind = Literal["source", "cleaner", "tagger", "exporter", "vocabulary"]
KINDS: tuple[Kind, ...] = ("source", "cleaner", "tagger", "exporter", "vocabulary")

#: What a check does. It may return a note for people, such as a figure.
Run = Callable[["Subject"], str | None]


class CheckFailed(OpsoninError):  # noqa: N818 - read as a sentence: raise CheckFailed("...")
    """A component does not keep a promise; ``remedy`` says what its author can do."""


class NotApplicable(Exception):  # noqa: N818 - as above; it is no error
    """A check has nothing to say about a component.

    Attributes:
        reason: Why, such as "It is no refiner."
        remedy: What its author can do so that the check sees something, such as giving samples.
            Empty where the check is not meant for such a component.
    """

    def __init__(self, reason: str, *, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Check:
    """One promise.

    Attributes:
        name: What is promised, such as ``offsets_count_code_points``.
        kinds: The kinds of components that promise it.
        run: Returns a note or nothing, or raises `CheckFailed` or `NotApplicable`.
        doc: What is checked, in one line.
    """

    name: str
    kinds: tuple[Kind, ...]
    run: Run
    doc: str


def check(*kinds: Kind) -> Callable[[Run], Check]:
    """Make a check out of a function; its name and the first line of its docstring describe it.

    Args:
        kinds: The kinds of components that it is for.
    """

    def made(run: Run) -> Check:
        lines = (inspect.getdoc(run) or "").splitlines()
        if not lines:
            raise TypeError(f"check {run.__name__} has no docstring")
        return Check(run.__name__, kinds, run, lines[0])

    return made
