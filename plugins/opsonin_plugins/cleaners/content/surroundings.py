"""Features of the elements around each block of a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from opsonin_plugins.cleaners.content.lexicon import PARTS, Lexicon
from opsonin_plugins.cleaners.content.measures import Measures
from opsonin_plugins.cleaners.content.pages import Floats, Ints, Pages

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
_HIDDEN = 1 << len(AROUND)
#: How far above a block its containers are looked at, 0 being the innermost.
_LEVELS = (0, 1, 2, 3, 4, 6)
_SIBLING_LEVELS = (1, 2, 3, 4)
#: Shares of the paragraphs' words that the smallest container around them holds.
_SHARES = (0.4, 0.6, 0.85)
_HALF = 0.5
_TOO_FAR = 12.0


@dataclass(frozen=True, slots=True)
class Elements:
    """One value a container.

    Attributes:
        depth: Number of containers around it.
        around: Bits of the elements around it, and whether one of them is not displayed.
        own: Weight of its names.
        path: Sum, highest and lowest of the weights from the root to it, in hundredths, one row
            each.
        words: Words within.
        chars: Characters within.
        linked: Characters in links within.
        prose: Words of paragraphs within.
        kind: Number of its tag and names.
        siblings: Number of siblings with the same tag and names.
        sibling_words: Words in these.
    """

    depth: Ints
    around: Ints
    own: Floats
    path: Ints
    words: Floats
    chars: Floats
    linked: Floats
    prose: Floats
    kind: Ints
    siblings: Floats
    sibling_words: Floats


def read_elements(pages: Pages, measures: Measures, lexicon: Lexicon) -> Elements:
    """Sum up what stands in each container, and what stands around it."""
    kinds: dict[tuple[str, str], int] = {}
    kind = np.array(
        [
            kinds.setdefault(one, len(kinds))
            for outline in pages.outlines
            for one in zip(outline.containers.tags, outline.containers.names, strict=True)
        ]
    )
    # One row for each kind: weights of its names, and the bit of its element.
    of_kind = np.array([(*lexicon.of_names(name), _BIT.get(tag, 0)) for tag, name in kinds])
    own = of_kind[kind]
    is_hidden = [one for outline in pages.outlines for one in outline.containers.is_hidden]
    depth, path, around = _from_root(pages, own, np.array(is_hidden, dtype=np.int64))
    words = pages.within(measures.words)
    sibling = np.unique(pages.parents * len(kinds) + kind, return_inverse=True)[1]
    return Elements(
        depth=depth,
        around=around,
        own=own[:, 0] / PARTS,
        path=path,
        words=words,
        chars=pages.within(measures.chars),
        linked=pages.within(measures.linked),
        prose=pages.within(measures.prose),
        kind=kind,
        siblings=np.bincount(sibling)[sibling].astype(np.float64),
        sibling_words=np.bincount(sibling, weights=words)[sibling].astype(np.float64),
    )


def _from_root(pages: Pages, own: Ints, is_hidden: Ints) -> tuple[Ints, Ints, Ints]:
    """Return depth, weights and bits of all that stands from the root to each container.

    Every step doubles the number of containers that have been looked up.
    """
    above, root = pages.parents, pages.roots[pages.of_container]
    depth = (above != np.arange(len(above))).astype(np.int64)
    total, high, low, around = own.T
    around = around | is_hidden * _HIDDEN
    while True:
        depth = depth + depth[above]
        total = total + total[above]
        high, low = np.maximum(high, high[above]), np.minimum(low, low[above])
        around = around | around[above]
        if (above == root).all():
            return depth, np.array([total, high, low]), around
        above = above[above]


def surroundings(pages: Pages, measures: Measures, found: Elements) -> dict[str, Floats]:
    """Return features of what stands around each block, by name."""
    at = pages.at
    around = found.around[at]
    path = found.path[:, at] / PARTS
    rows: dict[str, Floats] = {
        "depth": found.depth[at].astype(np.float64),
        "is_hidden": ((around & _HIDDEN) > 0).astype(np.float64),
        "path_sum": path[0],
        "path_highest": path[1],
        "path_lowest": path[2],
        "own": found.own[at],
    }
    for tag, bit in _BIT.items():
        rows[f"in_{tag}"] = ((around & bit) > 0).astype(np.float64)
    rows |= _levels(pages, measures, found)
    for share in _SHARES:
        rows |= _main_container(pages, found, share)
    return rows


def _levels(pages: Pages, measures: Measures, found: Elements) -> dict[str, Floats]:
    """Return features of the containers above each block, level by level."""
    rows: dict[str, Floats] = {}
    page_words = np.maximum(1.0, pages.total(measures.words))[pages.of_container]
    prose = pages.total(measures.prose)
    size = pages.closed - pages.opened
    of_container = np.stack(
        [
            found.words / page_words,
            found.linked / np.maximum(found.chars, 1),
            found.prose / np.maximum(found.words, 1),
            found.prose / np.maximum(1.0, prose)[pages.of_container],
            found.words / np.maximum(size, 1),
        ]
    )
    of_siblings = np.stack([found.siblings, found.sibling_words / page_words, found.own])
    half = _HALF * prose[pages.of]
    level_of_half = np.full(len(half), _TOO_FAR)
    words_of_half = np.ones(len(half))
    current = pages.at
    for level in range(9):
        if level in _LEVELS:
            values = of_container[:, current]
            names = ("words", "link", "prose", "prose_share", "mean_words")
            rows |= {f"above{level}_{name}": values[k] for k, name in enumerate(names)}
            rows[f"above{level}_position"] = (pages.place - pages.opened[current]) / np.maximum(
                size[current], 1
            )
        if level in _SIBLING_LEVELS:
            values = of_siblings[:, current]
            rows |= {
                f"above{level}_{name}": values[k]
                for k, name in enumerate(("siblings", "sibling_words", "own"))
            }
        is_half = (level_of_half == _TOO_FAR) & (found.prose[current] >= half)
        level_of_half[is_half] = level
        words_of_half[is_half] = of_container[0, current][is_half]
        current = pages.parents[current]
    rows["half_level"], rows["half_words"] = level_of_half, words_of_half
    return rows


def _main_container(pages: Pages, found: Elements, share: float) -> dict[str, Floats]:
    """Return where each block stands against the smallest container with a share of the prose."""
    smallest = pages.smallest(found.prose, found.words, share)
    words = found.words[smallest] / np.maximum(1.0, found.words[pages.roots])
    of, n = pages.of, pages.place
    low, high = pages.opened[smallest][of], pages.closed[smallest][of]
    name = f"main{int(100 * share)}"
    return {
        f"{name}_in": ((n >= low) & (n < high)).astype(np.float64),
        f"{name}_distance": np.minimum(n - low, 0.0) + np.maximum(n - high + 1, 0.0),
        f"{name}_words": words[of],
        f"{name}_position": (n - low) / np.maximum(1, high - low),
        f"{name}_depth": (found.depth[pages.at] - found.depth[smallest][of]).astype(np.float64),
    }
