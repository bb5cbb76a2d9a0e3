"""Cleaner ``encoding``: line ends, invisible characters, left-over entities and mojibake.

Quotes, superscripts and no-break spaces stay as they are: none of them is damage, and NFKC or
uncurled quotes would change what the source says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Documents,
    Edit,
    NoOptions,
    edits_between,
)
from opsonin_plugins.cleaners.signs import may_hold

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

#: ftfy takes more than linear time on long runs; no paragraph is as long as this.
MAX_PIECE_CHARS = 2_000

# Line ends, C0 controls, soft hyphen, zero-width space and byte order mark; and last the marks
# that carry meaning beside Arabic, Indic and emoji.
# Source: Unicode Standard, 23.2 (layout controls) and 23.8 (byte order mark).
_INVISIBLE = re.compile(
    "[\r\u2028\u2029\x00-\x08\x0b-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb"
    "\u200c-\u200f\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS = "\r\u2028\u2029\x0b\x0c"
_MEANINGFUL = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069]")
# Source: WHATWG HTML, 13.5 (named character references), with the semicolon that makes them sure.
_ENTITY = re.compile(r"&(?:amp;)?(?:#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}[0-9]{0,2});")
# A lead byte of UTF-8 followed by a continuation byte, both read as Windows-1252; C1 controls; and
# the ligatures of PDF text layers. Source: RFC 3629, 3; Windows-1252, rows 8 to B.
_CONTINUATIONS = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
_SUSPECT = re.compile(f"[\u00c2-\u00f4][{re.escape(_CONTINUATIONS)} ]|[\x80-\x9f\ufb00-\ufb06]")
_C1 = re.compile(r"[\x80-\x9f]")
# A closing quotation mark whose last byte, which Windows-1252 leaves open, was lost; alone it would
# be read as a dagger. Source: RFC 3629, 3; Windows-1252, row 9.
_CUT_QUOTE = re.compile("\u00e2\u20ac(?=[\\s.,;:!?)]|\\Z)")
_OPENING_QUOTE = "\u00e2\u20ac\u0153"
# What is repaired as a line never reaches over a sign that has an edit of its own.
_STRETCH = re.compile("[^\n\r\u2028\u2029\x00-\x08\x0b-\x1f\x7f]+")


def clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Return the edits that undo damage done by decoding, each where the damage is."""
    texts = documents.arrow.column("text")
    signs = zip(
        documents.texts,
        may_hold(texts, _INVISIBLE.pattern),
        may_hold(texts, _SUSPECT.pattern),
        strict=True,
    )
    return [
        _clean(text, is_hiding=is_hiding, is_suspect=is_suspect)
        for text, is_hiding, is_suspect in signs
    ]


def _clean(text: str, *, is_hiding: bool, is_suspect: bool) -> Cleaned:
    edits = []
    if is_hiding:
        places = (match.start() for match in _INVISIBLE.finditer(text))
        edits = [edit for at in places if (edit := _invisible_edit(text, at)) is not None]
    if "&" in text:
        edits.extend(_entity_edits(text))
    if is_suspect:
        edits.extend(_mojibake_edits(text))
    return Cleaned(edits=_without_overlaps(edits))


def _invisible_edit(text: str, at: int) -> Edit | None:
    if text.startswith("\r\n", at):
        return Edit(at, at + 1, "", "line_end")
    if text[at] in _LINE_ENDS:
        return Edit(at, at + 1, "\n", "line_end")
    neighbours = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    if _MEANINGFUL.match(text, at) and not neighbours.isascii():
        return None
    return Edit(at, at + 1, "", "invisible")


def _entity_edits(text: str) -> list[Edit]:
    edits = []
    for match in _ENTITY.finditer(text):
        plain = html.unescape(html.unescape(match[0])).replace("\xa0", " ")
        if len(plain) == 1 and (plain.isprintable() or plain == "\n"):
            edits.append(Edit(*match.span(), plain, "entity"))
    return edits


def _mojibake_edits(text: str) -> list[Edit]:
    edits: list[Edit] = []
    for start, end in _pieces(text):
        piece = text[start:end]
        if _SUSPECT.search(piece) is None:
            continue
        fixed = _fix(piece)
        if fixed != piece:
            edits.extend(
                Edit(edit.start + start, edit.end + start, edit.replacement, edit.reason)
                for edit in edits_between(piece, fixed, reason="mojibake")
            )
    return edits


def _pieces(text: str) -> list[tuple[int, int]]:
    pieces = []
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        while end - start > MAX_PIECE_CHARS:
            cut = text.rfind(" ", start, start + MAX_PIECE_CHARS)
            cut = cut + 1 if cut > start else start + MAX_PIECE_CHARS
            pieces.append((start, cut))
            start = cut
        pieces.append((start, end))
    return pieces


def _fix(piece: str) -> str:
    # ftfy takes 0.1 s to import; most documents never need it.
    from ftfy import fix_text  # noqa: PLC0415
    from ftfy.badness import badness  # noqa: PLC0415

    whole = _CUT_QUOTE.sub("\u201d", piece) if _OPENING_QUOTE in piece else piece
    fixed = _C1.sub("", fix_text(whole, _configuration()))
    is_better = fixed != piece and badness(fixed) <= badness(piece)
    return fixed if is_better else piece


@cache
def _configuration() -> TextFixerConfig:
    from ftfy import TextFixerConfig  # noqa: PLC0415

    return TextFixerConfig(
        unescape_html=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_character_width=False,
        normalization=None,
        max_decode_length=MAX_PIECE_CHARS,
    )


def _without_overlaps(edits: list[Edit]) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


ENCODING: Cleaner[NoOptions] = Cleaner(name="encoding", version="4", phase="repair", clean=clean)
