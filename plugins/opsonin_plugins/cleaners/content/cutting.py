"""The blocks of an outline, cut out of the markup character by character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import turbohtml

from opsonin_plugins.cleaners.content.outline import Attributes, Outline
from opsonin_plugins.cleaners.content.outline import Block as OutlineBlock
from opsonin_plugins.cleaners.content.positions import Positions
from opsonin_plugins.cleaners.elements import BLOCKS, KINDS
from opsonin_plugins.cleaners.markup import Token
from opsonin_plugins.cleaners.page import Region
from opsonin_plugins.cleaners.visible import BlockReader, MarkupBlock

_REFERENCE = turbohtml.TokenType.CHARACTER_REFERENCE
_TEXT = turbohtml.TokenType.TEXT
#: Elements that make something else of the blocks in them.
_PLACING = frozenset({*KINDS, "tr", "pre"})


class Place(NamedTuple):
    """What the elements around a block make of it.

    Attributes:
        kind: heading, list_item, caption, cell or paragraph.
        table: Number of the table it stands in.
        row: Number of its row.
        is_preformatted: Whether white space counts.
    """

    kind: str
    table: int
    row: int
    is_preformatted: bool


def cut(
    markup: str, outline: Outline, positions: Positions, wanted: Iterable[int]
) -> Iterator[tuple[int, MarkupBlock]]:
    """Yield blocks with their exact pieces of the markup.

    Args:
        markup: The page.
        outline: Its outline.
        positions: Where its tokens stand.
        wanted: Numbers of blocks, ascending.

    Yields:
        The number of each block that has characters other than control characters, with the
        block; twice if what stands between two line breaks separates it in two.
    """
    places = _places(outline)
    reader = BlockReader(markup)
    chosen = [(number, outline.blocks[number]) for number in wanted]
    spans = iter(_spans(positions, [block for _, block in chosen]))
    for number, block in chosen:
        place = places[block.container]
        reader.pre = int(place.is_preformatted)
        # zip asks for a token first, so it takes no span of the next block.
        for token, (start, end) in zip(block.tokens, spans, strict=False):
            if token.type is _TEXT:
                reader.read(Token("text", start, end, "", ""))
            elif token.type is _REFERENCE:
                reader.read(Token("reference", start, end, "", token.data or ""))
            else:
                reader.read(Token("start", start, end, "br", ""))
        reader.flush()
        for found in reader.blocks:
            yield (
                number,
                found._replace(kind=place.kind, tag=block.tag, table=place.table, row=place.row),
            )
        reader.blocks.clear()


def _spans(positions: Positions, blocks: Sequence[OutlineBlock]) -> list[tuple[int, int]]:
    """Return the spans of the tokens of all blocks, one after the other."""
    tokens = [token for block in blocks for token in block.tokens]
    noscripts = [block.noscript for block in blocks for _ in block.tokens]
    lengths = [len((token.data if token.type is _TEXT else token.source) or "") for token in tokens]
    return list(zip(*positions.spans(tokens, noscripts, lengths), strict=True))


def _places(outline: Outline) -> list[Place]:
    places = [Place("paragraph", 0, 0, is_preformatted=False)]
    containers = outline.containers
    around = zip(containers.tags[1:], containers.parents[1:], strict=True)
    for number, (tag, parent) in enumerate(around, start=1):
        above = places[parent]
        if tag not in _PLACING and above.kind != "cell":
            places.append(above)
            continue
        inherited = (
            above.kind if above.kind != "cell" or tag not in BLOCKS or tag == "tr" else "paragraph"
        )
        places.append(
            Place(
                KINDS.get(tag, inherited),
                number if tag == "table" else above.table,
                number if tag == "tr" else above.row,
                is_preformatted=above.is_preformatted or tag == "pre",
            )
        )
    return places


def regions(markup: str, outline: Outline, positions: Positions) -> list[Region]:
    """Return the stretches that tile the markup: text, markup, script, metadata, boilerplate."""
    tokens = [token for token, _, _ in outline.marks]
    noscripts = [noscript for _, _, noscript in outline.marks]
    starts = positions.starts(tokens, noscripts).tolist()
    kinds = [kind for _, kind, _ in outline.marks]
    if not starts or starts[0] > 0:
        starts, kinds = [0, *starts], ["markup", *kinds]
    ends = [*starts[1:], len(markup)]
    return [
        Region(start, end, kind)
        for start, end, kind in zip(starts, ends, kinds, strict=True)
        if start < end
    ]


def tags_at(
    tags: Sequence[tuple[turbohtml.Token, Attributes]], positions: Positions
) -> list[tuple[Token, dict[str, str]]]:
    """Return start tags with their place and attributes; of equal names the first counts."""
    tokens = [token for token, _ in tags]
    lengths = [len(token.source or "") for token in tokens]
    starts, ends = positions.spans(tokens, [0] * len(tokens), lengths)
    return [
        (
            Token("start", start, end, token.tag or "", token.source or ""),
            {name: value or "" for name, value in reversed(attributes)},
        )
        for (token, attributes), start, end in zip(tags, starts, ends, strict=True)
    ]
