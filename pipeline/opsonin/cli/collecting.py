"""``opsonin gc``: removes what has had its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from opsonin.cli.opening import nothing_committed, read_settings
from opsonin.cli.text import counted, echo_json, visible
from opsonin.manager.retention import retention_of
from opsonin.store.records import GcReport
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL


def collect_garbage(options: Mapping[str, Any], *, is_dry: bool, as_json: bool) -> None:
    """Remove what has had its time, and write to stdout what that was.

    Args:
        options: What every command on a data folder is told.
        is_dry: Only tell what would go.
        as_json: Whether to write the report as JSON.

    Raises:
        ConfigError: The configuration or an option is wrong, or the data folder is a file.
        StoreError: There is no data folder, or another process holds its lock.
    """
    settings = read_settings(options)
    store = Store(settings.data, {**CONTRACT, **INTERNAL})
    if not (settings.data / "store").is_dir():
        raise nothing_committed(settings.data)
    report = store.gc(retention_of(settings), is_dry=is_dry)
    if as_json:
        echo_json({"data": str(settings.data), "is_dry": is_dry, **asdict(report)})
        return
    verb = "would go" if is_dry else "removed"
    click.echo(f"{visible(str(settings.data))}: {verb}:")
    for line in _lines(report):
        click.echo(f"  {line}")


def _lines(report: GcReport) -> Iterator[str]:
    found = [
        (report.orphans, "file that no commit needs"),
        (report.temporary, "leftover of a killed process"),
        (report.manifests, "shard from a run that did not end"),
        (report.commits, "commit of the history"),
    ]
    lines = [_counted(number, words) for number, words in found if number]
    if report.snapshots:
        lines.append(_snapshots(report.snapshots))
    yield from lines or ["nothing"]
    if report.freed_bytes:
        yield f"{report.freed_bytes:,} bytes"
    if report.in_use:
        yield f"kept because somebody reads from it: {_snapshots(report.in_use)}"


def _snapshots(numbers: Sequence[int]) -> str:
    return ", ".join(f"snapshot {number}" for number in numbers)


def _counted(number: int, words: str) -> str:
    noun, _, rest = words.partition(" ")
    return f"{counted(number, noun)} {rest}"
