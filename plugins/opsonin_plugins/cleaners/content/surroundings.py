"""Features of the elements around each block of a page."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.lexicon import Lexicon
from opsonin_plugins.cleaners.content.measures import Floats, Measures, sums_before
from opsonin_plugins.cleaners.content.outline import Outline

Ints = NDArray[np.int64]

#: Elements whose presence around a block is a feature.
AROUND = [
    "nav",
    "header",
    "footer",
    "aside",
    "main",
    "article",
    "form",
    "table",
    "ul",
    "ol",
    "figure",
    "section",
    "dialog",
    "button",
    "blockquote",
    "dl",
    "details",
    "noscript",
]
_BIT = {tag: 1 << n for n, tag in enumerate(AROUND)}
#: How far above a block its containers are looked at, 0 being the innermost.
_LEVELS = (0, 1, 2, 3, 4, 6)
_SIBLING_LEVELS = (1, 2, 3, 4)
#: Shares of the paragraphs' words that the smallest container around them holds.
_SHARES = (0.4, 0.6, 0.85)
_HALF = 0.5
_TOO_FAR = 12.0


@dataclass(frozen=True, slots=True)
class Containers:
    """One value a container.

    Attributes:
        parents: Number of the container around it; the root is its own.
        opened: Number of blocks before it.
        closed: Number of blocks when it ended.
        depth: Number of containers around it.
        around: Bits of the elements around it.
        is_hidden: Whether it or one around it is not displayed.
        own: Weight of its names.
        path: Sum, highest and lowest of the weights from the root to it, one row each.
        words: Words within.
        chars: Characters within.
        linked: Characters in links within.
        prose: Words of paragraphs within.
        kind: Number of its tag and names.
        siblings: Number of siblings with the same tag and names.
        sibling_words: Words in these.
    """

    parents: Ints
    opened: Ints
    closed: Ints
    depth: Ints
    around: Ints
    is_hidden: Floats
    own: Floats
    path: Floats
    words: Floats
    chars: Floats
    linked: Floats
    prose: Floats
    kind: Ints
    siblings: Floats
    sibling_words: Floats


def numbered(keys: Iterable[Hashable]) -> Ints:
    """Return a number for each key, equal for equal keys, in order of appearance."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)


def read_containers(outline: Outline, measures: Measures, lexicon: Lexicon) -> Containers:
    """Sum up what stands in each container, and what stands around it."""
    above, tags, names, hides, starts = zip(*outline.containers, strict=True)
    kinds: dict[tuple[str, str], int] = {}
    kind = [kinds.setdefault(one, len(kinds)) for one in zip(tags, names, strict=True)]
    of_kind = [(lexicon.of_names(name), _BIT.get(tag, 0)) for tag, name in kinds]
    path, highest, lowest, depth, around, is_hidden = [0.0], [0.0], [0.0], [0], [0], [False]
    for parent, number, hidden in zip(above[1:], kind[1:], hides[1:], strict=True):
        (total, high, low), bit = of_kind[number]
        path.append(path[parent] + total)
        highest.append(max(highest[parent], high))
        lowest.append(min(lowest[parent], low))
        depth.append(depth[parent] + 1)
        around.append(around[parent] | bit)
        is_hidden.append(hidden or is_hidden[parent])
    opened, closed = np.array(starts), np.array(outline.closed)
    parents, kind_of = np.maximum(above, 0), np.array(kind)
    own = np.array([weights.total for weights, _ in of_kind])[kind_of]

    def within(values: Floats) -> Floats:
        sums = sums_before(values)
        inside: Floats = sums[closed] - sums[opened]
        return inside

    words = within(measures.words)
    sibling = np.unique(parents * len(kind) + kind_of, return_inverse=True)[1]
    return Containers(
        parents=parents,
        opened=opened,
        closed=closed,
        depth=np.array(depth),
        around=np.array(around),
        is_hidden=np.array(is_hidden, dtype=np.float64),
        own=own,
        path=np.array([path, highest, lowest]),
        words=words,
        chars=within(measures.chars),
        linked=within(measures.link * measures.chars),
        prose=within(measures.prose),
        kind=kind_of,
        siblings=np.bincount(sibling)[sibling].astype(np.float64),
        sibling_words=np.bincount(sibling, weights=words)[sibling].astype(np.float64),
    )


def surroundings(outline: Outline, measures: Measures, found: Containers) -> dict[str, Floats]:
    """Return features of what stands around each block, by name."""
    at = np.array([block.container for block in outline.blocks])
    n = np.arange(len(at))
    rows: dict[str, Floats] = {
        "depth": found.depth[at].astype(np.float64),
        "is_hidden": found.is_hidden[at],
        "path_sum": found.path[0][at],
        "path_highest": found.path[1][at],
        "path_lowest": found.path[2][at],
        "own": found.own[at],
    }
    around = found.around[at]
    for tag, bit in _BIT.items():
        rows[f"in_{tag}"] = ((around & bit) > 0).astype(np.float64)
    rows |= _levels(found, at, n, max(1.0, measures.words.sum()), measures.prose.sum())
    for share in _SHARES:
        rows |= _main_container(found, at, n, share)
    return rows


def _levels(found: Containers, at: Ints, n: Ints, words: float, prose: float) -> dict[str, Floats]:
    """Return features of the containers above each block, level by level."""
    rows: dict[str, Floats] = {}
    some_prose = max(1.0, prose)
    size = found.closed - found.opened
    of_container = np.stack(
        [
            found.words / words,
            found.linked / np.maximum(found.chars, 1),
            found.prose / np.maximum(found.words, 1),
            found.prose / some_prose,
            found.words / np.maximum(size, 1),
        ]
    )
    of_siblings = np.stack([found.siblings, found.sibling_words / words, found.own])
    level_of_half = np.full(len(at), _TOO_FAR)
    words_of_half = np.ones(len(at))
    current = at
    for level in range(9):
        if level in _LEVELS:
            values = of_container[:, current]
            names = ("words", "link", "prose", "prose_share", "mean_words")
            rows |= {f"above{level}_{name}": values[k] for k, name in enumerate(names)}
            rows[f"above{level}_position"] = (n - found.opened[current]) / np.maximum(
                size[current], 1
            )
        if level in _SIBLING_LEVELS:
            values = of_siblings[:, current]
            rows |= {
                f"above{level}_{name}": values[k]
                for k, name in enumerate(("siblings", "sibling_words", "own"))
            }
        is_half = (level_of_half == _TOO_FAR) & (found.prose[current] >= _HALF * prose)
        level_of_half[is_half] = level
        words_of_half[is_half] = of_container[0, current][is_half]
        current = found.parents[current]
    rows["half_level"], rows["half_words"] = level_of_half, words_of_half
    return rows


def _main_container(found: Containers, at: Ints, n: Ints, share: float) -> dict[str, Floats]:
    """Return where each block stands against the smallest container with a share of the prose."""
    enough = np.flatnonzero(found.prose >= share * found.prose[0])
    smallest = enough[found.words[enough] == found.words[enough].min()][-1]
    low, high = found.opened[smallest], found.closed[smallest]
    name = f"main{int(100 * share)}"
    return {
        f"{name}_in": ((n >= low) & (n < high)).astype(np.float64),
        f"{name}_distance": np.minimum(n - low, 0.0) + np.maximum(n - high + 1, 0.0),
        f"{name}_words": np.full(len(n), found.words[smallest] / max(1.0, found.words[0])),
        f"{name}_position": (n - low) / max(1, high - low),
        f"{name}_depth": (found.depth[at] - found.depth[smallest]).astype(np.float64),
    }
