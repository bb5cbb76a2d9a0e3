"""Features of a second look at a page: what the first look says of the blocks around a block."""

from __future__ import annotations

import numpy as np

from opsonin_plugins.cleaners.content.measures import Floats, sums_before
from opsonin_plugins.cleaners.content.surroundings import Ints

_NEIGHBOURS = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS = (3, 8, 20)
_LEVELS = range(6)
#: Shares of the words expected to be main content that the smallest container around them holds.
_SHARES = (0.5, 0.8)
_LEAST = 1e-4


def second_look(
    chances: Floats, words: Floats, at: Ints, parents: Ints, opened: Ints, closed: Ints
) -> dict[str, Floats]:
    """Return features of a page's blocks, by name.

    Args:
        chances: For each block how probably it is main content, by the first look.
        words: Number of words of each block.
        at: Number of the innermost container of each block.
        parents: For each container the number of the one around it, the root its own.
        opened: For each container the number of blocks before it.
        closed: For each container the number of blocks when it ended.
    """
    bounded = np.clip(chances, _LEAST, 1 - _LEAST)
    odds = np.log(bounded / (1 - bounded))
    rows: dict[str, Floats] = {"odds": odds}
    n, reach = len(odds), max(_NEIGHBOURS)
    padded = np.full(n + 2 * reach, np.log(_LEAST))
    padded[reach : reach + n] = odds
    rows |= {f"odds{step:+d}": padded[reach + step : reach + step + n] for step in _NEIGHBOURS}
    # Blocks without words count a little as well.
    sizes = words + 1.0
    before, expected = sums_before(sizes), sums_before(sizes * chances)
    place = np.arange(n)
    for reach in _WINDOWS:
        low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, n)
        rows[f"expected_within{reach}"] = (expected[high] - expected[low]) / (
            before[high] - before[low]
        )
    total = max(1.0, expected[-1])
    rows["expected_before"] = expected[:-1] / total
    rows["expected_total"] = np.full(n, total)
    rows["expected_share"] = np.full(n, total / before[-1])
    best = np.maximum.accumulate(odds)
    rows["best_before"] = np.concatenate(([np.log(_LEAST)], best[:-1]))
    rows["best_after"] = np.concatenate(
        (np.maximum.accumulate(odds[::-1])[::-1][1:], [np.log(_LEAST)])
    )
    within = expected[closed] - expected[opened]
    share_within = within / np.maximum(before[closed] - before[opened], 1)
    current = at
    for level in _LEVELS:
        rows[f"expected_above{level}"] = share_within[current]
        rows[f"expected_part{level}"] = within[current] / total
        current = parents[current]
    size = before[closed] - before[opened]
    for share in _SHARES:
        enough = np.flatnonzero(within >= share * within[0])
        smallest = enough[size[enough] == size[enough].min()][-1]
        low, high = opened[smallest], closed[smallest]
        name = f"expected_main{int(100 * share)}"
        rows[f"{name}_distance"] = np.minimum(place - low, 0.0) + np.maximum(place - high + 1, 0.0)
        rows[f"{name}_share"] = np.full(n, share_within[smallest])
        rows[f"{name}_position"] = (place - low) / max(1, high - low)
    return rows
