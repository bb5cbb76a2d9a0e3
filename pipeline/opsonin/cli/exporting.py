"""``opsonin export``: real files to hand on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from opsonin.cli.querying import opened
from opsonin.cli.text import counted, echo_json, visible
from opsonin.inspection.exporting import export_snapshot
from opsonin.inspection.formats import Format


def export_tables(
    place: Path,
    options: Mapping[str, Any],
    *,
    kind: Format,
    with_text: bool,
    is_forced: bool,
    as_json: bool,
) -> None:
    """Write the newest snapshot to a folder or archive, and what was written to stdout.

    Args:
        place: The folder, or an archive if its name ends in ``.zip``.
        options: What every command on a data folder is told.
        kind: The format.
        with_text: Whether running text is part of it.
        is_forced: Whether an earlier export is replaced.
        as_json: Whether to write the result as JSON.

    Raises:
        ConfigError: There is something at the place that may not be replaced.
        StoreError: Nothing is committed yet, or the export could not be written.
    """
    with opened(options) as snapshot:
        found = export_snapshot(
            snapshot, place, kind=kind, with_text=with_text, is_forced=is_forced
        )
    if as_json:
        echo_json({**asdict(found), "place": str(place)})
        return
    n_tables = counted(len(found.tables), "table")
    rows = counted(sum(found.tables.values()), "row")
    files = f"{counted(found.files, 'file')} of {found.size_bytes:,} bytes"
    text = "" if with_text else ", without text"
    click.echo(f"Snapshot {found.snapshot}: {n_tables}, {rows}{text}, in {files}.")
    click.echo(f"written to {visible(str(place))}")
