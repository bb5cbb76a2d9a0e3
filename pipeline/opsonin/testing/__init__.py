"""The conformance kit: what every component promises, as checks that anybody can run.

In a plugin's tests: ``test_conformance = plugin_checks("trials")``; without pytest:
``run_checks("trials")`` or ``opsonin plugins check trials``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsonin.components.kinds import Kind
    from opsonin.testing.check import Check
    from opsonin.testing.failing import CheckFailed, NotApplicable
    from opsonin.testing.finding import find_subjects
    from opsonin.testing.pytest_checks import plugin_checks
    from opsonin.testing.registry import checks_of
    from opsonin.testing.results import CheckResult
    from opsonin.testing.running import run_checks
    from opsonin.testing.samples import Sample, Samples
    from opsonin.testing.subject import Subject
    from opsonin.testing.tables import tables_of

# Loaded on first use: only plugin_checks imports pytest.
_HOME = {
    "Check": "opsonin.testing.check",
    "CheckFailed": "opsonin.testing.failing",
    "CheckResult": "opsonin.testing.results",
    "Kind": "opsonin.components.kinds",
    "NotApplicable": "opsonin.testing.failing",
    "Sample": "opsonin.testing.samples",
    "Samples": "opsonin.testing.samples",
    "Subject": "opsonin.testing.subject",
    "checks_of": "opsonin.testing.registry",
    "find_subjects": "opsonin.testing.finding",
    "plugin_checks": "opsonin.testing.pytest_checks",
    "run_checks": "opsonin.testing.running",
    "tables_of": "opsonin.testing.tables",
}

__all__ = [
    "Check",
    "CheckFailed",
    "CheckResult",
    "Kind",
    "NotApplicable",
    "Sample",
    "Samples",
    "Subject",
    "checks_of",
    "find_subjects",
    "plugin_checks",
    "run_checks",
    "tables_of",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'opsonin.testing' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
