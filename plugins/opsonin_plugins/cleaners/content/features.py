"""The features of the blocks of pages as one array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.cleaners.content.context import neighbours, place, tag_numbers, whole_page
from opsonin_plugins.cleaners.content.lexicon import PARTS, Lexicon
from opsonin_plugins.cleaners.content.measures import measure
from opsonin_plugins.cleaners.content.pages import Floats, Pages
from opsonin_plugins.cleaners.content.surroundings import read_elements, surroundings


def block_features(pages: Pages, lexicon: Lexicon, *, is_page: bool) -> dict[str, Floats]:
    """Return the features of the blocks of pages.

    Args:
        pages: The pages.
        lexicon: Weights of words and names.
        is_page: Whether all main content is wanted, not only the body of an article.

    Returns:
        One value a block by name of the feature; the names are the same for every page.
    """
    measures = measure(pages, lexicon)
    elements = read_elements(pages, measures, lexicon)
    tags = tag_numbers(pages)
    rows = measures.rows | surroundings(pages, measures, elements)
    names = [lexicon.of_names(block.names).total for block in pages.blocks]
    rows["inline_names"] = np.array(names) / PARTS
    rows |= neighbours(pages, rows, tags)
    rows |= place(pages, measures, tags, elements)
    rows |= whole_page(pages, measures, rows["path_sum"])
    rows["is_page"] = np.full(len(tags), float(is_page))
    return rows


def as_array(rows: dict[str, Floats]) -> NDArray[np.float32]:
    """Return features x blocks."""
    return np.array(list(rows.values()), dtype=np.float32)
