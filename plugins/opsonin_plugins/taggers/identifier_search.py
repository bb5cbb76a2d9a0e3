"""Searches a text for DOIs, URLs, and identifiers with a form of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from opsonin_plugins.taggers.identifier_forms import FORMS, RESOLVERS, Form


class Found(NamedTuple):
    """An identifier in a text.

    Attributes:
        start: First code point of the identifier itself, without prefix or resolver.
        end: First code point after it.
        type: Word for the column ``type``.
        value: Normalised value.
        is_valid: Whether form and check digit are right.
        mask_start: First code point that no other identifier may use: that of a whole URL.
        mask_end: First code point after those.
    """

    start: int
    end: int
    type: str
    value: str
    is_valid: bool
    mask_start: int
    mask_end: int


#: Punctuation that ends a sentence or a quotation rather than an identifier.
_TRAILING = ".,;:!?'\"\u201d\u2019\u00bb*_\u2026"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}

#: Source: Crossref, "DOIs and matching regular expressions", widened to sub-registrants and to
#: any suffix, whose end `_DOI_END` finds.
_DOI = re.compile(
    r"10\.(?<![\d.]10\.)\d{4,9}(?:\.\d{1,9}){0,3}/"
    r"(?P<suffix>[^\s\"\u201c\u201d\u201e\u00ab\u00bb\u200b\ufeff]{1,400})"
)
#: What can follow a DOI without a space: markup, a query, the next identifier.
_DOI_END = re.compile(
    r"<(?![\d:][^<>\s]{0,80}>\d)"  # a tag, and not the part in angle brackets of a SICI
    r"|(?<!CO);|;(?!2)"  # a separator, and not the end of a SICI
    r"|(?-i:(?<=\d)\.(?=[A-Z][a-z]{1,15}(?:\s|$)))"  # the next sentence
    r"|[?#|\u2013\u2014\u3001\u3002\uff0c\uff1b\uff09]"  # a query, a dash, ideographic signs
    r"|[,/]10\.\d{4,9}/|&(?:lt|gt|quot|nbsp);|https?:|(?:doi|pmid|pmcid|isbn):",
    re.IGNORECASE,
)
_URL = re.compile(
    r"\b(?:https?://|ftp://|www\.)[^\s<>\"\u201c\u201d\u201e\u00ab\u00bb\u200b\ufeff\u3001\u3002\uff0c\uff1b\uff09\u3011\u300d]{3,2000}",
    re.IGNORECASE,
)
_DOI_URL = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/10\.\d{4,9}[./]", re.IGNORECASE)
_HOST = re.compile(r"[^\s@:]{1,253}\.[a-z]{2,63}", re.IGNORECASE)


def trimmed(text: str) -> str:
    """Return text without the punctuation and unbalanced brackets at its end.

    >>> trimmed("10.1016/S0140-6736(20)30183-5).")
    '10.1016/S0140-6736(20)30183-5'
    """
    while text:
        last = text[-1]
        is_open = last in _PAIRS and text.count(last) > text.count(_PAIRS[last])
        if last not in _TRAILING and last not in "([{<" and not is_open:
            break
        text = text[:-1]
    return text


def find_dois(text: str) -> Iterator[Found]:
    """Yield the DOIs of a text; the value is lower case."""
    at = 0
    while match := _DOI.search(text, at):
        start, suffix, at = match.start(), match.start("suffix"), match.end()
        if end := _DOI_END.search(text, suffix, at):
            at = end.start()
        doi = trimmed(text[start:at])
        if not doi.endswith("/") and len(doi) > suffix - start:
            yield _found(start, doi, "doi", doi.lower(), is_valid=True)


def find_urls(text: str) -> Iterator[Found]:
    """Yield the URLs of a text; that of a registry's resolver as the identifier it leads to."""
    lower = text.lower()
    if "://" not in lower and "www." not in lower:
        return
    for match in _URL.finditer(text):
        url = trimmed(match[0])
        start, end = match.start(), match.start() + len(url)
        form, target = _resolved(url)
        if form and target:
            inner = trimmed(target["id"])
            value = form.normalise(inner)
            at = start + target.start("id")
            yield Found(at, at + len(inner), form.type, value, form.is_valid(value), start, end)
        elif not _DOI_URL.match(url):
            address = url if "://" in url else f"https://{url}"
            yield _found(start, url, "url", url, is_valid=_is_url(address))


def _resolved(url: str) -> tuple[Form, re.Match[str]] | tuple[None, None]:
    lower = url.lower()
    for form in RESOLVERS:
        if form.sign in lower and (target := form.pattern.search(url)):
            return form, target
    return None, None


def find_forms(text: str) -> Iterator[Found]:
    """Yield the identifiers of a text that have a form or a label of their own."""
    lower = text.lower()
    for form in FORMS:
        if form.sign not in lower:
            continue
        for match in form.pattern.finditer(text):
            value = form.normalise(match["id"])
            yield _found(
                match.start("id"), match["id"], form.type, value, is_valid=form.is_valid(value)
            )


def _found(start: int, text: str, kind: str, value: str, *, is_valid: bool) -> Found:
    end = start + len(text)
    return Found(start, end, kind, value, is_valid, start, end)


def _is_url(url: str) -> bool:
    try:
        return bool(_HOST.fullmatch(urlsplit(url).hostname or ""))
    except ValueError:
        return False
