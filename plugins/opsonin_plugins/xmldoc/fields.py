"""Fields that a record states of itself, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate
from typing import NamedTuple

from opsonin_plugins.xmldoc.elements import Element, find, text_of

#: Fields that a record may state several times -> their name in its metadata.
_LISTS = {
    "authors": "authors",
    "affiliation": "affiliations",
    "keyword": "keywords",
    "mesh_term": "mesh_terms",
    "publication_type": "publication_types",
    "substance": "substances",
}
_NAMES = {"published_value": "published"}
#: What is concluded, not stated.
_INTERNAL = frozenset(("published_precision", "published_basis", "doc_type"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?:18|19|20)\d\d", re.ASCII)
_DIGITS = re.compile(r"0?([1-9]|[12]\d|3[01])", re.ASCII)
_ISO = re.compile(
    r"((?:18|19|20)\d\d)(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?![\d-])", re.ASCII
)
_LAST_MONTH = 12
_CC = re.compile(
    r"creativecommons\.org/(?:licen[sc]es/(?P<code>by(?:-nc|-nd|-sa){0,2})|(?P<zero>publicdomain/zero)"
    r"|(?P<mark>publicdomain/mark))(?:/(?P<version>\d\.\d))?",
    re.IGNORECASE,
)
_CC_WORDS = re.compile(
    r"Creative\s{1,3}Commons\s{1,3}Attribution(?P<kind>[A-Za-z\s-]{0,60}?)\s{0,3}"
    r"(?P<version>\d\.\d)?\s{0,3}(?:International\s|Public\s|Unported\s)?\s{0,3}Licen[sc]e",
    re.IGNORECASE,
)
_CC_PARTS = (("noncommercial", "NC"), ("sharealike", "SA"), ("noderiv", "ND"))


class Field(NamedTuple):
    """One value.

    Attributes:
        name: Name of a row of table ``fields``.
        value: Its value, white space collapsed.
        start: First code point of its place in the record.
        end: First code point after it.
    """

    name: str
    value: str
    start: int
    end: int


def field_of(name: str, markup: str, element: Element | None, value: str = "") -> Iterator[Field]:
    """Yield the field that an element holds; nothing for one that is missing or empty.

    Args:
        name: Name of the field.
        markup: The source.
        element: Where it stands.
        value: What it is, if not the text of the element.
    """
    value = value or text_of(markup, element)
    if element is not None and value and element.inner_start < element.inner_end:
        yield Field(name, value, element.inner_start, element.inner_end)


def date_fields(
    markup: str, element: Element, year: str = "year", month: str = "month", day: str = "day"
) -> Iterator[Field]:
    """Yield the date of publication that an element holds in parts, in EDTF.

    Source: ISO 8601-2:2019, level 1.

    Args:
        markup: The source.
        element: Holds the parts.
        year: Name of the part.
        month: Name of the part; its text is a number or an English name.
        day: Name of the part.
    """
    found = _YEAR.search(text_of(markup, find(element, year)))
    if found is None:
        return
    parts = [found[0]]
    month_number = month_of(text_of(markup, find(element, month)))
    if month_number:
        parts.append(f"{month_number:02d}")
        digits = _DIGITS.fullmatch(text_of(markup, find(element, day)))
        if digits is not None:
            parts.append(f"{int(digits[1]):02d}")
    yield from published(parts, element.inner_start, element.inner_end)


def published(parts: list[str], start: int, end: int) -> Iterator[Field]:
    """Yield the fields of a date of publication, given as year, month and day."""
    precision = ("year", "month", "day")[len(parts) - 1]
    yield Field("published_value", "-".join(parts), start, end)
    yield Field("published_precision", precision, start, end)
    yield Field("published_basis", "metadata", start, end)


def day_fields(markup: str, element: Element | None) -> Iterator[Field]:
    """Yield the date of publication that an element holds as a timestamp.

    Source: RFC 3339; RFC 5322, section 3.3, for what begins otherwise.
    """
    text = text_of(markup, element)
    found = _ISO.match(text)
    parts = [one for one in found.groups() if one] if found else _mail_day(text)
    if element is not None and parts:
        yield from published(parts, element.inner_start, element.inner_end)


def _mail_day(text: str) -> list[str]:
    parsed = parsedate(text[:100])
    is_day = parsed is not None and _YEAR.fullmatch(f"{parsed[0]:04d}")
    return [f"{parsed[0]:04d}", f"{parsed[1]:02d}", f"{parsed[2]:02d}"] if parsed and is_day else []


def month_of(text: str) -> int | None:
    """Return the number of a month; None for what is none, such as a season.

    >>> month_of("Sep"), month_of("04"), month_of("Winter")
    (9, 4, None)
    """
    if text[:3].lower() in _MONTHS:
        return _MONTHS.index(text[:3].lower()) + 1
    digits = _DIGITS.fullmatch(text)
    return int(digits[1]) if digits and int(digits[1]) <= _LAST_MONTH else None


def licence_of(source: str) -> str:
    """Return the licence of Creative Commons that an address or its name tells, in short form.

    >>> licence_of('xlink:href="http://creativecommons.org/licenses/by-nc/3.0"')
    'CC BY-NC 3.0'
    """
    found = _CC.search(source)
    if found is None:
        words = _CC_WORDS.search(source)
        if words is None:
            return ""
        kind = "".join(filter(str.isalpha, words["kind"].lower()))
        code = "-".join(["CC BY", *(sign for part, sign in _CC_PARTS if part in kind)])
        return f"{code} {words['version']}" if words["version"] else code
    if found["mark"]:
        return "public domain"
    name = "CC0" if found["zero"] else f"CC {found['code'].upper()}"
    return f"{name} {found['version']}" if found["version"] else name


def metadata_of(fields: Iterable[Field]) -> dict[str, object]:
    """Return fields as the metadata of a record: lists under the plural of their name."""
    metadata: dict[str, object] = {}
    lists: dict[str, list[str]] = {}
    for one in fields:
        if one.name in _LISTS:
            lists.setdefault(_LISTS[one.name], []).append(one.value)
        elif one.name not in _INTERNAL:
            metadata.setdefault(_NAMES.get(one.name, one.name), one.value)
    return metadata | lists
