"""The edits that leave some blocks of markup and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opsonin import Edit
from opsonin_plugins.cleaners.page import Region
from opsonin_plugins.cleaners.visible import MarkupBlock, MarkupPiece


def is_same_table(left: MarkupBlock, right: MarkupBlock) -> bool:
    """Tell whether two blocks are cells of one table."""
    return left.kind == right.kind == "cell" and left.table == right.table


def rows_of_tables(blocks: Sequence[MarkupBlock]) -> Iterator[tuple[int, int, str]]:
    """Yield the blocks that make up one segment each, as first and last, with its kind.

    The cells of a table make up one.
    """
    start = 0
    for n, block in enumerate(blocks):
        if n + 1 < len(blocks) and is_same_table(block, blocks[n + 1]):
            continue
        cells, first, start = blocks[start : n + 1], start, n + 1
        kind = block.kind
        if kind == "cell":
            # Tables with a single column are layout more often than data.
            kind = "table" if len({cell.row for cell in cells}) < len(cells) else "paragraph"
        yield first, n, kind


def edits_keeping(
    markup: str, regions: Sequence[Region], blocks: Sequence[MarkupBlock]
) -> list[Edit]:
    """Give the edits that leave the blocks, separated by blank lines, and nothing else.

    Args:
        markup: The source.
        regions: Stretches that tile it, with the reason to remove what is not in a block.
        blocks: What is kept, in order.
    """
    edits: list[Edit] = []
    end_of_text = (MarkupPiece(len(markup), len(markup)), "", False)
    at = n = 0
    for piece, before, is_inside in [*_pieces(blocks), end_of_text]:
        separator = before
        while at < piece.start:
            end = min(regions[n].end, piece.start)
            reason = regions[n].kind
            if reason == "text":
                # Within a block that is kept only blanks and control characters are left out.
                reason = "markup" if is_inside else "boilerplate"
            edits.append(Edit(at, end, separator, reason))
            at, separator = end, ""
            n += end == regions[n].end
        if separator:
            edits.append(Edit(at, at, separator, "markup"))
        if piece.text:
            reason = "entity" if markup[piece.start] in "&\\" else "markup"
            edits.append(Edit(piece.start, piece.end, piece.text, reason))
        at = piece.end
        while n < len(regions) and regions[n].end <= at:
            n += 1
    return edits


def _pieces(blocks: Sequence[MarkupBlock]) -> Iterator[tuple[MarkupPiece, str, bool]]:
    """Yield pieces with what separates them from the one before, and if that is the same block."""
    for n, block in enumerate(blocks):
        for m, piece in enumerate(block.pieces):
            separator = _separator(blocks[n - 1], block) if n and not m else ""
            yield piece, separator, m > 0


def _separator(left: MarkupBlock, right: MarkupBlock) -> str:
    if not is_same_table(left, right):
        return "\n\n"
    return "\t" if left.row == right.row else "\n"
