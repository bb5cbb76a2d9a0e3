"""The stretches on both sides that a link rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from opsonin import LinkEvidence
from opsonin_plugins.taggers.links.keys import Key, kind_of

#: So many shared keys are shown of each kind, those that are worth most. Source: ours.
MAX_SHOWN = 3


def sides_of(
    names: Sequence[str], one: Mapping[str, Key], other: Mapping[str, Key]
) -> list[LinkEvidence]:
    """Return where shared keys stand on both sides.

    Args:
        names: The shared keys, those that are worth most first.
        one: Keys of the document that the link starts from.
        other: Keys of the one that it leads to.
    """
    return [side for name in _shown(names) for side in _sides(name, one, other)]


def _shown(names: Sequence[str]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for name in names:
        counts[kind_of(name)] = counts.get(kind_of(name), 0) + 1
        if counts[kind_of(name)] <= MAX_SHOWN:
            yield name


def _sides(name: str, one: Mapping[str, Key], other: Mapping[str, Key]) -> list[LinkEvidence]:
    kind = kind_of(name)
    # The hash of a phrase tells a reader nothing.
    note = f"shared {kind}" if kind in {"quote", "phrase"} else f"shared {name.replace(':', ' ')}"
    return [side_of("from", one[name], note), side_of("to", other[name], note)]


def side_of(side: Literal["from", "to"], key: Key, note: str) -> LinkEvidence:
    """Return where a key stands as evidence."""
    return LinkEvidence(side, key.start, key.end, key.table_name, key.row_id, note)
