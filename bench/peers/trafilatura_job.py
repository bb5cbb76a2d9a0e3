"""Main text of the pages in one JSON Lines file: ``python trafilatura_job.py JOB INPUT OUT``.

Run with the Python of the peer's own environment; nothing of opsonin is imported here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import trafilatura


def extract(source: Path, out: Path) -> None:
    """Write the main text of every page, with the options that datatrove uses by default."""
    out.mkdir(parents=True, exist_ok=True)
    with source.open(encoding="utf-8") as pages, (out / "texts.jsonl").open("w") as texts:
        for line in pages:
            text = trafilatura.extract(
                json.loads(line)["text"],
                favor_precision=True,
                include_comments=False,
                deduplicate=True,
            )
            texts.write(json.dumps({"text": text}) + "\n")


if __name__ == "__main__":
    _, given, folder = sys.argv[1:]
    extract(Path(given), Path(folder))
