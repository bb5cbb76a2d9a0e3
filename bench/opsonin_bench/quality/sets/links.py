"""Links between documents that were written for it: pairs that belong together, and look-alikes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.quality.figures import Counts, Figure, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted

WRITTEN = Path(__file__).parents[1] / "links.json"
#: Kinds of links that the set knows.
KINDS = ("same_story", "news_to_paper", "contradiction_candidate")


@dataclass(frozen=True, slots=True)
class Related:
    """What a document is related to.

    Attributes:
        others: Kind of link for each related document, by its key. Each pair stands with one.
        unrelated: Documents that only look related.
        journal: The journal of a paper outside the set that it reports; empty if none.
    """

    others: Mapping[str, str]
    unrelated: tuple[str, ...]
    journal: str


def load(path: Path) -> Sequence[Case[Related]]:
    """Read the documents and their pairs; they stand beside this module, whatever the path."""
    del path
    written = json.loads(WRITTEN.read_text("utf-8"))
    pairs = written["pairs"]
    return [
        Case(
            Item(key, text.encode(), ".txt"),
            Related(
                {other: kind for one, other, kind in pairs if one == key and kind},
                tuple(other for one, other, kind in pairs if one == key and not kind),
                written["outside"].get(key, ""),
            ),
        )
        for key, text in written["documents"].items()
    ]


def score(gold: Mapping[str, Related], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 by kind of link, look-alikes left alone, and descriptions.

    Links count in either direction. Links of copies are left to the sets for duplicates.
    """
    found = _found(predicted)
    figures: list[Figure] = []
    for kind in KINDS:
        expected = {
            frozenset((key, other))
            for key, related in gold.items()
            for other, of in related.others.items()
            if of == kind
        }
        mine = found[kind]
        counts = Counts(len(mine & expected), len(mine), len(expected))
        figures += f1_figures(kind, counts)
    alike = {frozenset((key, other)) for key, one in gold.items() for other in one.unrelated}
    linked = {pair for pairs in found.values() for pair in pairs}
    figures.append(_share("look-alikes left alone", [pair not in linked for pair in alike]))
    described = [
        any(
            one.journal in (row["target_description"] or "") for row in predicted[key].rows["links"]
        )
        for key, one in gold.items()
        if one.journal and key in predicted
    ]
    return [*figures, _share("papers outside described", described)]


def _found(predicted: Mapping[str, Predicted]) -> dict[str, set[frozenset[str]]]:
    keys = {one.doc_id: key for key, one in predicted.items()}
    found: dict[str, set[frozenset[str]]] = {kind: set() for kind in KINDS}
    for key, one in predicted.items():
        for row in one.rows["links"]:
            if row["kind"] in found and row["to_doc_id"] in keys:
                found[row["kind"]].add(frozenset((key, keys[row["to_doc_id"]])))
    return found


def _share(name: str, right: Sequence[bool]) -> Figure:
    return Figure(name, sum(right) / len(right) if right else None, len(right))


GOLD_SETS = (
    GoldSet(
        name="written links",
        path="README.md",
        tables=("links",),
        load=load,
        score=score,
    ),
)
