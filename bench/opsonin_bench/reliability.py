"""Measure how often mentions are right, by type and kind of match, beside the scores they have.

Usage: ``python -m opsonin_bench.reliability --gold DIR [--split train]``. What `train` says is what
the scores were set from; what `dev` says stands in the documentation. A mention is right when the
corpus has its very span and type.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.quality.predicting import Row, predict
from opsonin_bench.quality.sets.ner import TYPES, load
from opsonin_bench.quality.sets.seeds_mentions import preferred

#: Corpora, and the types that each annotates.
_CORPORA = {
    "ncbi_disease": ("disease",),
    "bc5cdr": ("disease", "chemical"),
    "biored": ("disease", "chemical", "gene", "organism"),
}
_COMPOSED = "composed"


@dataclass(slots=True)
class Cell:
    """Mentions of one type and kind of match.

    Attributes:
        n: How many there are.
        right: How many are right.
        score: Sum of their scores.
    """

    n: int = 0
    right: int = 0
    score: float = 0.0


def main() -> None:
    """Write the table to stdout."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder with ner/*.jsonl")
    parser.add_argument("--split", choices=("dev", "train"), default="dev")
    arguments = parser.parse_args()
    print("\n".join(table(measure(arguments.gold / "ner", arguments.split))))  # noqa: T201 - a tool


def measure(folder: Path, split: str) -> dict[tuple[str, str], Cell]:
    """Return the cells by type and kind of match, over all corpora.

    Documents of the development sets are left out of training sets that have them too.
    """
    held_out = {
        case.item.key
        for corpus in _CORPORA
        for case in load(folder / f"{corpus}.dev.jsonl")
        if split == "train"
    }
    cells: dict[tuple[str, str], Cell] = {}
    for corpus, types in _CORPORA.items():
        cases = [c for c in load(folder / f"{corpus}.{split}.jsonl") if c.item.key not in held_out]
        predicted = predict([case.item for case in cases], ("mentions",))
        for case in cases:
            if case.item.key not in predicted:
                continue
            for row in preferred(predicted[case.item.key].rows["mentions"]):
                kind = TYPES.get(row["type"])
                if kind in types:
                    cell = cells.setdefault((row["type"], _kind(row)), Cell())
                    cell.n += 1
                    cell.score += row["score"]
                    cell.right += (row["raw_start"], row["raw_end"], kind) in case.gold.spans
    return cells


def table(cells: dict[tuple[str, str], Cell]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| type | match | mentions | mean score | right |"
    yield "|---|---|---|---|---|"
    for (type_, kind), cell in sorted(cells.items()):
        mean, right = cell.score / cell.n, cell.right / cell.n
        yield f"| {type_} | {kind} | {cell.n:,} | {mean:.2f} | {right:.2f} |"


def _kind(row: Row) -> str:
    return _COMPOSED if row["curie"] is None else str(row["match_kind"])


if __name__ == "__main__":
    main()
