"""Counts opsonin's terms in texts: ``python daachorse_job.py JOB INPUT OUT``.

The longest of the leftmost hits, in lower case, whole words or not: the letters are not folded, no
hit is compared with its term, and none is given a meaning.
"""

from __future__ import annotations

import sys
from pathlib import Path

import daachorse
from shipped_terms import small_terms, texts_in, write_counts


def count(source: Path, out: Path) -> None:
    """Write how many terms stand in each text."""
    kind = daachorse.MATCH_KIND_LEFTMOST_LONGEST
    terms = [term.encode() for term in small_terms()]
    search = daachorse.DoubleArrayAhoCorasick(terms, kind).find
    write_counts((len(search(text.lower().encode())) for text in texts_in(source)), out)


if __name__ == "__main__":
    count(Path(sys.argv[2]), Path(sys.argv[3]))
