"""``opsonin try``: one component on one document, once or whenever a file changes."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
import orjson

from opsonin.cli.text import echo_json
from opsonin.cli.trial_lines import trial_lines
from opsonin.cli.trial_printing import print_lines
from opsonin.cli.watching import watch
from opsonin.errors import OpsoninError
from opsonin.manager.config import CONFIG_FILE, load_settings
from opsonin.trials.finding import BrokenError, Chosen, find_component
from opsonin.trials.trial import Subject, Trial
from opsonin.trials.trying import try_component

_WATCHED = "watched.json"
#: Stands in a folder that is not removed.
_KEPT = "kept"
#: The component was tried, and something is wrong with it.
FAULTY = 1
_UNUSED_OPTIONS = (
    "Its options in {config} are left out, so that nothing is published where they lead; "
    "say --config {config} to use them."
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be tried.

    Attributes:
        files: Where the document is read from; for a corpus tagger several.
        component: Name of the component.
        config: The configuration file, if the command line names one.
        as_json: Whether to write JSON.
        work: A folder to write to.
    """

    files: Sequence[str]
    component: str
    config: str | None
    as_json: bool
    work: str


def try_on(
    files: Sequence[str],
    component: str,
    config: Path | None,
    *,
    is_watched: bool | None,
    as_json: bool,
) -> None:
    """Try a component on a file and write what came of it to stdout.

    Args:
        files: A path, or whatever a source takes; for a corpus tagger several.
        component: Name of the component.
        config: The configuration file.
        is_watched: Whether to try again when a file changes; None for "on a terminal".
        as_json: Whether to write JSON.

    Raises:
        OpsoninError: There is no such component, file or configuration.
    """
    work = Path(tempfile.mkdtemp(prefix="opsonin-try-"))
    path = None if config is None else str(config)
    request = Request(files, component, path, as_json, str(work))
    try:
        if sys.stdout.isatty() and not as_json if is_watched is None else is_watched:
            command = [sys.executable, "-P", "-m", __name__, orjson.dumps(request).decode()]
            watched = [*map(Path, files), config or CONFIG_FILE]
            code = watch(command, watched, lambda: _watched(work))
        else:
            code = FAULTY if try_once(request).fault else 0
    finally:
        if not (work / _KEPT).exists():
            shutil.rmtree(work, ignore_errors=True)
    raise click.exceptions.Exit(code)


def try_once(request: Request) -> Trial:
    """Try a component and write what came of it to stdout.

    Raises:
        OpsoninError: There is no such component, file or configuration.
    """
    try:
        trial = _trial(request)
    except BrokenError as error:
        unknown = Subject(
            kind=None, name=request.component, version="", distribution=error.plugin, options={}
        )
        trial = Trial(subject=unknown, fault=error.fault)
    if request.as_json:
        echo_json(asdict(trial))
    else:
        print_lines(trial_lines(trial))
    return trial


def _trial(request: Request) -> Trial:
    settings = load_settings(None if request.config is None else Path(request.config))
    work = Path(request.work)
    chosen = find_component(request.component, settings, _located(work))
    notes: tuple[str, ...] = ()
    if chosen.kind == "exporter" and request.config is None:
        chosen, notes = _harmless(chosen, request.component)
    trial = try_component(chosen, request.files, work)
    if trial.place is not None or trial.files:
        # What an exporter has written is what its author wants to look at.
        (work / _KEPT).touch()
    return replace(trial, notes=(*notes, *trial.notes))


def _located(work: Path) -> Callable[[tuple[Path, ...]], None]:
    def note(places: tuple[Path, ...]) -> None:
        (work / _WATCHED).write_bytes(orjson.dumps([str(place) for place in places]))
        # Two changes within a second leave a compiled module that looks up to date.
        sys.dont_write_bytecode = True

    return note


def _watched(work: Path) -> Sequence[Path]:
    with suppress(FileNotFoundError):
        return [Path(place) for place in orjson.loads((work / _WATCHED).read_bytes())]
    return []


def _harmless(chosen: Chosen, name: str) -> tuple[Chosen, tuple[str, ...]]:
    """Leave out options of an exporter that may lead to where the real thing is published."""
    components = dict(chosen.settings.components)
    if not components.pop(name, None):
        return chosen, ()
    settings = replace(chosen.settings, components=components)
    return replace(chosen, settings=settings), (_UNUSED_OPTIONS.format(config=CONFIG_FILE),)


def main() -> None:
    """Try once, in a process of its own: what is imported is what stands in the files now."""
    request = Request(**orjson.loads(sys.argv[1]))
    try:
        sys.exit(FAULTY if try_once(request).fault else 0)
    except (OpsoninError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(FAULTY)


if __name__ == "__main__":
    main()
