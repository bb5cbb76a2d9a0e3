"""``opsonin plugins check``: the conformance checks of components, without pytest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from opsonin.cli.opening import read_settings
from opsonin.cli.text import column_lines, counted, echo_json, one_line
from opsonin.errors import ConfigError, PluginError, did_you_mean
from opsonin.manager.config import Settings
from opsonin.manager.installed import CORE
from opsonin.testing.elsewhere import end_processes
from opsonin.testing.finding import find_subjects
from opsonin.testing.registry import checks_of
from opsonin.testing.results import CheckResult, judge
from opsonin.testing.running import plan
from opsonin.testing.subject import Subject
from opsonin.trials.finding import known_names, names_it

_COUNTED = ("passed", "failed", "not seen", "does not apply")


def check_components(
    names: Sequence[str],
    checks: Sequence[str],
    samples: Sequence[Path],
    config: Path | None,
    *,
    with_all: bool,
    as_json: bool,
) -> bool:
    """Check components, tell what came of it, and return whether all of them passed.

    Args:
        names: Components, vocabularies, plugins or distributions; built-in and configured ones
            when empty.
        checks: Names of the only checks to be done; all when empty.
        samples: Documents with something for the components to find.
        config: Configuration file.
        with_all: List every check, also those that passed.
        as_json: Write JSON.

    Raises:
        ConfigError: A name or an option is wrong.
        PluginError: A plugin is broken.
    """
    settings = read_settings({"config": config})
    try:
        results = _results(settings, names, checks, samples)
    finally:
        end_processes()
    if as_json:
        echo_json([asdict(one) for one in results])
    else:
        click.echo("\n".join(_lines(results, with_all=with_all)))
    return not any(one.is_bad for one in results)


def _results(
    settings: Settings, names: Sequence[str], checks: Sequence[str], samples: Sequence[Path]
) -> list[CheckResult]:
    subjects: list[Subject] = []
    for name in names or (CORE, *settings.plugins):
        found = _found(name, lambda name=name: find_subjects(name, samples=samples))  # type: ignore[misc] # mypy wants no default
        stated = {one.name: settings.components.get(one.name) for one in found}
        options = {one: dict(values) for one, values in stated.items() if values}
        if options:
            given = options.get(name, options)
            found = find_subjects(name, samples=samples, options=given)
        subjects += found
    _make_sure_of(checks, subjects)
    return [judge(one, subject, {}) for subject, one in plan(subjects, checks or None, {})]


def _found(name: str, find: Callable[[], tuple[Subject, ...]]) -> tuple[Subject, ...]:
    """Find what a name stands for; a broken plugin is no answer to a name that nobody has.

    Raises:
        ConfigError: Nothing is called that, or an option is wrong.
        PluginError: The plugin is broken.
    """
    try:
        return find()
    except PluginError:
        if names_it(name):
            raise
        raise ConfigError(
            f"No component, vocabulary, plugin or distribution is called {name!r}.",
            remedy=did_you_mean(name, known_names()),
        ) from None


def _make_sure_of(checks: Sequence[str], subjects: Sequence[Subject]) -> None:
    """Make sure that there are checks of these names.

    Raises:
        ConfigError: One is unknown.
    """
    known = {one.name for subject in subjects for one in checks_of(subject.kind)}
    for name in checks:
        if name not in known:
            raise ConfigError(
                f"There is no check {name!r}.", where="--check", remedy=did_you_mean(name, known)
            )


def _lines(results: Sequence[CheckResult], *, with_all: bool) -> Iterator[str]:
    rows = []
    for (kind, name), counts in _counts(results).items():
        seen = (counts["passed"], counts["failed"], counts["not_seen"], counts["not_applicable"])
        rows.append((kind, name, *seen))
    yield from column_lines(("kind", "component", *_COUNTED), rows)
    if with_all:
        yield ""
        cells = [(one.subject, one.check, _status(one), one_line(one.detail)) for one in results]
        yield from column_lines(("component", "check", "status", "note"), cells)
    for one in results:
        if one.is_bad or (one.status == "not_applicable" and one.remedy):
            word = "failed" if one.is_bad else "saw nothing"
            yield ""
            yield f"{one.kind} {one.subject}: {one.check} {word}"
            yield f"  {one_line(one.detail)}"
            if one.remedy:
                yield f"  {one_line(one.remedy)}"
    n_bad = sum(one.is_bad for one in results)
    yield ""
    yield (
        f"{counted(n_bad, 'check')} of {len(results):,} failed."
        if n_bad
        else f"None of {counted(len(results), 'check')} failed."
    )


def _status(result: CheckResult) -> str:
    """Return what came of a check, in the words of the heading."""
    if result.status != "not_applicable":
        return result.status.replace("_", " ")
    return "not seen" if result.remedy else "does not apply"


def _counts(results: Sequence[CheckResult]) -> dict[tuple[str, str], Counter[str]]:
    """Count what became of the checks of each component."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in results:
        counts = found.setdefault((one.kind, one.subject), Counter())
        if one.is_bad:
            counts["failed"] += 1
        elif one.status == "not_applicable":
            # What has a remedy could see nothing; else it is meant for other components.
            counts["not_seen" if one.remedy else "not_applicable"] += 1
        else:
            counts["passed"] += 1
    return found
