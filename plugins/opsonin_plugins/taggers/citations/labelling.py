"""A linear model of the order of fields in references, with weights from the package."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.citations.features import BITS, Rows, features
from opsonin_plugins.taggers.citations.tokens import Ints, tokens_of

Floats = npt.NDArray[np.float32]
#: First code point, and first one after it.
Range = tuple[int, int]

#: What a word of a reference belongs to. Source: AnyStyle's annotation of references.
LABELS = (
    "author", "title", "journal", "container-title", "date", "volume", "pages", "publisher",
    "location", "citation-number", "editor", "note", "url", "doi", "translator", "genre",
    "edition", "isbn", "collection-title",
)  # fmt: skip
#: So many references are labelled at once: enough for speed, few enough for the cache.
_AT_ONCE = 256
_LEVELS = 31


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights of a linear-chain model.

    Attributes:
        rows: Feature -> row of ``emissions``, ``2 ** BITS`` numbers; 0 for unknown features.
        emissions: Rows x labels; the first row is 0.
        transitions: Label before x label.
        starts: One for each label.
    """

    rows: Ints
    emissions: Floats
    transitions: Floats
    starts: Floats

    def label(self, texts: Sequence[str]) -> Iterator[list[tuple[str, Range]]]:
        """Yield the fields of each reference in their order, with where each stands."""
        # References of like length go together, so that little is computed for nothing.
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        found: list[list[tuple[str, Range]]] = [[] for _ in texts]
        for first in range(0, len(order), _AT_ONCE):
            places = order[first : first + _AT_ONCE]
            for place, runs in zip(places, self._runs([texts[one] for one in places]), strict=True):
                found[place] = runs
        yield from found

    def _runs(self, texts: Sequence[str]) -> Iterator[list[tuple[str, Range]]]:
        tokens = tokens_of(texts)
        labels = best_paths(
            self.scores(features(tokens)), tokens.sizes, self.transitions, self.starts
        ).tolist()
        first = 0
        for size in tokens.sizes.tolist():
            yield joined(tokens.spans[first : first + size], labels[first : first + size])
            first += size

    def scores(self, known: Rows) -> Floats:
        """Return the sums of the weights of each token: tokens x labels."""
        rows = self.rows[known]
        sums = np.zeros((len(known), len(LABELS)), np.float32)
        for column in rows.T:
            sums += self.emissions[column]
        return sums

    def to_bytes(self) -> bytes:
        """Return the weights as a compressed archive of arrays."""
        sink = io.BytesIO()
        kept = np.flatnonzero(self.rows)
        order = self.rows[kept]
        scale = np.abs(self.emissions).max() / _LEVELS
        np.savez_compressed(
            sink,
            gaps=np.diff(kept, prepend=0).astype(np.uint32),
            emissions=np.round(self.emissions[order] / scale).astype(np.int8).T.copy(),
            scale=np.float32(scale),
            transitions=self.transitions,
            starts=self.starts,
        )
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Model:
        """Read what `to_bytes` gave."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            emissions = stored["emissions"].T.astype(np.float32) * stored["scale"]
            rows = np.zeros(1 << BITS, np.int64)
            rows[np.cumsum(stored["gaps"].astype(np.int64))] = np.arange(1, len(emissions) + 1)
            return cls(
                rows,
                np.vstack([np.zeros((1, len(LABELS)), np.float32), emissions]),
                stored["transitions"],
                stored["starts"],
            )


@cache
def shipped() -> Model:
    """Return the model that comes with the package."""
    return Model.from_bytes((files(__package__) / "weights.npz").read_bytes())


def best_paths(scores: Floats, sizes: Ints, transitions: Floats, starts: Floats) -> Ints:
    """Return the labels of each reference with the largest sum of scores (Viterbi).

    Args:
        scores: Tokens of all references x labels.
        sizes: Number of tokens of each reference.
        transitions: Label before x label.
        starts: One for each label.
    """
    longest = int(sizes.max(initial=0))
    if longest == 0:
        return np.empty(0, np.int64)
    firsts = np.cumsum(sizes) - sizes
    places = firsts[:, None] + np.arange(longest)
    is_in = np.arange(longest) < sizes[:, None]
    padded = np.where(is_in[:, :, None], scores[np.where(is_in, places, 0)], 0)
    best = padded[:, 0] + starts
    back = np.empty((longest, len(sizes), len(starts)), np.int16)
    same = np.arange(len(starts), dtype=np.int16)
    reverse = np.ascontiguousarray(transitions.T)
    for step in range(1, longest):
        reached = best[:, None, :] + reverse
        chosen = reached.argmax(axis=2)
        goes_on = is_in[:, step, None]
        back[step] = np.where(goes_on, chosen, same)
        taken = np.take_along_axis(reached, chosen[:, :, None], 2)[:, :, 0]
        best = np.where(goes_on, taken + padded[:, step], best)
    path = np.empty((len(sizes), longest), np.int64)
    path[:, -1] = best.argmax(axis=1)
    everyone = np.arange(len(sizes))
    for step in range(longest - 1, 0, -1):
        path[:, step - 1] = back[step][everyone, path[:, step]]
    return path[is_in]


def joined(spans: Sequence[Range], labels: Sequence[int]) -> list[tuple[str, Range]]:
    """Join neighbouring tokens with the same label."""
    found: list[tuple[str, Range]] = []
    last = -1
    for (start, end), label in zip(spans, labels, strict=True):
        if label == last:
            found[-1] = found[-1][0], (found[-1][1][0], end)
        else:
            found.append((LABELS[label], (start, end)))
            last = label
    return found
