"""Claims of abstracts that no rule was written after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item
from opsonin_bench.quality.sets.seeds_claims import Claim, score

WRITTEN = Path(__file__).parents[1] / "claims.json"


def load(path: Path) -> Sequence[Case[tuple[Claim, ...]]]:
    """Read the claims beside this module's package, and their texts from the corpora.

    Args:
        path: One of the corpora; the others stand beside it.
    """
    entries = json.loads(WRITTEN.read_text("utf-8"))["documents"]
    corpora = sorted({one["corpus"] for one in entries})
    texts = {
        (corpus, line["doc_id"]): line["text"]
        for corpus in corpora
        for line in map(
            json.loads, path.with_name(f"{corpus}.dev.jsonl").read_text("utf-8").splitlines()
        )
    }
    return [
        Case(
            Item(f"{one['corpus']}-{one['doc_id']}", texts[one["corpus"], one["doc_id"]]),
            tuple(
                Claim((start, end), predicate, direction, negated, is_unsure=None)
                for start, end, predicate, direction, negated in one["claims"]
            ),
        )
        for one in entries
    ]


GOLD_SETS = (
    GoldSet(
        name="claims of abstracts",
        path="ner/biored.dev.jsonl",
        tables=("claims",),
        load=load,
        score=score,
    ),
)
