"""Runs checks and says what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from opsonin.errors import ConfigError, did_you_mean
from opsonin.testing.check import Check
from opsonin.testing.finding import Options, find_subjects
from opsonin.testing.registry import checks_of
from opsonin.testing.results import CheckResult, judge
from opsonin.testing.samples import Given
from opsonin.testing.subject import Subject


def run_checks(
    name: str | object,
    *,
    checks: Sequence[str] | None = None,
    expected_failures: Mapping[str, str] | None = None,
    options: Options | None = None,
    samples: Iterable[Given] | None = None,
    limits: Mapping[str, float] | None = None,
) -> list[CheckResult]:
    """Run the conformance checks of a component, or of all components of a plugin.

    Args:
        name: A component, a vocabulary, a plugin or a distribution; or a plugin's module.
        checks: Names of the checks to run; all when left out.
        expected_failures: Checks that are known to fail, with the reason; ``component.check``
            for one component of a plugin.
        options: Options of the component; of a plugin: those of its components by name.
        samples: Texts, files or functions that the components are about; see `Samples`.
        limits: Such as ``seconds_per_1000_documents``.

    Raises:
        ConfigError: A component, check or option is unknown.
        PluginError: The plugin is broken.
    """
    subjects = find_subjects(name, options=options, samples=samples, limits=limits)
    planned = plan(subjects, checks, expected_failures or {})
    return [judge(one, subject, expected_failures or {}) for subject, one in planned]


def plan(
    subjects: Sequence[Subject],
    names: Sequence[str] | None,
    expected: Mapping[str, str],
) -> list[tuple[Subject, Check]]:
    """Return the checks to run, subject by subject.

    Raises:
        ConfigError: A check is unknown.
    """
    pairs = [(subject, one) for subject in subjects for one in checks_of(subject.kind)]
    known = {one.name for _, one in pairs}
    known |= {f"{subject.name}.{one.name}" for subject, one in pairs}
    for name in (*(names or ()), *expected):
        if name not in known:
            raise ConfigError(f"There is no check {name!r}.", remedy=did_you_mean(name, known))
    return [(subject, one) for subject, one in pairs if names is None or one.name in names]
