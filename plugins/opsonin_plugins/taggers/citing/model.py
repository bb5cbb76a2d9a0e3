"""A linear model of the order of fields in a reference, with weights from the package."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.citing.tokens import Range, features, tokenize

Floats = npt.NDArray[np.float32]

#: What a word of a reference belongs to. Source: AnyStyle's annotation of references.
LABELS = (
    "author", "title", "journal", "container-title", "date", "volume", "pages", "publisher",
    "location", "citation-number", "editor", "note", "url", "doi", "translator", "genre",
    "edition", "isbn", "collection-title",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights of a linear-chain model.

    Attributes:
        rows: Feature -> its row in ``emissions``; the last row is that of unknown features.
        emissions: Rows x labels.
        transitions: Label before x label.
        starts: One for each label.
    """

    rows: dict[str, int]
    emissions: Floats
    transitions: Floats
    starts: Floats

    def label(self, text: str) -> list[tuple[str, Range]]:
        """Return the fields of a reference in their order, with where each stands."""
        tokens = tokenize(text)
        if not tokens:
            return []
        unknown = len(self.emissions) - 1
        get = self.rows.get
        known = [[get(one, unknown) for one in about] for about in features(text, tokens)]
        scores = self.emissions[np.array(known, np.int32)].sum(axis=1)
        return runs(tokens, best_path(scores, self.transitions, self.starts))

    def to_bytes(self) -> bytes:
        """Return the weights as a compressed archive of arrays."""
        sink = io.BytesIO()
        scale = np.abs(self.emissions).max() / 127
        np.savez_compressed(
            sink,
            names=np.frombuffer("\n".join(self.rows).encode(), np.uint8),
            emissions=np.round(self.emissions / scale).astype(np.int8),
            scale=np.float32(scale),
            transitions=self.transitions,
            starts=self.starts,
        )
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Read what `to_bytes` gave."""
        stored = np.load(io.BytesIO(data), allow_pickle=False)
        names = stored["names"].tobytes().decode().split("\n")
        emissions = stored["emissions"].astype(np.float32) * stored["scale"]
        rows = {name: row for row, name in enumerate(names)}
        return cls(rows, emissions, stored["transitions"], stored["starts"])


@cache
def shipped() -> Model:
    """Return the model that comes with the package."""
    return Model.from_bytes((files(__package__) / "weights.npz").read_bytes())


def best_path(scores: Floats, transitions: Floats, starts: Floats) -> list[int]:
    """Return the labels with the largest sum of scores (Viterbi).

    Args:
        scores: Tokens x labels.
        transitions: Label before x label.
        starts: One for each label.
    """
    best = scores[0] + starts
    back = np.empty(scores.shape, np.int64)
    for place in range(1, len(scores)):
        reached = best[:, None] + transitions
        back[place] = reached.argmax(axis=0)
        best = reached.max(axis=0) + scores[place]
    path = [int(best.argmax())]
    for place in range(len(scores) - 1, 0, -1):
        path.append(int(back[place][path[-1]]))
    return path[::-1]


def runs(tokens: Sequence[Range], labels: Sequence[int]) -> list[tuple[str, Range]]:
    """Join neighbouring tokens with the same label."""
    found: list[tuple[str, Range]] = []
    for (start, end), label in zip(tokens, labels, strict=True):
        name = LABELS[label]
        if found and found[-1][0] == name:
            found[-1] = name, (found[-1][1][0], end)
        else:
            found.append((name, (start, end)))
    return found
