"""Read the small curated lexicon that stands beside this module."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from opsonin_plugins.vocabularies.build.concepts import Concept

_FILE = Path(__file__).with_name("lexicon.tsv")


def read_lexicon() -> list[Concept]:
    """Return words of general knowledge that the vocabularies lack.

    Everyday words, and what machine translation makes of the Chinese names of COVID-19 and its
    virus. Each line of the file gives its reason.
    """
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines, delimiter="\t"), key=_identity)
    return [
        Concept(curie, label, kind, tuple(row["term"] for row in group), (alt,) if alt else ())
        for (curie, label, kind, alt), group in groupby(rows, key=_identity)
    ]


def _identity(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["curie"], row["label"], row["type"], row["alt_curies"]
