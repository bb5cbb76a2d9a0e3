"""Counts opsonin's terms in texts: ``python ahocorasick_job.py JOB INPUT OUT``.

The longest of the leftmost hits, in lower case, whole words or not: the letters are not folded, no
hit is compared with its term, and none is given a meaning.
"""

from __future__ import annotations

import sys
from pathlib import Path

import ahocorasick_rs
from shipped_terms import small_terms, texts_in, write_counts


def count(source: Path, out: Path) -> None:
    """Write how many terms stand in each text."""
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    search = ahocorasick_rs.AhoCorasick(small_terms(), matchkind=kind).find_matches_as_indexes
    write_counts((len(search(text.lower())) for text in texts_in(source)), out)


if __name__ == "__main__":
    count(Path(sys.argv[2]), Path(sys.argv[3]))
