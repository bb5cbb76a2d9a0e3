"""What came of a check."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Literal
from weakref import WeakKeyDictionary

from opsonin.components.authorship import author_function
from opsonin.components.kinds import Kind
from opsonin.errors import OpsoninError, TableError
from opsonin.testing.check import Check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject

Status = Literal["passed", "failed", "expected", "not_applicable", "unexpectedly_passed"]
#: What makes a component fail the kit as a whole.
BAD: tuple[Status, ...] = ("failed", "unexpectedly_passed")

#: What differs between two messages about one cause: where it is, values and numbers.
_PARTICULAR = re.compile(r" It stands in document [^.]*\.|'[^']*'|\d+")
#: Component -> what was wrong -> the check that has said so first.
_CAUSES: WeakKeyDictionary[Subject, dict[str, str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of one check of one component.

    Attributes:
        kind: Kind of the component.
        subject: Its name.
        check: Name of the check.
        status: ``expected`` failed with a known reason; ``unexpectedly_passed`` did not fail
            though a reason was given.
        detail: What is wrong, why nothing could be said, or a note such as a figure.
        remedy: What the author can do; empty where there is nothing to do.
        seconds: Processor time of this process.
    """

    kind: Kind
    subject: str
    check: str
    status: Status
    detail: str = ""
    remedy: str = ""
    seconds: float = 0.0

    @property
    def is_bad(self) -> bool:
        """Whether it makes the component fail the kit."""
        return self.status in BAD


def judge(one: Check, subject: Subject, expected: Mapping[str, str]) -> CheckResult:
    """Carry out one check; what an earlier one of the component has found is only referred to.

    Args:
        one: The check.
        subject: The component.
        expected: Checks that are known to fail, with the reason; ``component.check`` stands for
            one of several components.
    """
    started = time.process_time()
    status, detail, remedy, cause = _outcome(one, subject)
    first = _first_with(cause, one, subject)
    if first != one.name:
        detail, remedy = f"For the same reason as {first}.", ""
    reason = expected.get(f"{subject.name}.{one.name}", expected.get(one.name))
    if reason is not None:
        if status == "failed":
            status, detail, remedy = "expected", f"{reason} ({detail})", ""
        elif status == "passed":
            status, detail = "unexpectedly_passed", f"It was expected to fail: {reason}"
            remedy = "Take it out of expected_failures."
    spent = time.process_time() - started
    return CheckResult(subject.kind, subject.name, one.name, status, detail, remedy, spent)


def _first_with(cause: str, one: Check, subject: Subject) -> str:
    """Return the check that has found a cause first: an earlier one, or this one."""
    known = _CAUSES.setdefault(subject, {})
    for other, name in known.items() if cause else ():
        if cause in other or other in cause:
            return name
    if cause:
        known[cause] = one.name
    return one.name


def _outcome(one: Check, subject: Subject) -> tuple[Status, str, str, str]:
    """Return status, detail, remedy, and what was wrong without the values of this case."""
    try:
        return "passed", one.run(subject) or "", "", ""
    except NotApplicable as error:
        return "not_applicable", error.reason, error.remedy, ""
    except OpsoninError as error:
        detail = f"{error.where}: {error.message}" if error.where else error.message
        return "failed", detail, _remedy(error, subject), _PARTICULAR.sub("", error.message)
    except Exception as error:  # noqa: BLE001 - a component may raise anything
        detail = f"{type(error).__name__}: {error}"
        return "failed", detail, _remedy(error, subject), _PARTICULAR.sub("", detail)


def _remedy(error: Exception, subject: Subject) -> str:
    """Return what the author can do about an exception, by whose it is."""
    if isinstance(error, CheckFailed):
        return error.remedy
    if isinstance(error, TableError):
        return error.remedy or f"`opsonin tables {error.table}` lists columns, types and values."
    raised = error.__cause__ if isinstance(error, OpsoninError) else error
    if raised is not None and _authors(subject) in _modules(raised.__traceback__):
        return "Raise no error, whatever the documents are."
    if isinstance(error, OpsoninError) and error.remedy:
        return error.remedy
    return "It comes from opsonin or the kit, not from the component: report it."


def _modules(traceback: TracebackType | None) -> Iterator[str]:
    """Yield the top-level packages of the code that an exception came through."""
    while traceback is not None:
        yield str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        traceback = traceback.tb_next


def _authors(subject: Subject) -> str:
    """Return the top-level package of a component's own code."""
    return str(getattr(author_function(subject.component), "__module__", "")).partition(".")[0]
