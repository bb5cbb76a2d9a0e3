"""Features of a second look at a page: what the first look says of the blocks around a block."""

from __future__ import annotations

import numpy as np

from opsonin_plugins.cleaners.content.context import beside
from opsonin_plugins.cleaners.content.pages import Floats, Pages, sums_before, whole

_NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS = (3, 8, 20)
_LEVELS = range(6)
#: Shares of the words expected to be main content that the smallest container around them holds.
_SHARES = (0.5, 0.8)
_LEAST = 1e-4
#: Parts of one that chances are exact to.
_PARTS = 1 << 20


def second_look(pages: Pages, chances: Floats, words: Floats) -> dict[str, Floats]:
    """Return features of the blocks of pages, by name.

    Args:
        pages: The pages.
        chances: For each block how probably it is main content, by the first look.
        words: Number of words of each block.
    """
    chances = whole(chances, _PARTS)
    bounded = np.clip(chances, _LEAST, 1 - _LEAST)
    odds = np.log(bounded / (1 - bounded))
    rows: dict[str, Floats] = {"odds": odds}
    near = beside(pages, odds[np.newaxis], _NEIGHBOURS, nothing=float(np.log(_LEAST)))
    rows |= {f"odds{step:+d}": values[0] for step, values in near}
    # Blocks without words count a little as well.
    sizes = words + 1.0
    before, expected = sums_before(sizes), sums_before(sizes * chances)
    for reach in _WINDOWS:
        low, high = pages.window(reach)
        rows[f"expected_within{reach}"] = (expected[high] - expected[low]) / (
            before[high] - before[low]
        )
    all_expected = pages.total(sizes * chances)
    total = np.maximum(1.0, all_expected)
    rows["expected_before"] = pages.before(sizes * chances) / total[pages.of]
    rows["expected_total"] = total[pages.of]
    rows["expected_share"] = (total / pages.total(sizes))[pages.of]
    rows["best_before"], rows["best_after"] = _best(pages, odds)
    within = expected[pages.closed] - expected[pages.opened]
    size = before[pages.closed] - before[pages.opened]
    share_within = within / np.maximum(size, 1)
    part_within = within / total[pages.of_container]
    current = pages.at
    for level in _LEVELS:
        rows[f"expected_above{level}"] = share_within[current]
        rows[f"expected_part{level}"] = part_within[current]
        current = pages.parents[current]
    place, of = pages.place, pages.of
    for share in _SHARES:
        smallest = pages.smallest(within, size, share)
        low, high = pages.opened[smallest][of], pages.closed[smallest][of]
        name = f"expected_main{int(100 * share)}"
        rows[f"{name}_distance"] = np.minimum(place - low, 0.0) + np.maximum(place - high + 1, 0.0)
        rows[f"{name}_share"] = share_within[smallest][of]
        rows[f"{name}_position"] = (place - low) / np.maximum(1, high - low)
    return rows


def _best(pages: Pages, odds: Floats) -> tuple[Floats, Floats]:
    """Return the best odds of what stands before and after each block on its page."""
    before, after = np.full(len(odds), np.log(_LEAST)), np.full(len(odds), np.log(_LEAST))
    for start, count in zip(pages.starts.tolist(), pages.counts.tolist(), strict=True):
        end = start + count
        np.maximum.accumulate(odds[start : end - 1], out=before[start + 1 : end])
        np.maximum.accumulate(odds[start + 1 : end][::-1], out=after[start : end - 1][::-1])
    return before, after
