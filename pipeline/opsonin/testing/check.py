"""A check: one promise that a component keeps, as a plain function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from opsonin.components.kinds import Kind
from opsonin.testing.subject import Subject

#: What a check does. It may return a note for people, such as a figure.
Run = Callable[[Subject], str | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One promise.

    Attributes:
        name: What is promised, such as ``offsets_count_code_points``.
        kinds: The kinds of components that promise it.
        run: Returns a note or nothing, or raises `opsonin.testing.CheckFailed` or
            `opsonin.testing.NotApplicable`.
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
