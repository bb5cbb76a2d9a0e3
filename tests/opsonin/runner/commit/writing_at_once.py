"""Commits a new file of its own and a new version of another, several times."""

from __future__ import annotations

import sys
from pathlib import Path

from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally


def main(folder: Path, number: int, n_commits: int) -> None:
    """Write into a feed of its own, and run it into the data folder that all share."""
    feed = folder / f"feed{number}"
    chosen = Settings(
        inputs=(str(feed),),
        data=folder / "data",
        cleaners=(),
        taggers=(),
        exporters=(),
        vocabularies=(),
    )
    for commit in range(n_commits):
        (feed / f"{number}-{commit}.txt").write_text(f"Text {commit} of writer {number}")
        (feed / f"{number}.txt").write_text(f"Version {commit} of {number}")
        (feed / "shared.txt").write_text("Everybody writes this.")
        run_locally(chosen)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
