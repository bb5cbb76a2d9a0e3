"""Unpacks archives of the bench and gold folders once, into the scratch folder."""

from __future__ import annotations

import tarfile
from pathlib import Path

from opsonin_bench.folders import SCRATCH


def unpacked(archive: Path, scratch: Path = SCRATCH) -> Path:
    """Return the folder that a tar archive has become; it is unpacked when it is new.

    Args:
        archive: The archive; its size and time of change are part of the folder's name.
        scratch: Where the folder lies.

    Raises:
        OSError: The archive cannot be read.
        tarfile.TarError: The archive is damaged, or a member wants to leave the folder.
    """
    stat = archive.stat()
    name = archive.name.partition(".")[0]
    folder = scratch / "unpacked" / f"{name}-{stat.st_size}-{stat.st_mtime_ns}"
    if not folder.is_dir():
        part = folder.with_name(f"{folder.name}.part")
        part.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as opened:
            opened.extractall(part, filter="data")
        part.rename(folder)
    return folder
