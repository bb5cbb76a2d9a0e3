"""``opsonin export``: real files to hand on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from opsonin.cli.opening import read_settings, read_tables
from opsonin.cli.querying import opened
from opsonin.cli.text import counted, echo_json, visible
from opsonin.inspection.exporting import export_snapshot
from opsonin.inspection.formats import Format
from opsonin.objects.s3 import is_s3, s3_location
from opsonin.store.remote import publish_to_s3


def export_tables(
    place: str,
    options: Mapping[str, Any],
    *,
    kind: Format,
    with_text: bool,
    is_forced: bool,
    as_json: bool,
) -> None:
    """Write the newest snapshot to a folder or archive, and what was written to stdout.

    Args:
        place: The folder, an archive if its name ends in ``.zip``, or ``s3://BUCKET/PREFIX``.
        options: What every command on a data folder is told.
        kind: The format.
        with_text: Whether running text is part of it.
        is_forced: Whether an earlier export is replaced; in S3, whether `LATEST` may go back to an
            older snapshot.
        as_json: Whether to write the result as JSON.

    Raises:
        ConfigError: There is something at the place that may not be replaced.
        StoreError: Nothing is committed yet, or the export could not be written.
    """
    models = read_tables(read_settings(options))
    write = partial(export_snapshot, kind=kind, with_text=with_text, models=models)
    if is_s3(place):
        s3_location(place)
    with opened(options) as snapshot, ExitStack() as stack:
        if is_s3(place):
            beside = Path(stack.enter_context(TemporaryDirectory(prefix="opsonin-export-")))
            found = write(snapshot, beside / "export")
            place = publish_to_s3(place, found.place, found.snapshot, is_forced=is_forced)
        else:
            found = write(snapshot, Path(place), is_forced=is_forced)
    if as_json:
        echo_json({**asdict(found), "place": place})
        return
    n_tables = counted(len(found.tables), "table")
    rows = counted(sum(found.tables.values()), "row")
    files = f"{counted(found.files, 'file')} of {found.size_bytes:,} bytes"
    text = "" if with_text else ", without text"
    click.echo(f"Snapshot {found.snapshot}: {n_tables}, {rows}{text}, in {files}.")
    click.echo(f"written to {visible(place)}")
