"""Keep the longest of nested names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.meanings import Meanings
from opsonin_plugins.taggers.matching.search import Hits


def longest(hits: Hits, meanings: Meanings) -> Hits:
    """Return the names that stand in no longer name of the same type, in text order.

    What stands inside a name of the lexicon goes whatever its type: "new coronary pneumonia"
    names no coronary vessel. Names that overlap without one holding the other all stay.
    """
    types = meanings.type_codes[hits.meaning]
    is_lexicon = meanings.is_lexicon[hits.meaning]
    inside = _inside_longer(hits, types, np.ones(len(types), np.bool_))
    inside |= _inside_longer(hits, np.zeros_like(types), is_lexicon)
    hits = hits.pick(~inside)
    types = types[~inside]
    return hits.pick(np.lexsort((types, -hits.end, hits.start)))


def _inside_longer(
    hits: Hits, group: NDArray[np.int64], is_holder: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mark names that stand inside a longer holder of their group."""
    inside = np.zeros(len(group), np.bool_)
    if not is_holder.any():
        return inside
    order = np.lexsort((-hits.end, hits.start, group))
    start, end = hits.start[order], hits.end[order]
    # Groups lie one behind the other on one axis, so that one running maximum serves all.
    shift = group[order] * (int(hits.end.max()) + 1)
    reach = np.where(is_holder[order], end + shift, 0)
    furthest = np.maximum.accumulate(reach)
    before = np.concatenate(([0], furthest[:-1]))
    is_inside = before >= end + shift
    # A holder of the same span is no longer one.
    holder_starts = _start_of_furthest(reach, furthest, start)
    is_inside &= (before > end + shift) | (holder_starts < start)
    inside[order] = is_inside
    return inside


def _start_of_furthest(
    reach: NDArray[np.int64], furthest: NDArray[np.int64], start: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return where the name starts that reached furthest before each name."""
    is_record = reach > np.concatenate(([0], furthest[:-1]))
    last_record = np.maximum.accumulate(np.where(is_record, np.arange(len(reach)), 0))
    before = np.concatenate(([0], last_record[:-1]))
    return start[before]
