"""``opsonin report``: the newest snapshot as a page for a browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from opsonin.cli.querying import opened
from opsonin.cli.text import counted, echo_json, visible
from opsonin.inspection.reporting.writing import write_report


def report_snapshot(
    place: Path, options: Mapping[str, Any], *, is_forced: bool, as_json: bool
) -> None:
    """Write the report of the newest snapshot, and what was written to stdout.

    Args:
        place: A page if its name ends in ``.html``, else a folder.
        options: What every command on a data folder is told.
        is_forced: Whether an earlier report is replaced.
        as_json: Whether to write the result as JSON.

    Raises:
        ConfigError: There is something at the place that may not be replaced.
        StoreError: Nothing is committed yet, or the report could not be written.
    """
    with opened(options) as snapshot:
        found = write_report(snapshot, place, is_forced=is_forced)
    if as_json:
        echo_json({**asdict(found), "place": str(found.place), "page": str(found.page)})
        return
    size = f"{counted(found.files, 'file')} of {found.size_bytes:,} bytes"
    click.echo(f"Snapshot {found.snapshot}: {counted(found.documents, 'document')} in {size}.")
    click.echo(f"open {visible(str(found.page))} in a browser")
