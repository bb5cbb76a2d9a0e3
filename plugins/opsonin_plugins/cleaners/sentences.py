"""Sentences of a block, by nupunkt, with what biomedical text needs on top."""

from __future__ import annotations

import re

#: nupunkt takes linear time, but holds a block's tokens; no sentence is as long as this.
MAX_PIECE_CHARS = 20_000

# Without one of these before white space a block is one sentence.
_STOP = re.compile(r"[.!?][\d\"'\u201d\u2019)\],\u2013-]{0,12}\s")

# Abbreviations of titles, taxa, units and journals before which a capital or digit may follow.
# Source: NLM Catalog, ISO 4 title word abbreviations; Citing Medicine, appendix A.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\u201c\"])(?:Drs?|Prof|Mr|Mrs|Ms|St|Fig|Figs|Ref|Refs|Eq|Eqs|Tab|No|Nos|Vol|vs|v|"
    r"cf|ca|approx|e\.g|i\.e|viz|spp?|subsp|var|cv|Suppl|Nat|Sci|Proc|Natl|Acad|Clin|Med|Biol|Chem|"
    r"Immunol|Infect|Dis|Lett|Rev|Exp|Int|Ann|Am|Br|Eur|J|Res|Commun|Microbiol|Pharmacol|Physiol|"
    r"Neurosci|Genet|Mol|Gen|Sen|Gov|Inc|Ltd|Co|Corp|Jr|Sr|Dept|Univ|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|"
    r"Nov|Dec|et al|[A-Z])\.$"
)
_UNIT = re.compile(r"\d\s?(?:mg|ml|kg|cm|mm|min|sec|hr|hrs|yr|yrs|mo|wk|wks|lb|oz|in)\.$")
_LOWER = re.compile(r"[a-z][a-z-]{1,}(?=[\s,.;:)])")
_TAIL_CHARS = 24
# Sure ends that nupunkt takes for abbreviations: a raised reference number ("previously.5 The"), a
# unit after a number ("for 12 h. All"), and an ordinary word of four letters or more.
# Source: the misses of nupunkt on CRAFT, of which these are half.
_SURE_END = re.compile(
    r"(?<=[a-z)\]]{2})[.!?]\d{1,3}(?:[,\u2013-]\d{1,3}){0,8}(?=\s+[A-Z][a-z]*[\s,])"
    r"|(?<=\d )(?:d|h|s|ms|min|mo|wk|yr|hr)\.(?=\s+[A-Z][A-Za-z]*[\s,])"
    r"|(?<=[a-z]{4})(?<!approx)(?<!resp)(?<!subsp)(?<!suppl)(?<!incl)(?<!conc)(?<!assoc)(?<!figs)"
    r"(?<!refs)(?<!prof)(?<!dept)(?<!corp)\.(?=\s+[A-Z(][A-Za-z]+[\s,])"
)


def sentence_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of one block, without white space around them.

    Args:
        text: The whole text.
        start: First code point of the block.
        end: First code point after it.

    Returns:
        Offsets in the whole text, in order; together they cover the block but for white space.
    """
    if not _STOP.search(text, start, end):
        span = _trimmed(text, start, end)
        return [span] if span[0] < span[1] else []
    from nupunkt import sent_spans  # noqa: PLC0415 - its model takes 0.1 s to load

    bounds: list[tuple[int, int]] = []
    for piece_start, piece_end in _pieces(text, start, end):
        piece = text[piece_start:piece_end]
        for first, last in _split(piece, sent_spans(piece)):
            bounds.append((piece_start + first, piece_start + last))
    return [span for span in (_trimmed(text, *bound) for bound in bounds) if span[0] < span[1]]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > MAX_PIECE_CHARS:
        cut = text.rfind(". ", start, start + MAX_PIECE_CHARS)
        cut = cut + 2 if cut > start else start + MAX_PIECE_CHARS
        pieces.append((start, cut))
        start = cut
    pieces.append((start, end))
    return pieces


def _split(piece: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Undo breaks after abbreviations, and break at sure ends."""
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and _continues(piece, joined[-1][1], first, last):
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    found = []
    for first, last in joined:
        place = first
        for match in _SURE_END.finditer(piece, first, last):
            found.append((place, match.end()))
            place = match.end()
        found.append((place, last))
    return found


def _continues(piece: str, cut: int, first: int, last: int) -> bool:
    before = piece[max(cut - _TAIL_CHARS, 0) : cut].rstrip()
    if _ABBREVIATION.search(before) and not before.endswith(("et al.", "Co.", "Inc.", "No.")):
        return True
    after = piece[first:last].lstrip()
    return _LOWER.match(after) is not None and (
        before.endswith(("et al.", "No.", "Co.", "Inc.")) or _UNIT.search(before) is not None
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
