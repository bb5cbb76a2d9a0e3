"""Finds out from the content what something is, so that same bytes have the same type."""

from __future__ import annotations

import re
from functools import lru_cache

#: How much of a text is looked at, in code points.
_LOOK = 65_536

# Source: the formats' own specifications, as registered with IANA where they are. Each has a byte
# that no text has, or is longer than chance: a document may well begin with "PAR1", a receptor.
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MAGIC: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(magic, re.DOTALL), media_type)
    for magic, media_type in (
        (rb"%PDF-", "application/pdf"),
        # Documents of office programs, books and Java archives are zip files of their own kind.
        (rb"PK\x03\x04.{26}\[Content_Types\]\.xml|PK\x03\x04.{26}_rels/", _OFFICE),
        (rb"PK\x03\x04.{26}mimetype", "application/vnd.oasis.opendocument"),
        (rb"PK\x03\x04.{26}META-INF/", "application/java-archive"),
        (rb"PK(?:\x03\x04|\x05\x06)", "application/zip"),
        (rb"\x1f\x8b", "application/gzip"),
        (rb"\x28\xb5\x2f\xfd", "application/zstd"),
        (rb"\x04\x22\x4d\x18", "application/x-lz4"),
        (rb"\xfd7zXZ\x00", "application/x-xz"),
        (rb"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (rb"Rar!\x1a\x07", "application/vnd.rar"),
        (rb"BZh[1-9]1AY&SY", "application/x-bzip2"),
        (rb".{257}ustar[\x00 ]", "application/x-tar"),
        (rb"PAR1[\x15\x1c]", "application/vnd.apache.parquet"),
        (rb"ARROW1\x00\x00", "application/vnd.apache.arrow.file"),
        # A stream of Arrow: no piece is shorter than this, and the first one is a schema.
        (rb"\xff\xff\xff\xff.{2}\x00\x00\x10\x00\x00\x00", "application/vnd.apache.arrow.stream"),
        (rb"SQLite format 3\x00", "application/vnd.sqlite3"),
        (rb"WARC/(?:0\.1[78]|1\.[01])\r?\n", "application/warc"),
        (rb"\{\\rtf1", "application/rtf"),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"II\*\x00|MM\x00\*", "image/tiff"),
        (rb"RIFF.{4}WEBP", "image/webp"),
        (rb"\x7fELF", "application/x-executable"),
    )
)

# What may stand before the first tag: white space, comments, an XML declaration.
_PROLOGUE = re.compile(r"(?:\s++|<!--(?:[^-]++|-(?!->))*+-->|<\?xml[^>]{0,300}+>)*+")
_DOCUMENT = re.compile(r"<(?:!doctype\s++html|html|head|body|title|script|style)\b", re.IGNORECASE)
_NAMES = (
    "a|abbr|address|article|aside|b|blockquote|br|button|caption|cite|code|col|dd|div|dl|dt|em|"
    "figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|label|li|link|main|"
    "meta|nav|ol|option|p|picture|pre|q|section|select|small|source|span|strong|sub|sup|svg|"
    "table|tbody|td|tfoot|th|thead|time|tr|u|ul|video"
)
_OPENING = re.compile(rf"<({_NAMES})(?:\s[^<>]{{0,2000}}+)?/?>", re.IGNORECASE)
_CLOSING = re.compile(rf"</({_NAMES})\s{{0,8}}>", re.IGNORECASE)
#: So many pairs of tags make markup of a text that does not begin with one; measured on ours.
_MIN_PAIRS = 2

_FENCE = re.compile(r"^ {0,3}(?:```+|~~~+)[^`\n]{0,100}$", re.MULTILINE)
# Source: CommonMark 0.31, ATX headings. A heading stands alone; a line that begins with "# of
# patients" inside a table or paragraph does not.
_HEADING = re.compile(r"(?:\A|\n[ \t]*\n) {0,3}#{1,6}[ \t]+[^\s#][^\n]*(?=\n|\Z)")
# Each with a string without which it cannot be there. To look for its first character costs a
# hundredth, and the string is looked for where that stands only.
_STRONG_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("```", _FENCE),
    ("~~~", _FENCE),
    # An inline link; "[12](13)" is a citation.
    (
        "](",
        re.compile(
            r"\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|www\.|\.{0,2}/|#)[^()\s]{1,1000}"
            r"(?:\s{1,3}\"[^\"\n]{0,200}\")?\)"
        ),
    ),
    # Bold; the stars of "*P<0.05, **P<0.01, ***P<0.001" have a space on one side.
    ("**", re.compile(r"(?<!\*)\*\*(?=[^\s*])[^*\n]{1,300}(?<=[^\s*])\*\*(?!\*)")),
    # The line below the head of a table. Source: GitHub Flavored Markdown, "Tables".
    (
        "|",
        re.compile(
            r"^ {0,3}\|? {0,8}:?-{1,200}:? {0,8}(?:\| {0,8}:?-{1,200}:? {0,8})+\|?[ \t]*$",
            re.MULTILINE,
        ),
    ),
)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[^\n]{0,500}\n){0,60}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")


@lru_cache(maxsize=4)
def binary_format(head: bytes) -> str | None:
    """Return the media type of a format that is no text, or None.

    Args:
        head: The first bytes, at least 300 to recognise all.

    >>> binary_format(b"%PDF-1.7")
    'application/pdf'
    """
    return next((media_type for magic, media_type in _MAGIC if magic.match(head)), None)


def media_type_of(text: str) -> str:
    """Return ``text/html``, ``application/xml``, ``text/markdown`` or ``text/plain``.

    Source: WHATWG MIME Sniffing, section 7.1, for what begins with a tag; own rules for fragments
    and Markdown, which no standard tells from plain text.

    >>> media_type_of("<p>It grows <i>in vitro</i>.</p>")
    'text/html'
    >>> media_type_of("    1. Blanco-Melo D, et al. Cell. 2020.")
    'text/plain'
    """
    look = text[:_LOOK].removeprefix("\ufeff")
    if "\r" in look:
        look = look.replace("\r\n", "\n").replace("\r", "\n")
    start = _prologue_end(look)
    if _DOCUMENT.match(look, start):
        return "text/html"
    if look.lstrip().startswith("<?xml"):
        return "application/xml"
    is_markdown = _is_markdown(look)
    if _has_tags(look, start) and not is_markdown:
        return "text/html"
    return "text/markdown" if is_markdown else "text/plain"


def _prologue_end(text: str) -> int:
    found = _PROLOGUE.match(text)
    return found.end() if found else 0


def _has_tags(text: str, start: int) -> bool:
    if "<" not in text or "</" not in text:
        return False
    opened = {match[1].lower() for match in _OPENING.finditer(text)}
    closed = [match[1].lower() for match in _CLOSING.finditer(text)]
    n_pairs = sum(name in opened for name in closed)
    return n_pairs >= _MIN_PAIRS or (n_pairs > 0 and bool(_OPENING.match(text, start)))


def _is_markdown(text: str) -> bool:
    if "#" in text and _HEADING.search(text):
        return True
    found = {
        sign
        for part, sign in _STRONG_SIGNS
        if part[0] in text and part in text and sign.search(text)
    }
    has_front_matter = text.startswith("---") and _FRONT_MATTER.match(text) is not None
    return len(found) + has_front_matter > 1
