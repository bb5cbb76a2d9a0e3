"""The language of short and mixed texts, ours beside that of other detectors.

The texts are translated messages of two web frameworks; ``make languages`` has the peers answer.
Only languages are scored that every peer has named at least once, as each knows others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from opsonin_bench.languages import TEXTS
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted

#: Lengths of texts, in code points, that are told apart.
_LENGTHS = (
    ("under 40 characters", 0, 40),
    ("40 to 79 characters", 40, 80),
    ("80 characters and more", 80, 1_000_000),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text's language, its length, and what the peers say.

    Attributes:
        language: The code of its language; of a mixed text that of its longer part.
        length: In code points.
        answers: Codes by peer.
    """

    language: str
    length: int
    answers: Mapping[str, str]


def load_told(_path: Path, *, kind: str, texts: Path = TEXTS) -> Sequence[Case[Told]]:
    """Read the texts of one kind in the languages that all peers know."""
    rows = [json.loads(line) for line in texts.read_text("utf-8").splitlines()]
    named: dict[str, set[str]] = {}
    for row in rows:
        for peer, answer in row["answers"].items():
            named.setdefault(peer, set()).add(answer)
    known = set.intersection(*named.values())
    return [
        Case(
            Item(str(number), row["text"]),
            Told(row["language"], len(row["text"]), row["answers"]),
        )
        for number, row in enumerate(rows)
        if row["set"] == kind and row["language"] in known
    ]


def score_told(gold: Mapping[str, Told], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return the share that is told rightly by us and by each peer, by length."""
    figures = []
    for name, least, most in _LENGTHS:
        chosen = {key: one for key, one in gold.items() if least <= one.length < most}
        if not chosen:
            continue
        ours = sum(_ours(predicted.get(key)) == one.language for key, one in chosen.items())
        figures.append(Figure(f"{name}: right", ours / len(chosen), len(chosen)))
        for peer in next(iter(chosen.values())).answers:
            right = sum(one.answers[peer] == one.language for one in chosen.values())
            figures.append(Figure(f"{name}: {peer}", right / len(chosen), len(chosen)))
    return figures


def _ours(found: Predicted | None) -> str:
    if found is None:
        return "und"
    [row] = found.rows["documents"]
    return str(row["language"]).partition("-")[0]


def _loader(kind: str) -> Callable[[Path], Sequence[Case[Told]]]:
    return partial(load_told, kind=kind)


GOLD_SETS = tuple(
    GoldSet(
        name=f"language of messages, {kind}",
        path="README.md",
        tables=("documents",),
        made_by=(TEXTS, "make languages"),
        load=_loader(kind),
        score=score_told,
    )
    for kind in ("django", "wagtail", "django, mixed", "wagtail, mixed")
)
