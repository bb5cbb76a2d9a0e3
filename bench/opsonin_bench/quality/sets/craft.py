"""Ends of sentences in the full papers of CRAFT."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import squashed
from opsonin_bench.unpacking import unpacked

_SENTENCE = "# text = "
#: A sentence of the annotation is looked for so many characters after the one before; one that
#: is not there was changed by the annotators and is left out.
_MAX_SKIP = 50


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: where its sentences end, white space before the end aside."""

    ends: frozenset[int]


def load(path: Path) -> Sequence[Case[Paper]]:
    """Read the papers with their sentences."""
    root = unpacked(path) / "craft-dev"
    trees = root / "structural-annotation" / "dependency" / "conllu"
    cases = []
    for file in sorted((root / "articles" / "txt").glob("*.txt")):
        text = file.read_bytes().decode("utf-8")
        lines = (trees / f"{file.stem}.conllu").read_text("utf-8").split("\n")
        sentences = [line.removeprefix(_SENTENCE) for line in lines if line.startswith(_SENTENCE)]
        cases.append(Case(Item(file.stem, text), Paper(sentence_ends(text, sentences))))
    return cases


def sentence_ends(text: str, sentences: Iterable[str]) -> frozenset[int]:
    """Return where sentences end in a text, whose white space may differ from theirs."""
    visible, places = squashed(text)
    ends: set[int] = set()
    after = 0
    for sentence in sentences:
        sought, _ = squashed(sentence)
        found = visible.find(sought, after, after + _MAX_SKIP + len(sought))
        if sought and found >= 0:
            after = found + len(sought)
            ends.add(places[after - 1] + 1)
    return frozenset(ends)


def score(gold: Mapping[str, Paper], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 of sentence ends."""
    counts = Counts()
    for key, paper in gold.items():
        rows = predicted[key].rows["segments"] if key in predicted else []
        counts += counts_of(leaf_ends(rows), paper.ends)
    return f1_figures("sentence ends", counts)


def leaf_ends(segments: Sequence[Row]) -> frozenset[int]:
    """Return where sentences end, and blocks that have none: headings count as sentences."""
    parents = {row["parent_id"] for row in segments}
    leaves = (row for row in segments if row["segment_id"] not in parents)
    return frozenset(row["raw_end"] for row in leaves if row["raw_end"] is not None)


GOLD_SETS = (
    GoldSet(
        name="CRAFT, dev",
        path="craft/craft-dev.tar.xz",
        tables=("segments",),
        load=load,
        score=score,
    ),
)
