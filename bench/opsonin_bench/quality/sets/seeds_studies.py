"""Studies that the seeds report or speak of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row

_TEXTS = ("study", "population", "exposure", "intervention", "outcome", "publication", "start")
_CELLS = ("text", "population", "intervention", "outcome", "publication")
_NUMBER = re.compile(r"\d[\d,]*")
_WORD = re.compile(r"[^\W\d_]{4,}")
#: Words that all studies share.
_COMMON = frozenset({"patients", "study", "with", "severe", "second", "cases", "that", "from"})


@dataclass(frozen=True, slots=True)
class Study:
    """A study of the gold.

    Attributes:
        size: How many were studied, if the gold has it as a number; 1 for a case.
        words: The telling words that the gold describes it by, in lower case.
        is_review: Whether it is a review or a commentary.
    """

    size: int | None
    words: frozenset[str]
    is_review: bool = False


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[tuple[Study, ...]]]:
    """Read the studies of the seeds."""
    entries = json.loads(path.read_text("utf-8"))["docs"]
    return [
        Case(
            Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"),
            tuple(map(study_of, one["study_facts"])),
        )
        for one in entries
    ]


def study_of(entry: Mapping[str, Any]) -> Study:
    """Return a study of the gold."""
    stated = _NUMBER.search(str(entry.get("n") or entry.get("n_total") or ""))
    size = int(stated[0].replace(",", "")) if stated else None
    said = " ".join(str(entry[key]) for key in _TEXTS if entry.get(key))
    return Study(size, _words(said), "review" in entry["study"])


def score(
    gold: Mapping[str, tuple[Study, ...]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return the share of rows that are a study of the gold, and of the gold's that are found.

    The gold has no spans. A row is a study of the gold if its size is among the row's words (of a
    case: if its design is a case's), or if both are reviews, or neither has a size; and if they
    share a telling word, but for reviews.
    """
    n_right = n_rows = n_gold = 0
    for name, studies in gold.items():
        rows = list(predicted[name].rows["studies"]) if name in predicted else []
        n_rows += len(rows)
        n_gold += len(studies)
        for one in studies:
            row = next((row for row in rows if _is_same(row, one)), None)
            if row is not None:
                # No row is two studies.
                rows.remove(row)
                n_right += 1
    return [
        Figure("studies: precision", n_right / n_rows if n_rows else None, n_rows),
        Figure("studies: recall", n_right / n_gold if n_gold else None, n_gold),
    ]


def _is_same(row: Row, study: Study) -> bool:
    if study.is_review or row["design"] == "review":
        return study.is_review and row["design"] == "review"
    said = " ".join(str(row[cell]) for cell in _CELLS if row[cell])
    if not study.words & _words(said):
        return False
    is_case = row["design"] == "case_report"
    if study.size == 1 or is_case:
        return study.size == 1 and is_case
    sizes = {int(one.replace(",", "")) for one in _NUMBER.findall(row["population"] or "")}
    return study.size in sizes if study.size and sizes else not sizes


def _words(said: str) -> frozenset[str]:
    return frozenset(_WORD.findall(said.lower())) - _COMMON


GOLD_SETS = (
    GoldSet(
        name="seeds studies",
        path="seeds/evidence.json",
        tables=("studies",),
        load=load,
        score=score,
    ),
)
