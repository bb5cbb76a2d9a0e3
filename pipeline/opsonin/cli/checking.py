"""``opsonin plugins check``: the conformance checks of components, without pytest."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opsonin.cli.text import column_lines, counted, echo_json, one_line
from opsonin.errors import ConfigError, PluginError, did_you_mean

if TYPE_CHECKING:
    from opsonin.manager.config import Settings
    from opsonin.testing.results import CheckResult
    from opsonin.testing.subject import Subject

_COUNTED = ("passed", "failed", "not seen", "does not apply")


@click.command("check")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option(
    "--check", "checks", multiple=True, metavar="CHECK", help="Only this check; repeatable."
)
@click.option(
    "--sample",
    "samples",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    help="A document with something for the components to find; repeatable.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Configuration with options of components; opsonin.toml in this folder when left out.",
)
@click.option("-v", "--verbose", is_flag=True, help="List every check, also those that passed.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
@click.pass_context
def plugins_check(
    context: click.Context,
    *,
    names: tuple[str, ...],
    checks: tuple[str, ...],
    samples: tuple[Path, ...],
    config: Path | None,
    verbose: bool,
    as_json: bool,
) -> None:
    """Check that components keep what every component promises.

    NAME is a component, a vocabulary, a plugin or a distribution; all built-in and configured
    plugins are checked when it is left out. A plugin that is named is loaded, configured or not.
    Ends with exit code 1 if a check fails.
    """
    from opsonin.cli.opening import read_settings
    from opsonin.testing.elsewhere import end_processes

    settings = read_settings({"config": config})
    try:
        results = _results(settings, names, checks, samples)
    finally:
        end_processes()
    if as_json:
        echo_json([asdict(one) for one in results])
    else:
        click.echo("\n".join(_lines(results, with_all=verbose)))
    context.exit(int(any(one.is_bad for one in results)))


def _results(
    settings: Settings, names: Sequence[str], checks: Sequence[str], samples: Sequence[Path]
) -> list[CheckResult]:
    from opsonin.manager.installed import CORE
    from opsonin.testing.finding import find_subjects
    from opsonin.testing.results import judge
    from opsonin.testing.running import plan

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
    from opsonin.trials.finding import known_names, names_it

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
    from opsonin.testing.registry import checks_of

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
