"""The checks as one parametrised pytest test."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import pytest

from opsonin.testing.check import Check
from opsonin.testing.finding import Options, find_subjects
from opsonin.testing.results import judge
from opsonin.testing.running import plan
from opsonin.testing.samples import Given
from opsonin.testing.subject import Subject


def plugin_checks(
    name: str | object,
    *,
    expected_failures: Mapping[str, str] | None = None,
    options: Options | None = None,
    samples: Iterable[Given] | None = None,
    limits: Mapping[str, float] | None = None,
    leave_out: Collection[str] = (),
) -> Callable[[Subject, Check], None]:
    """Return a test with one case for every check, to be given a name that pytest finds.

    Example::

        test_conformance = plugin_checks("trials", samples=["See NCT04385095."])

    Args:
        name: A component, a vocabulary, a plugin or a distribution; or a plugin's module.
        expected_failures: Checks that are known to fail, with the reason; ``component.check``
            for one component of a plugin.
        options: Options of the component; of a plugin: those of its components by name.
        samples: Texts, files or functions that the components are about; see `Samples`.
        limits: Such as ``seconds_per_1000_documents``.
        leave_out: Components of the plugin that are not checked.

    Raises:
        ConfigError: A component, check or option is unknown.
        PluginError: The plugin is broken.
    """
    expected = dict(expected_failures or {})
    subjects = find_subjects(name, options=options, samples=samples, limits=limits)
    cases = [
        pytest.param(subject, one, id=f"{subject.name}-{one.name}")
        for subject, one in plan(subjects, None, expected)
        if subject.name not in leave_out
    ]

    @pytest.mark.parametrize(("subject", "check"), cases)
    def test_conformance(subject: Subject, check: Check) -> None:
        __tracebackhide__ = True
        result = judge(check, subject, expected)
        if result.status == "not_applicable" and result.remedy:
            pytest.skip(f"{result.detail} {result.remedy}")
        if result.status == "expected":
            pytest.xfail(result.detail)
        if result.is_bad:
            pytest.fail(f"{result.detail} {result.remedy}".strip(), pytrace=False)

    return test_conformance
