"""Finds the main content of a page."""

from __future__ import annotations

from typing import Literal, TypeAlias

from opsonin_plugins.cleaners.content.collecting import collection_paused
from opsonin_plugins.cleaners.content.model import chances, trained_model
from opsonin_plugins.cleaners.content.outline import Outline, read_outline
from opsonin_plugins.cleaners.content.selection import ARTICLE_BETA, Selection, best_selection

Mode: TypeAlias = Literal["article", "page"]


def main_content(outline: Outline, mode: Mode) -> Selection:
    """Choose the blocks of a page that are its main content.

    Args:
        outline: The page.
        mode: ``article`` for the body of an article, ``page`` for all main content, such as that
            of forums, products and lists.
    """
    found = chances(outline, trained_model(), is_page=mode == "page")
    return best_selection(found.main, found.words, 1.0 if mode == "page" else ARTICLE_BETA)


@collection_paused()
def main_text(markup: str, mode: Mode = "page") -> str:
    """Return the main content of a page as text, one block a line."""
    outline = read_outline(markup)
    chosen = main_content(outline, mode).is_main.tolist()
    return "\n".join(
        block.text for block, is_main in zip(outline.blocks, chosen, strict=True) if is_main
    )
