"""Claims of a hundred abstracts, read twice; rules were written after half of them at most."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item
from opsonin_bench.quality.sets.seeds_claims import Claim, score
from opsonin_bench.quality.spans import overlaps

WRITTEN = Path(__file__).parents[1] / "claims.json"
#: Rules were written with the known ones at hand.
PARTS = ("known", "unseen")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readings of the same abstracts agree.

    Attributes:
        n_documents: Abstracts that were read twice.
        first: Share of the claims of the first reading that the second has, by overlap.
        second: Share of those of the second that the first has.
        predicates: Share of overlapping claims with the same predicate, of those where both
            readings give one.
        negations: Share of overlapping claims that both readings deny or both do not.
    """

    n_documents: int
    first: float
    second: float
    predicates: float
    negations: float


def documents() -> list[dict[str, Any]]:
    """Return what was written: for each abstract its corpus, id, digest, part and readings."""
    return list(json.loads(WRITTEN.read_text("utf-8"))["documents"])


def load(path: Path, part: str) -> Sequence[Case[tuple[Claim, ...]]]:
    """Read the claims beside this module's package, and their texts from the corpora.

    Args:
        path: One of the corpora; the others stand beside it.
        part: One of `PARTS`.

    Raises:
        ValueError: The text of an abstract is not the one that was read.
    """
    entries = [one for one in documents() if one["part"] == part]
    corpora = sorted({one["corpus"] for one in entries})
    texts = {
        (corpus, line["doc_id"]): line["text"]
        for corpus in corpora
        for line in map(
            json.loads, path.with_name(f"{corpus}.dev.jsonl").read_text("utf-8").splitlines()
        )
    }
    return [_case(one, texts[one["corpus"], one["doc_id"]]) for one in entries]


def _case(entry: Mapping[str, Any], text: str) -> Case[tuple[Claim, ...]]:
    name = f"{entry['corpus']}-{entry['doc_id']}"
    if not hashlib.sha256(text.encode()).hexdigest().startswith(entry["sha256"]):
        message = (
            f"The text of {name} is not the one whose claims were annotated. "
            f"Expected is one with SHA-256 {entry['sha256']}...: use the corpus as published."
        )
        raise ValueError(message)
    return Case(Item(name, text), _claims(entry["claims"]))


def _claims(rows: Iterable[Sequence[Any]]) -> tuple[Claim, ...]:
    return tuple(
        Claim((start, end), predicate, direction, negated, is_unsure=None)
        for start, end, predicate, direction, negated in rows
    )


def agreement() -> Agreement:
    """Return how far the two readings agree."""
    pairs = [
        (_claims(one["claims"]), _claims(one["again"]))
        for one in documents()
        if one["again"] is not None
    ]
    met = [
        max(here, key=lambda other: _shared(one, other))
        if (here := [other for other in again if overlaps(one.span, other.span)])
        else None
        for first, again in pairs
        for one in first
    ]
    firsts = [one for first, _ in pairs for one in first]
    both = [(one, other) for one, other in zip(firsts, met, strict=True) if other]
    named = [(one, other) for one, other in both if one.predicate and other.predicate]
    seconds = [
        any(overlaps(one.span, other.span) for one in first)
        for first, again in pairs
        for other in again
    ]
    return Agreement(
        len(pairs),
        len(both) / len(firsts),
        sum(seconds) / len(seconds),
        sum(one.predicate == other.predicate for one, other in named) / len(named),
        sum(one.negated == other.negated for one, other in both) / len(both),
    )


def _shared(one: Claim, other: Claim) -> int:
    return min(one.span[1], other.span[1]) - max(one.span[0], other.span[0])


GOLD_SETS = tuple(
    GoldSet(
        name=f"claims of abstracts, {part}",
        path="ner/biored.dev.jsonl",
        tables=("claims",),
        load=partial(load, part=part),
        score=score,
    )
    for part in PARTS
)
