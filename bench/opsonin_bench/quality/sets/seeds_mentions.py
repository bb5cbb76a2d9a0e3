"""Biomedical mentions of the seeds, with their concepts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import Stretch, line_spans, touched

#: What the gold counts as mentions and the contract as identifiers.
IDENTIFIER_TYPES = frozenset({"publication", "clinical_trial"})

#: What is annotated apart from these, in the evidence of the seeds.
_NAMES = frozenset({"person", "organisation", "place", "publication"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in the raw text."""

    span: Stretch
    type: str
    curie: str | None


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[tuple[Mention, ...]]]:
    """Read the mentions, but for those that stand on lines which cleaning removes."""
    entries = json.loads(path.read_text("utf-8"))
    files = json.loads(path.with_name("clean.json").read_text("utf-8"))["files"]
    cases = []
    for name, entry in files.items():
        content = (seeds / name).read_bytes()
        spans = line_spans(content.decode("utf-8"))
        removed = [spans[one["line"] - 1] for one in entry["lines"] if one["action"] == "remove"]
        mentions = tuple(
            Mention((one["start"], one["end"]), one["type"], one.get("curie"))
            for one in entries
            if one["seed"] == name
            and one["type"] not in IDENTIFIER_TYPES
            and not any(start <= one["start"] < end for start, end in removed)
        )
        cases.append(Case(Item(name, content, ".txt"), mentions))
    return cases


def score(
    gold: Mapping[str, tuple[Mention, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return recall and precision of (span, type), exact and overlapping, and right concepts."""
    n_right = n_touching = n_found = n_expected = n_concepts = n_with_concept = 0
    for name, mentions in gold.items():
        rows = preferred(predicted[name].rows["mentions"]) if name in predicted else []
        found = {(row["raw_start"], row["raw_end"], row["type"]): row for row in rows}
        expected = {(*one.span, one.type): one for one in mentions}
        right = found.keys() & expected.keys()
        n_right += len(right)
        n_found += len(found)
        n_expected += len(expected)
        n_touching += touched([key[:2] for key in found], [one.span for one in mentions])
        named = [key for key in right if expected[key].curie]
        n_with_concept += len(named)
        n_concepts += sum(expected[key].curie in curies(found[key]) for key in named)
    return [
        Figure("recall, exact span and type", _share(n_right, n_expected), n_expected),
        Figure("precision, exact span and type", _share(n_right, n_found), n_found),
        Figure("precision, overlapping any mention", _share(n_touching, n_found), n_found),
        Figure("concept right, of exact ones", _share(n_concepts, n_with_concept), n_with_concept),
    ]


def preferred(rows: Sequence[Row]) -> list[Row]:
    """Return the preferred mentions of biomedical things that have a place in the raw text."""
    kept = [row for row in rows if row["is_preferred"] and row["type"] not in _NAMES]
    return [row for row in kept if row["raw_start"] is not None]


def curies(row: Row) -> frozenset[str]:
    """Return all concepts that a mention names, in whichever vocabulary."""
    return frozenset(one for one in (row["curie"], *(row["alt_curies"] or ())) if one)


def _share(n: int, of: int) -> float | None:
    return n / of if of else None


GOLD_SETS = (
    GoldSet(
        name="seeds mentions",
        path="seeds/mentions.json",
        tables=("mentions",),
        load=load,
        score=score,
    ),
)
