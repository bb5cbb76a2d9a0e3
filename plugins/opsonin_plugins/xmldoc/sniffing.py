"""Tells from its first bytes whether something is XML, and of what kind."""

from __future__ import annotations

import codecs
import re

from opsonin_plugins.xmldoc.entities import DOCTYPE

_PROLOGUE = re.compile(r"(?:\s++|<!--(?:[^-]++|-(?!->))*+-->|<\?(?:[^?]++|\?(?!>))*+\?>)*+")
_ROOT = re.compile(r"<([A-Za-z_:][\w:.-]{0,100}+)(?P<attributes>[^<>]{0,3000}+)>?")
_DOCTYPE_NAME = re.compile(r"<!DOCTYPE\s++([^\s<>\[\"']{1,100}+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Names that HTML has for its elements and that a page or fragment may begin with.
_HTML = re.compile(
    "html|head|body|a|abbr|address|article|aside|b|blockquote|br|button|center|cite|code|dd|del|"
    "details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|header|hr|"
    "i|iframe|img|input|ins|kbd|label|li|link|main|map|mark|menu|meta|nav|noscript|object|ol|p|"
    "picture|pre|q|s|samp|script|section|select|small|span|strike|strong|style|sub|sup|svg|table|"
    "tbody|td|template|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|var|video",
    re.IGNORECASE,
)
#: Endings of the names of XML files, and roots of pages that stand under such names all the same.
_ENDINGS = (".xml", ".nxml")
_PAGE = frozenset(("html", "head", "body"))
#: What the start of an article in JATS has, and an article of HTML has not.
_JATS = re.compile(r"article-type|dtd-version|<front[\s>]|<front-stub|//NLM//DTD")


def root_name(head: bytes, name: str = "") -> str:
    """Return the name of the root element of what begins like XML; empty for anything else.

    HTML is none of it, written as XML or not. What has no declaration has to begin with one
    element in another, or to declare a namespace: a text may begin with a tag.

    Args:
        head: The first bytes; 4,096 are enough.
        name: Name of the file. One that ends as XML does needs no declaration.

    >>> root_name(b"<?xml version='1.0'?><PubmedArticleSet>")
    'PubmedArticleSet'
    >>> root_name(b"<article><h1>Malaria</h1>")
    ''
    >>> root_name(b"<article><body><p>Malaria</p>", "1.nxml")
    'article'
    """
    text = _decoded(head)
    at = _end(_PROLOGUE, text, 0)
    doctype = _DOCTYPE_NAME.match(text, at)
    if doctype is not None:
        at = _end(_PROLOGUE, text, _end(DOCTYPE, text, at))
    root = _ROOT.match(text, at)
    if text.startswith("<?xml") or doctype is not None:
        # An internal subset may be longer than what is looked at.
        found = root[1] if root else (doctype[1] if doctype else "?")
        is_html = found.lower() == "html" or (doctype and doctype[1].lower() == "html")
        return "" if is_html else found
    if root is None:
        return ""
    if name.lower().endswith(_ENDINGS) and root[1].lower() not in _PAGE:
        return root[1]
    return _bare_root(text, root)


def _bare_root(text: str, root: re.Match[str]) -> str:
    """Return the name of a root without a declaration, if that is XML."""
    name = root[1]
    if _HTML.fullmatch(name) and not (name == "article" and _JATS.search(text)):
        return ""
    is_nested = text[root.end() :].lstrip().startswith("<")
    return name if is_nested or "xmlns" in root["attributes"] else ""


def is_wide(head: bytes) -> bool:
    """Tell whether a byte order mark says that a character takes two bytes."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _decoded(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    return head.decode("utf-8", "replace").lstrip() if head.lstrip().startswith(b"<") else ""
