"""Declared rules by which the model's mentions and the dictionary's become one table.

1. Only mentions of types that the model knows are judged; all others pass.
2. A mention of the dictionary keeps its row and id. Its score becomes the share of mentions with
   its likelihood that are right. It goes if that is below ``drop_below``, unless it stands inside a
   longer mention that stays: those are never preferred, and may still be wanted.
3. A span that the model finds is a new row if its share is at least ``add_from`` and the dictionary
   has no row of the same span and kind.
4. Names of people, places and organisations win over what the model adds.
5. The short form of an abbreviation means what its long form does, all through the document.
"""

from __future__ import annotations

from dataclasses import dataclass

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

    def keys(self) -> list[tuple[int, int, int, int]]:
        """Return document, kind and span of each."""
        columns = (self.owner, self.kind, self.starts, self.ends)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def is_new(found: Marks, listed: Marks, blocked: Marks, add_from: float) -> Flags:
    """Mark what the model found that becomes a row (rules 3 and 4)."""
    known = set(listed.keys())
    new = found.shares >= np.float32(add_from)
    new &= np.array([key not in known for key in found.keys()], np.bool_)  # noqa: SIM118 - no mapping
    return new & ~touches(found, blocked)


def stays(listed: Marks, added: Marks, drop_below: float) -> Flags:
    """Mark the mentions of the dictionary that stay (rules 1 and 2)."""
    sure = (listed.kind < 0) | (listed.shares >= np.float32(drop_below))
    holders = joined(listed.pick(sure & (listed.kind >= 0)), added)
    return sure | is_inside(listed, holders)


def joined(one: Marks, other: Marks) -> Marks:
    """Return both together."""
    return Marks(
        np.concatenate([one.owner, other.owner]),
        np.concatenate([one.starts, other.starts]),
        np.concatenate([one.ends, other.ends]),
        np.concatenate([one.kind, other.kind]),
        np.concatenate([one.shares, other.shares]),
    )


def is_inside(marks: Marks, holders: Marks) -> Flags:
    """Mark what stands inside a longer holder of its document and kind."""
    around: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for owner, kind, start, end in holders.keys():  # noqa: SIM118 - no mapping
        around.setdefault((owner, kind), []).append((start, end))
    for spans in around.values():
        spans.sort()
    inside = np.zeros(len(marks.owner), np.bool_)
    for row, (owner, kind, start, end) in enumerate(marks.keys()):
        inside[row] = any(
            first <= start and end <= last and (first, last) != (start, end)
            for first, last in around.get((owner, kind), ())
        )
    return inside


def touches(marks: Marks, blocked: Marks) -> Flags:
    """Mark what overlaps a blocked stretch of its document."""
    by_owner: dict[int, list[tuple[int, int]]] = {}
    for owner, _, start, end in blocked.keys():  # noqa: SIM118 - no mapping
        by_owner.setdefault(owner, []).append((start, end))
    return np.array(
        [
            any(first < end and start < last for first, last in by_owner.get(owner, ()))
            for owner, _, start, end in marks.keys()  # noqa: SIM118 - no mapping
        ],
        np.bool_,
    )
