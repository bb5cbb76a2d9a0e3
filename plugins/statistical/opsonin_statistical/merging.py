"""Declared rules by which the model's mentions and the dictionary's become one table.

1. Only mentions of types that the model knows are judged; all others pass.
2. In a report of a study, which is what the model was trained on, the score of a mention of the
   dictionary becomes the share of mentions with its likelihood that are right. The row stays; the
   refiner ``preferred`` passes over low scores. In other documents, such as news, nothing changes.
3. In reports of studies a name that the model is sure of at one place is one wherever the document
   repeats it; see `opsonin_statistical.repeating`.
4. A span that the model finds is a new row if its share is at least ``add_from`` (in other
   documents ``add_from_elsewhere``) and the dictionary has no row of the same span and kind.
   Organisms are added in reports of studies alone: elsewhere patients name no species.
5. Names of people, places and organisations win over what the model adds.
6. The model's get their id from their name, or from the long form of an abbreviation, without
   modifiers in front; else they have none. In reports of studies the dictionary's keep theirs
   unless annotators gave their name another one; see `opsonin_statistical.relinking`. A name of
   several concepts has the id of the first and those of the others among its other ids.

What is preferred among them is decided by the refiner ``preferred``, as for all others.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Mentions of a batch as stretches of code points.

    Attributes:
        owner: Position of the document.
        starts: First code point.
        ends: First code point after it.
        kind: Number of the kind; -1 for kinds that the model does not know.
        shares: The share of such mentions that is right.
    """

    owner: Ints
    starts: Ints
    ends: Ints
    kind: Ints
    shares: Floats

    def pick(self, chosen: Flags | Ints) -> Marks:
        """Return some of them."""
        return Marks(
            self.owner[chosen],
            self.starts[chosen],
            self.ends[chosen],
            self.kind[chosen],
            self.shares[chosen],
        )

    def joined_with(self, other: Marks) -> Marks:
        """Return the marks of both."""
        return Marks(
            np.concatenate([self.owner, other.owner]),
            np.concatenate([self.starts, other.starts]),
            np.concatenate([self.ends, other.ends]),
            np.concatenate([self.kind, other.kind]),
            np.concatenate([self.shares, other.shares]),
        )

    def keys(self) -> list[tuple[int, int, int, int]]:
        """Return document, kind and span of each."""
        columns = (self.owner, self.kind, self.starts, self.ends)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def is_new(found: Marks, listed: Marks, blocked: Marks, least: Floats) -> Flags:
    """Mark what the model found that becomes a row (rules 4 and 5).

    Args:
        found: What the model found.
        listed: The mentions of the dictionary.
        blocked: Names of people, places and organisations.
        least: For each document the share from which on a mention is added.
    """
    known = set(listed.keys())
    new: Flags = found.shares >= least[found.owner]
    new &= np.array([key not in known for key in found.keys()], np.bool_)  # noqa: SIM118 - no mapping
    return new & ~touches(found, blocked)


def raised(listed: Marks, again: Marks) -> Marks:
    """Return the mentions of the dictionary, with at least the share that a repeat has (rule 3)."""
    least = dict(zip(again.keys(), again.shares.tolist(), strict=True))
    told = np.array([least.get(key, 0.0) for key in listed.keys()], np.float32)  # noqa: SIM118 - no mapping
    return replace(listed, shares=np.maximum(listed.shares, told))


def touches(marks: Marks, blocked: Marks) -> Flags:
    """Mark what overlaps a blocked stretch of its document."""
    reach = _Reach([(owner, start, end) for owner, _, start, end in blocked.keys()])  # noqa: SIM118 - no mapping
    return np.array(
        [reach.meets(owner, start, end) for owner, _, start, end in marks.keys()],  # noqa: SIM118 - no mapping
        np.bool_,
    )


class _Reach:
    """How far stretches reach, by document: one search instead of a comparison of all."""

    def __init__(self, stretches: list[tuple[int, int, int]]) -> None:
        self._known: dict[int, tuple[list[int], list[int]]] = {}
        for owner, start, end in sorted(stretches):
            starts, ends = self._known.setdefault(owner, ([], []))
            starts.append(start)
            ends.append(max(end, ends[-1]) if ends else end)

    def meets(self, owner: int, start: int, end: int) -> bool:
        """Whether a stretch overlaps this one."""
        starts, ends = self._known.get(owner, ((), ()))
        before = bisect_left(starts, end)
        return before > 0 and ends[before - 1] > start
