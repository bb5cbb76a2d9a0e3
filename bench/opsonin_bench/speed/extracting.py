"""Main text of the pages in one JSON Lines file: ``python -m ...extracting INPUT OUT``.

What the extractor of HTML costs without the pipeline around it, as a peer's own program does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from opsonin_plugins.cleaners.content.extraction import main_texts


def extract(source: Path, out: Path) -> None:
    """Write the main text of every page.

    Args:
        source: JSON Lines with markup in ``text``.
        out: Folder that gets ``texts.jsonl``.
    """
    out.mkdir(parents=True, exist_ok=True)
    written = out / "texts.jsonl"
    with source.open(encoding="utf-8") as pages, written.open("w", encoding="utf-8") as texts:
        for text in main_texts(json.loads(line)["text"] for line in pages):
            texts.write(json.dumps({"text": text}) + "\n")


if __name__ == "__main__":
    extract(Path(sys.argv[1]), Path(sys.argv[2]))
