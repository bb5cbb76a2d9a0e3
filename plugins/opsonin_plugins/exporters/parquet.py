"""Publishes a snapshot as the folder ``export`` beside it."""

from __future__ import annotations

import os
from pathlib import Path

from opsonin import Context, Exporter, NoOptions, Snapshot, StoreError
from opsonin_plugins.exporters.publishing import sync

_NAME = "export"


def _export(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Flip ``<data>/export`` to the snapshot as a whole; readers see the old or the new one."""
    link = snapshot.data / _NAME
    target = os.path.relpath(snapshot.directory, snapshot.data)
    if link.exists() and not link.is_symlink():
        raise StoreError(
            f"There is a real file or folder where the link to {target} belongs.",
            where=str(link),
            remedy="Move it away and run the export again.",
        )
    if not snapshot.directory.is_dir():
        raise StoreError(
            "The folder of the snapshot is missing.",
            where=str(snapshot.directory),
            remedy="Run `opsonin verify` to see what is damaged.",
        )
    if not (link.is_symlink() and str(link.readlink()) == target):
        _replace_link(link, target)
    # Also when nothing was to do: an earlier call may have died before it came this far.
    sync(snapshot.data)
    return str(link)


def _replace_link(link: Path, target: str) -> None:
    """Put a link in the place of another in one step."""
    temporary = link.with_name(f".{_NAME}.tmp")
    try:
        # What a crash left there must not stand in the way of the next try.
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(target, target_is_directory=True)
        temporary.replace(link)
    except OSError as error:
        raise StoreError(
            f"The link to {target} could not be set: {error.strerror}.",
            where=str(link),
            remedy="Check that the data folder can be written and its file system has links.",
        ) from error


PARQUET = Exporter(name="parquet", version="1", export=_export)
