"""Counts opsonin's terms in texts: ``python spacy_job.py JOB INPUT OUT``.

PhraseMatcher over the tokens of spaCy's blank English pipeline, in lower case.
"""

from __future__ import annotations

import sys
from pathlib import Path

import spacy
from shipped_terms import small_terms, texts_in, write_counts
from spacy.matcher import PhraseMatcher


def count(source: Path, out: Path) -> None:
    """Write how many terms stand in each text."""
    tokenizer = spacy.blank("en").tokenizer
    matcher = PhraseMatcher(tokenizer.vocab, attr="LOWER")
    matcher.add("term", list(tokenizer.pipe(small_terms(), batch_size=1000)))
    write_counts((len(matcher(tokenizer(text))) for text in texts_in(source)), out)


if __name__ == "__main__":
    count(Path(sys.argv[2]), Path(sys.argv[3]))
