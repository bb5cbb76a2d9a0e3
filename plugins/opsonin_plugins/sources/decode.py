"""Decodes the bytes of a text file, without ever guessing or changing a character.

Of pages in HTML a few bytes may be wrong: they are read as browsers read them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from opsonin import Reject
from opsonin_plugins.sources.sniff import media_type_of

# The mark of UTF-32 begins with that of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Source: WHATWG Encoding, section 4.2, which also reads Latin-1 and ASCII as Windows-1252 and
# never a UTF-16 or UTF-7 that is only declared. Keys are Python's names.
_DECLARABLE: dict[str, str] = {
    **dict.fromkeys(("ascii", "iso8859-1", "cp1252"), "cp1252"),
    **{name: name for name in ("utf-8", "koi8-r", "koi8-u", "cp866", "cp874", "mac-roman")},
    **{f"iso8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"cp125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "cp932"), "cp932"),
    **dict.fromkeys(("euc_kr", "cp949"), "cp949"),
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "euc_jp": "euc_jp",
    "iso2022_jp": "iso2022_jp",
}

#: Browsers look at 1,024 bytes (WHATWG HTML, "prescan a byte stream"); further down a declaration
#: still beats a reject.
_PRESCAN_BYTES = 4096
_COMMENT = re.compile(rb"<!--(?:[^-]++|-(?!->))*+-->")
_LABEL = rb"\s{0,8}=\s{0,8}[\"']?\s{0,8}([A-Za-z0-9_.:-]{1,40})"
_XML = re.compile(rb"\s*+<\?xml\s[^>]{0,200}?\bencoding" + _LABEL)
_META = re.compile(rb"<meta\s[^>]{0,400}?\bcharset" + _LABEL, re.IGNORECASE)

# Source: perlfunc, -T and -B: a file is binary when it holds a NUL, or when more than a third of
# it are odd characters.
_CONTROLS = [chr(code) for code in range(1, 32) if chr(code) not in "\b\t\n\v\f\r\x1b"]
_MAX_CONTROLS = 1 / 3


#: What stands for bytes that are no character. Source: Unicode Standard, 3.9.
_REPLACEMENT = "\ufffd"
#: Bytes of a page for each place that may be undecodable. Source: ours; of 2,091 pages of three
#: sets four have such places, three of them at most one in 20,000 bytes.
_BYTES_PER_ERROR = 1_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, with line ends as they were, and how its bytes were decoded.

    Attributes:
        text: The text.
        encoding: Python's name of the encoding.
        n_replaced: Number of places that could not be decoded, where U+FFFD stands now.
    """

    text: str
    encoding: str
    n_replaced: int = 0

    @property
    def metadata(self) -> dict[str, object]:
        """What a document says of this besides its text."""
        return {"undecodable": self.n_replaced} if self.n_replaced else {}


def decode(payload: bytes, charset: str = "") -> Decoded | Reject:
    """Return the text that the bytes hold.

    A byte order mark decides; then the encoding that a server has stated or markup declares, if
    the bytes are valid in it; then UTF-8. A declaration does not overrule bytes beyond ASCII that
    are valid UTF-8: pages are often saved in UTF-8 with their old declaration, and text of another
    encoding is hardly ever valid UTF-8 by chance.

    HTML in which hardly any byte is wrong is decoded as browsers do it, with U+FFFD for what is no
    character, if its encoding is stated or if most of what lies beyond ASCII is valid UTF-8. All
    else is rejected when a byte is wrong.

    Source: M. Dürst, "The Properties and Promises of UTF-8", 1997; WHATWG Encoding, section 4.1,
    error mode "replacement".

    Args:
        payload: The bytes.
        charset: What a server has stated; empty for nothing.
    """
    if not payload.strip():
        return _empty()
    marked = next((encoding for mark, encoding in _MARKS if payload.startswith(mark)), None)
    if marked is None and b"\0" in payload:
        return _binary(f"There is a NUL at byte {payload.index(0)}.")
    encoding = marked or _declared(payload, charset) or "utf-8"
    try:
        text = payload.decode(encoding)
    except UnicodeDecodeError as error:
        page = _page(payload, charset, marked)
        if page is None:
            return _undecodable(error)
        return _problem(page.text) or page
    return _problem(text) or Decoded(text, encoding)


def _page(payload: bytes, charset: str, marked: str | None) -> Decoded | None:
    """Return HTML of which a few bytes are wrong; None for all else."""
    stated = marked or next(iter(_stated(payload, charset)), "")
    encoding = stated or "utf-8"
    text = payload.decode(encoding, "replace")
    # A page may hold the character itself.
    n_stated = payload.count(_REPLACEMENT.encode()) if encoding.startswith("utf-8") else 0
    n_replaced = text.count(_REPLACEMENT) - n_stated
    n_beyond = len(text) - len(text.encode("ascii", "ignore")) - n_replaced
    is_known = bool(stated) or n_replaced <= n_beyond
    if not is_known or n_replaced * _BYTES_PER_ERROR > len(payload):
        return None
    return Decoded(text, encoding, n_replaced) if media_type_of(text) == "text/html" else None


def _declared(payload: bytes, charset: str) -> str | None:
    for encoding in _stated(payload, charset):
        if encoding == "utf-8" or (not payload.isascii() and _decodes(payload, "utf-8")):
            continue
        if _decodes(payload, encoding):
            return encoding
    return None


def _stated(payload: bytes, charset: str) -> Iterator[str]:
    """Yield the encodings that are stated, if they may be; what a server says comes first."""
    for label in filter(None, (charset, _label(payload))):
        try:
            encoding = _DECLARABLE.get(codecs.lookup(label).name)
        except LookupError:
            continue
        if encoding is not None:
            yield encoding


def _label(payload: bytes) -> str:
    """Return the encoding that markup declares; empty without one."""
    prescan = payload[:_PRESCAN_BYTES]
    if not prescan.lstrip().startswith(b"<"):
        return ""
    found = _XML.match(prescan) or _META.search(_COMMENT.sub(b"", prescan))
    return found[1].decode("ascii") if found else ""


def _decodes(payload: bytes, encoding: str) -> bool:
    try:
        payload.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _problem(text: str) -> Reject | None:
    if not text.strip("\ufeff \t\r\n").strip():
        return _empty()
    if "\0" in text:
        return _binary(f"There is a NUL at character {text.index(chr(0))}.")
    n_controls = sum(map(text.count, _CONTROLS))
    if n_controls > len(text) * _MAX_CONTROLS:
        return _binary(f"{n_controls} of {len(text)} characters are control characters.")
    return None


def _empty() -> Reject:
    return Reject("empty", "There is no text, or only white space.")


def _binary(detail: str) -> Reject:
    return Reject("binary", f"This is no text. {detail}")


def _undecodable(error: UnicodeDecodeError) -> Reject:
    found = error.object[error.start : error.start + 4].hex(" ")
    detail = f"Not valid {error.encoding}: bytes {found} at byte {error.start}: {error.reason}."
    return Reject("undecodable", detail)
