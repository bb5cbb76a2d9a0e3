"""HTML that an element of XML holds as characters, with its places in the XML."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from opsonin_plugins.cleaners.page import read_page
from opsonin_plugins.cleaners.visible import MarkupBlock, MarkupPiece
from opsonin_plugins.xmldoc.elements import Element, Text


def html_blocks(markup: str, element: Element) -> Iterator[MarkupBlock]:
    """Yield the visible blocks of the HTML that an element's characters are.

    Args:
        markup: The source of the XML; offsets of the blocks count in it.
        element: Holds the characters, escaped or in CDATA sections.
    """
    texts = [one for one in element.children if isinstance(one, Text)]
    page = "".join(one.text or markup[one.start : one.end] for one in texts)
    starts, at = [], 0
    for one in texts:
        starts.append(at)
        at += len(one.text) or one.end - one.start
    end = 0
    for block in read_page(page).blocks:
        pieces: list[MarkupPiece] = []
        for piece in block.pieces:
            for found in _placed(piece, page, texts, starts):
                if pieces and found.start < end:
                    # Both come of one entity, which is replaced as a whole.
                    pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + found.text)
                elif found.start >= end:
                    pieces.append(found)
                    end = found.end
        if pieces:
            text = "".join(each.text or markup[each.start : each.end] for each in pieces)
            yield block._replace(pieces=tuple(pieces), text=text)


def _placed(
    piece: MarkupPiece, page: str, texts: list[Text], starts: list[int]
) -> Iterator[MarkupPiece]:
    """Yield what stands for a piece of the HTML in the XML."""
    if piece.text:
        first, last = _text_at(piece.start, starts), _text_at(piece.end - 1, starts)
        start, _ = _place(texts[first], piece.start - starts[first])
        _, end = _place(texts[last], piece.end - 1 - starts[last])
        yield MarkupPiece(start, end, piece.text)
        return
    at = piece.start
    while at < piece.end:
        n = _text_at(at, starts)
        text = texts[n]
        stop = min(piece.end, starts[n + 1] if n + 1 < len(starts) else len(page))
        if text.text:
            yield MarkupPiece(text.start, text.end, page[at:stop])
        else:
            yield MarkupPiece(text.start + at - starts[n], text.start + stop - starts[n])
        at = stop


def _text_at(at: int, starts: list[int]) -> int:
    return bisect_right(starts, at) - 1


def _place(text: Text, offset: int) -> tuple[int, int]:
    """Return where a character stands: in itself, or as what a reference stands for."""
    if text.text:
        return text.start, text.end
    return text.start + offset, text.start + offset + 1
