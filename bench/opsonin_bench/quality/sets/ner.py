"""Abstracts with mentions and concepts: NCBI disease, BC5CDR, BioRED."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.sets.seeds_mentions import curies, preferred
from opsonin_bench.quality.spans import Stretch, longest

#: Our types -> the corpora's. They know no phenotypes, and no proteins besides genes.
TYPES = {
    "disease": "disease",
    "phenotype": "disease",
    "chemical": "chemical",
    "gene": "gene",
    "protein": "gene",
    "organism": "organism",
    "variant": "variant",
    "cell_line": "cell_line",
}
#: The corpora's name of a vocabulary -> ours.
_PREFIXES = {"EG": "NCBIGene"}


@dataclass(frozen=True, slots=True)
class Abstract:
    """The annotations of one abstract.

    Attributes:
        spans: (start, end, type) of each mention.
        ids: (type, CURIE) of each concept.
    """

    spans: frozenset[tuple[int, int, str]]
    ids: frozenset[tuple[str, str]]


def load(path: Path) -> Sequence[Case[Abstract]]:
    """Read one corpus."""
    lines = path.read_text("utf-8").split("\n")
    return [_case(json.loads(line)) for line in lines if line]


def _case(entry: Row) -> Case[Abstract]:
    mentions = entry["mentions"]
    spans = frozenset((one["start"], one["end"], one["type"]) for one in mentions)
    ids = frozenset(
        (one["type"], _curie(stated)) for one in mentions for stated in one["ids"] or ()
    )
    known = frozenset((type_, curie) for type_, curie in ids if curie)
    return Case(Item(entry["doc_id"], entry["text"]), Abstract(spans, known))


def _curie(stated: object) -> str:
    """Return an id of the corpus as a CURIE; empty when it is none, as those of variants."""
    prefix, colon, local = str(stated).partition(":")
    return f"{_PREFIXES.get(prefix, prefix)}:{local.strip()}" if colon and " " not in prefix else ""


def scorer(
    types: Sequence[str],
) -> Callable[[Mapping[str, Abstract], Mapping[str, Predicted]], list[Figure]]:
    """Return what scores a corpus that annotates these types."""

    def score(gold: Mapping[str, Abstract], predicted: Mapping[str, Predicted]) -> list[Figure]:
        spans = {type_: Counts() for type_ in types}
        diseases = Counts()
        ids = {type_: IdCounts() for type_ in types}
        for key, abstract in gold.items():
            rows = preferred(predicted[key].rows["mentions"]) if key in predicted else []
            for type_ in types:
                own = [row for row in rows if TYPES.get(row["type"]) == type_]
                expected = {span[:2] for span in abstract.spans if span[2] == type_}
                spans[type_] += counts_of(longest(map(_span, own)), expected)
                if type_ == "disease":
                    strict = [row for row in own if row["type"] == type_]
                    diseases += counts_of(longest(map(_span, strict)), expected)
                stated = {curie for kind, curie in abstract.ids if kind == type_}
                ids[type_] += id_counts({curies(row) for row in own if row["curie"]}, stated)
        figures: list[Figure] = []
        if len(types) > 1:
            every = sum(spans.values(), Counts())
            figures += f1_figures("all types, exact span and type", every)
        for type_ in types:
            figures += f1_figures(f"{type_}, exact span", spans[type_])
            if ids[type_].expected:
                n = ids[type_].expected
                figures.append(Figure(f"{type_}, concepts of documents: F1", ids[type_].f1, n))
        if diseases.expected:
            name = "disease, without our phenotypes, exact span: F1"
            figures.append(Figure(name, diseases.f1, diseases.expected))
        return figures

    return score


@dataclass(frozen=True, slots=True)
class IdCounts:
    """Concepts of documents.

    Attributes:
        right: Concepts we gave that the gold has under one of their ids.
        found: Concepts we gave.
        recalled: Ids of the gold that one of our concepts has.
        expected: Ids of the gold.
    """

    right: int = 0
    found: int = 0
    recalled: int = 0
    expected: int = 0

    def __add__(self, other: IdCounts) -> IdCounts:
        """Return the sum of both."""
        return IdCounts(
            self.right + other.right,
            self.found + other.found,
            self.recalled + other.recalled,
            self.expected + other.expected,
        )

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        if not (self.found and self.expected):
            return 0.0 if self.found or self.expected else None
        precision, recall = self.right / self.found, self.recalled / self.expected
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def id_counts(found: set[frozenset[str]], expected: set[str]) -> IdCounts:
    """Count the concepts of one document; each of ours has ids in several vocabularies."""
    right = sum(bool(concept & expected) for concept in found)
    given = frozenset().union(*found)
    return IdCounts(right, len(found), len(expected & given), len(expected))


def _span(row: Row) -> Stretch:
    return row["raw_start"], row["raw_end"]


def _set(name: str, path: str, types: Sequence[str]) -> GoldSet[Abstract]:
    return GoldSet(name=name, path=path, tables=("mentions",), load=load, score=scorer(types))


GOLD_SETS = (
    _set("NCBI disease, dev", "ner/ncbi_disease.dev.jsonl", ("disease",)),
    _set("BC5CDR, dev", "ner/bc5cdr.dev.jsonl", ("disease", "chemical")),
    _set(
        "BioRED, dev",
        "ner/biored.dev.jsonl",
        ("disease", "chemical", "gene", "organism", "variant", "cell_line"),
    ),
)
