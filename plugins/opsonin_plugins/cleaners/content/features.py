"""The features of the blocks of a page as one array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.context import neighbours, place, tag_numbers, whole_page
from opsonin_plugins.cleaners.content.lexicon import Lexicon
from opsonin_plugins.cleaners.content.measures import Floats, measure
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.surroundings import read_containers, surroundings


def block_features(outline: Outline, lexicon: Lexicon, *, is_page: bool) -> dict[str, Floats]:
    """Return the features of a page that has blocks.

    Args:
        outline: The page.
        lexicon: Weights of words and names.
        is_page: Whether all main content is wanted, not only the body of an article.

    Returns:
        One value a block by name of the feature; the names are the same for every page.
    """
    measures = measure(outline.blocks, outline.title, lexicon)
    containers = read_containers(outline, measures, lexicon)
    tags = tag_numbers(outline)
    rows = measures.rows | surroundings(outline, measures, containers)
    names = [lexicon.of_names(block.names).total for block in outline.blocks]
    rows["inline_names"] = np.array(names)
    rows |= neighbours(rows, tags)
    rows |= place(outline, measures, tags, containers)
    rows |= whole_page(outline, measures, rows["path_sum"])
    rows["is_page"] = np.full(len(tags), float(is_page))
    return rows


def as_array(rows: dict[str, Floats]) -> NDArray[np.float32]:
    """Return features x blocks."""
    return np.array(list(rows.values()), dtype=np.float32)
