"""Dolma's taggers on one JSON Lines file: ``python dolma_job.py JOB INPUT OUT``.

Run with the Python of the peer's own environment; nothing of opsonin is imported here.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

#: The closest to the filter chain of the other peers; gopher_v2 has the repetitions of n-grams.
TAGGERS = ("gopher_v2", "c4_v2")


def tag(source: Path, out: Path) -> None:
    """Tag the documents, which dolma reads only when they are compressed."""
    folder = out / "v0" / "documents"
    folder.mkdir(parents=True)
    packed = folder / f"{source.name}.gz"
    packed.write_bytes(gzip.compress(source.read_bytes(), compresslevel=1))
    command = [str(Path(sys.executable).with_name("dolma")), "tag", "--documents", str(packed)]
    command += ["--experiment", "bench", "--processes", "1", "--taggers", *TAGGERS]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    _, given, result = sys.argv[1:]
    tag(Path(given), Path(result))
