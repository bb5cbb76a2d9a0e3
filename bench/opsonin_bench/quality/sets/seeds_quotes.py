"""Quotes of the seeds, direct and indirect, with whoever speaks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import Stretch, overlaps


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote of a seed.

    Attributes:
        content: Where it stands in the raw text.
        kind: ``direct`` or ``indirect``.
        names: What whoever speaks is called, in small letters.
    """

    content: Stretch
    kind: str
    names: frozenset[str]


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[tuple[Quote, ...]]]:
    """Read the quotes of the seeds."""
    entries = json.loads(path.read_text("utf-8"))["docs"]
    return [
        Case(Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"), _quotes(one))
        for one in entries
    ]


def _quotes(entry: Mapping[str, Any]) -> tuple[Quote, ...]:
    people = {
        one["id"]: {one["canonical"], *(at["text"] for at in one["mentions"])}
        for one in entry["people"]
    }
    return tuple(
        Quote(
            (one["content"]["start"], one["content"]["end"]),
            one["type"],
            frozenset(
                name.lower() for name in people.get(one["speaker"]) or {one["speaker_span"]["text"]}
            ),
        )
        for one in entry["quotes"]
    )


def score(
    gold: Mapping[str, tuple[Quote, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision and recall of quotes that overlap one of the same kind; right speakers."""
    n_right = n_ours = n_found = n_gold = n_exact = n_speakers = n_pairs = 0
    for key, quotes in gold.items():
        rows = predicted[key].rows["quotes"] if key in predicted else []
        pairs = [(row, one) for row in rows for one in quotes if _is_same(row, one)]
        n_ours += len(rows)
        n_gold += len(quotes)
        n_right += sum(any(_is_same(row, one) for one in quotes) for row in rows)
        n_found += sum(any(_is_same(row, one) for row in rows) for one in quotes)
        n_pairs += len(pairs)
        n_exact += sum((row["raw_start"], row["raw_end"]) == one.content for row, one in pairs)
        n_speakers += sum((row["speaker"] or "").lower() in one.names for row, one in pairs)
    return [
        Figure("quotes: precision", _share(n_right, n_ours), n_ours),
        Figure("quotes: recall", _share(n_found, n_gold), n_gold),
        Figure("right speaker", _share(n_speakers, n_pairs), n_pairs),
        Figure("exact spans", _share(n_exact, n_pairs), n_pairs),
    ]


def _is_same(row: Row, quote: Quote) -> bool:
    at = row["raw_start"], row["raw_end"]
    return row["kind"] == quote.kind and at[0] is not None and overlaps(at, quote.content)


def _share(n: int, of: int) -> float | None:
    return n / of if of else None


GOLD_SETS = (
    GoldSet(
        name="seeds quotes",
        path="seeds/evidence.json",
        tables=("quotes",),
        load=load,
        score=score,
    ),
)
