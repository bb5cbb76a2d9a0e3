"""Claims of the seeds: what is said of what, how surely, and whether it is denied."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import Stretch, overlaps

#: How the gold words a relation -> the table's predicate. Relations that are not here, such as a
#: frequency, have none.
_PREDICATES = {
    "associated_with": "associated_with",
    "observed_in": "detected_in",
    "inhibits": "impairs",
    "causes": "causes",
    "treats": "treats",
    "cures": "treats",
    "prevents": "prevents",
    "produces": "produces",
    ">": "compared_with",
}
_DIRECTIONS = {"increased": "increase", "decreased": "decrease"}
_UNSURE = ("hedged", "speculative", "conditional", "unknown")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the gold.

    Attributes:
        span: Where it stands in the raw text.
        predicate: Its predicate in the table's words, if the gold gives one that has any.
        direction: Its direction, if the gold gives one.
        negated: Whether it is denied.
        is_unsure: Whether the gold has it for anything but asserted; null for caveats.
    """

    span: Stretch
    predicate: str | None
    direction: str | None
    negated: bool
    is_unsure: bool | None


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[tuple[Claim, ...]]]:
    """Read the claims of the seeds."""
    entries = json.loads(path.read_text("utf-8"))["docs"]
    return [
        Case(
            Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"),
            tuple(map(claim_of, one["claims"])),
        )
        for one in entries
    ]


def claim_of(entry: Mapping[str, Any]) -> Claim:
    """Return a claim of the gold, whose words are partly prose, in the table's words."""
    relation = (entry.get("relation") or ["", "", ""])[1].rstrip("?")
    name, _, note = relation.partition("(")
    certainty = entry["certainty"]
    return Claim(
        (entry["span"]["start"], entry["span"]["end"]),
        _PREDICATES.get(name),
        _DIRECTIONS.get(note.rstrip(")")),
        entry["polarity"].startswith("negated"),
        None if certainty == "caveat" else certainty.startswith(_UNSURE),
    )


def score(
    gold: Mapping[str, tuple[Claim, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision and recall of overlapping claims, and what of those is right.

    A row is right if it overlaps a claim of the gold, a claim is found if a row overlaps it. The
    stricter line also asks for the predicate, direction and negation as far as the gold has them.
    """
    counts = {is_strict: Counts() for is_strict in (False, True)}
    found = dict.fromkeys((False, True), 0)
    certain: list[bool] = []
    for name, claims in gold.items():
        rows = predicted[name].rows["claims"] if name in predicted else []
        for is_strict in (False, True):
            right = sum(any(_is_same(row, one, is_strict) for one in claims) for row in rows)
            found[is_strict] += sum(
                any(_is_same(row, one, is_strict) for row in rows) for one in claims
            )
            counts[is_strict] += Counts(right, len(rows), len(claims))
        certain += [
            (row["certainty"] != "asserted") == one.is_unsure
            for one in claims
            if one.is_unsure is not None
            for row in rows
            if _is_same(row, one, is_strict=False)
        ]
    return [
        *_figures("claims", counts[False], found[False]),
        *_figures("with predicate, direction and negation", counts[True], found[True]),
        Figure(
            "sure or not: right", sum(certain) / len(certain) if certain else None, len(certain)
        ),
    ]


def _figures(name: str, counts: Counts, n_found: int) -> list[Figure]:
    recalled = Counts(n_found, counts.found, counts.expected)
    return [f1_figures(name, counts)[0], f1_figures(name, recalled)[1]]


def _is_same(row: Row, claim: Claim, is_strict: bool) -> bool:  # noqa: FBT001 - one of two lines
    at = row["raw_start"], row["raw_end"]
    if at[0] is None or not overlaps(at, claim.span):
        return False
    return not is_strict or (
        row["negated"] == claim.negated
        and (claim.predicate is None or row["predicate"] == claim.predicate)
        and (claim.direction is None or row["direction"] == claim.direction)
    )


GOLD_SETS = (
    GoldSet(
        name="seeds claims",
        path="seeds/evidence.json",
        tables=("claims",),
        load=load,
        score=score,
    ),
)
