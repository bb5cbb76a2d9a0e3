"""What came of a check."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from opsonin.testing.check import Check, CheckFailed, Kind, NotApplicable
from opsonin.testing.subject import Subject

Status = Literal["passed", "failed", "expected", "not_applicable", "unexpectedly_passed"]
#: What makes a component fail the kit as a whole.
BAD: tuple[Status, ...] = ("failed", "unexpectedly_passed")


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
    """Carry out one check.

    Args:
        one: The check.
        subject: The component.
        expected: Checks that are known to fail, with the reason; ``component.check`` stands for
            one of several components.
    """
    started = time.process_time()
    status, detail, remedy = _outcome(one, subject)
    reason = expected.get(f"{subject.name}.{one.name}", expected.get(one.name))
    if reason is not None:
        if status == "failed":
            status, detail, remedy = "expected", f"{reason} ({detail})", ""
        elif status == "passed":
            status, detail = "unexpectedly_passed", f"It was expected to fail: {reason}"
            remedy = "Take it out of expected_failures."
    spent = time.process_time() - started
    return CheckResult(subject.kind, subject.name, one.name, status, detail, remedy, spent)


def _outcome(one: Check, subject: Subject) -> tuple[Status, str, str]:
    try:
        return "passed", one.run(subject) or "", ""
    except NotApplicable as error:
        return "not_applicable", error.reason, error.remedy
    except CheckFailed as error:
        detail = f"{error.where}: {error.message}" if error.where else error.message
        return "failed", detail, error.remedy
    except Exception as error:  # noqa: BLE001 - a component may raise anything
        return "failed", f"{type(error).__name__}: {error}", "Raise no error on any document."
