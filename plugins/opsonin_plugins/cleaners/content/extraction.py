"""Finds the main content of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from opsonin_plugins.cleaners.content.collecting import collection_paused
from opsonin_plugins.cleaners.content.model import chances, trained_model
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.reading import read_outline
from opsonin_plugins.cleaners.content.selection import ARTICLE_BETA, Selection, best_selection

Mode: TypeAlias = Literal["article", "page"]

#: Code points of markup that are treated together: more of them take memory and no less time.
_TOGETHER: Final = 2_000_000


def main_contents(outlines: Sequence[Outline], mode: Mode) -> list[Selection]:
    """Choose the blocks of each page that are its main content.

    Args:
        outlines: The pages.
        mode: ``article`` for the body of an article, ``page`` for all main content, such as that
            of forums, products and lists.
    """
    beta = 1.0 if mode == "page" else ARTICLE_BETA
    found = chances(outlines, trained_model(), is_page=mode == "page")
    return [best_selection(one.main, one.words, beta) for one in found]


def main_texts(markups: Iterable[str], mode: Mode = "page") -> Iterator[str]:
    """Yield the main content of each page as text, one block a line."""
    for group in groups(markups):
        yield from _main_texts(group, mode)


def main_text(markup: str, mode: Mode = "page") -> str:
    """Return the main content of a page as text, one block a line."""
    return next(main_texts([markup], mode))


def groups(markups: Iterable[str]) -> Iterator[list[str]]:
    """Yield pages that are to be treated together."""
    group: list[str] = []
    size = 0
    for markup in markups:
        if group and size + len(markup) > _TOGETHER:
            yield group
            group, size = [], 0
        group.append(markup)
        size += len(markup)
    if group:
        yield group


@collection_paused()
def _main_texts(markups: Sequence[str], mode: Mode) -> list[str]:
    outlines = [read_outline(markup) for markup in markups]
    return [
        "\n".join(
            block.text
            for block, is_main in zip(outline.blocks, chosen.is_main.tolist(), strict=True)
            if is_main
        )
        for outline, chosen in zip(outlines, main_contents(outlines, mode), strict=True)
    ]
