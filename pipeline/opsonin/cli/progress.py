"""Progress of a run on stderr: live on a terminal, a line for each stage in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from opsonin.cli.text import counted
from opsonin.runner.local import Progress

#: The stages in their order, with what each does.
STAGES = {
    "ingest": "reading",
    "clean": "cleaning",
    "tag": "tagging",
    "export": "linking and publishing",
}


@contextmanager
def progress_on_stderr() -> Iterator[Progress]:
    """Give the function that a run tells about every finished stage."""
    if sys.stderr.isatty():
        with _live() as progress:
            yield progress
    else:
        yield _lines()


def _lines() -> Progress:
    started = time.monotonic()

    def finished(stage: str, n_shards: int) -> None:
        nonlocal started
        now = time.monotonic()
        click.echo(f"{stage}: {counted(n_shards, 'shard')} in {now - started:.1f} s", err=True)
        started = now

    return finished


@contextmanager
def _live() -> Iterator[Progress]:
    """Show the stage at work with a spinner and the time, finished ones above it."""
    # rich takes a tenth of a second to import; a run in a pipe does without it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    text = TextColumn("{task.fields[stage]:<8}{task.description}")
    columns = (SpinnerColumn(finished_text="✓"), text, TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {
            stage: bars.add_task(doing, start=False, visible=False, total=1, stage=stage)
            for stage, doing in STAGES.items()
        }

        def begin(stage: str) -> None:
            bars.start_task(tasks[stage])
            bars.update(tasks[stage], visible=True)

        def finished(stage: str, n_shards: int) -> None:
            bars.update(tasks[stage], completed=1, description=counted(n_shards, "shard"))
            following = list(STAGES)[list(STAGES).index(stage) + 1 :]
            if following:
                begin(following[0])

        begin("ingest")
        yield finished
