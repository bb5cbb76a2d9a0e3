"""The abstracts of `ner` again, with the statistical tagger: as it comes, and as trained on all.

`make statistical` trains the weights for all types, which may not be shipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsonin_bench.folders import SCRATCH
from opsonin_bench.quality.goldset import GoldSet
from opsonin_bench.quality.sets.ner import Abstract, load, scorer

#: Where `make statistical` writes.
WEIGHTS = SCRATCH / "statistical.npz"
_JOINT_OPTIONS: Mapping[str, Mapping[str, object]] = {
    "statistical": {"weights": str(WEIGHTS)},
    "preferred": {"min_score": 0.25},
}
_CORPORA = (
    ("NCBI disease", "ner/ncbi_disease.dev.jsonl", ("disease",)),
    ("BC5CDR", "ner/bc5cdr.dev.jsonl", ("disease", "chemical")),
    ("BioRED", "ner/biored.dev.jsonl", ("disease", "chemical", "gene", "organism")),
)


def _set(
    name: str, path: str, types: Sequence[str], *, is_joint: bool = False
) -> GoldSet[Abstract]:
    return GoldSet(
        name=name,
        path=path,
        tables=("mentions",),
        options=_JOINT_OPTIONS if is_joint else {},
        plugins=("opsonin-statistical",),
        made_by=(WEIGHTS, "make statistical") if is_joint else None,
        load=load,
        score=scorer(types),
    )


GOLD_SETS = (
    *(
        _set(f"{name}, dev, statistical tagger as it comes", path, ("disease",))
        for name, path, _ in _CORPORA
    ),
    *(
        _set(f"{name}, dev, statistical tagger trained on all", path, types, is_joint=True)
        for name, path, types in _CORPORA
    ),
)
