"""Where the bench finds what lies outside the repository, and where it may write."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds"
DOCS = ROOT / "docs"
#: Git-ignored: environments of the peers, unpacked corpora, data folders of measured runs.
SCRATCH = ROOT / ".bench"


def bench_folder() -> Path:
    """Return the folder of the bench corpus: ``OPSONIN_BENCH``, or ``../shared/bench``."""
    return _stated("OPSONIN_BENCH", "bench")


def gold_folder() -> Path:
    """Return the folder of the reference annotations: ``OPSONIN_GOLD``, or ``../shared/gold``."""
    return _stated("OPSONIN_GOLD", "gold")


def _stated(variable: str, name: str) -> Path:
    return Path(os.environ.get(variable) or ROOT.parent / "shared" / name)
