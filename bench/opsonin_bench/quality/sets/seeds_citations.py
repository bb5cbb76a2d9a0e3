"""References of the seeds, in their fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row

_FIELDS = ("title", "container", "year", "volume", "issue", "pages", "doi", "pmid")

#: Raw start and end, ordinal, authors and the other fields.
Reference = tuple[object, ...]


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[frozenset[Reference]]]:
    """Read the references of all seeds; most have none."""
    entries = json.loads(path.read_text("utf-8"))["docs"]
    return [
        Case(
            Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"),
            frozenset(map(reference_of, one["references"])),
        )
        for one in entries
    ]


def reference_of(entry: Mapping[str, Any]) -> Reference:
    """Return a reference of the gold; what it does not name is null."""
    authors = tuple(one["family"] for one in entry["authors"])
    span = entry["raw"]
    fields = tuple(entry.get(name) for name in _FIELDS)
    return (span["start"], span["end"], entry["ordinal"], authors, *fields)


def score(
    gold: Mapping[str, frozenset[Reference]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return the share of references that are right in span and all fields, and F1 of spans."""
    exact, spans = Counts(), Counts()
    for name, expected in gold.items():
        found = (
            {_row(row) for row in predicted[name].rows["citations"]} if name in predicted else []
        )
        exact += counts_of(found, expected)
        spans += counts_of([one[:2] for one in found], [one[:2] for one in expected])
    return [
        Figure("references exact in every field", exact.f1, exact.expected),
        *f1_figures("references by their span", spans),
    ]


def _row(row: Row) -> Reference:
    fields = tuple(row[name] for name in _FIELDS)
    return (row["raw_start"], row["raw_end"], row["ordinal"], tuple(row["authors"]), *fields)


GOLD_SETS = (
    GoldSet(
        name="seeds citations",
        path="seeds/evidence.json",
        tables=("citations",),
        load=load,
        score=score,
    ),
)
