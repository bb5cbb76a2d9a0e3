"""The document type declaration: which entities it defines, and which are refused.

Nothing is ever fetched: an external subset is left alone, an external entity refuses the document.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

#: Characters that one entity may stand for.
MAX_VALUE_CHARS = 1_000
#: Characters that the entities of one document may unfold to beyond its own length.
MAX_EXPANSION_CHARS = 100_000

#: Source: XML 1.0, production 28; the internal subset as strings, comments and anything else.
DOCTYPE = re.compile(
    r"<!DOCTYPE\s++[^\s<>\[\"']++(?:[^<>\[\"']++|\"[^\"]*+\"|'[^']*+')*+"
    r"(?:\[(?P<subset>(?:<!--(?:[^-]++|-(?!->))*+-->|[^\]\"'<]++|\"[^\"]*+\"|'[^']*+'|<)*+)\]\s*+)?"
    r">"
)
_ENTITY = re.compile(
    r"<!ENTITY\s++(?P<parameter>%\s++)?(?P<name>[^\s%\"'<>]{1,200}+)\s++"
    r"(?:(?P<external>SYSTEM|PUBLIC)\b(?P<ids>[^<>]{0,2000}+)|\"(?P<value>[^\"]*+)\"|'(?P<other>[^']*+)')"
)
_COMMENT = re.compile(r"<!--(?:[^-]++|-(?!->))*+-->")
_MARKUP = re.compile(r"[<%]|&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_UNPARSED = re.compile(r"\bNDATA\b")


class XmlError(ValueError):
    """A document that is refused; ``reason`` and ``detail`` are those of a reject."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def declared_entities(subset: str) -> dict[str, str]:
    """Return the entities that an internal subset defines, by name.

    Args:
        subset: What stands between the square brackets of the declaration.

    Raises:
        XmlError: ``external_entity``, or ``entity_bomb`` for entities that are long, hold markup
            or refer to each other.
    """
    entities: dict[str, str] = {}
    for found in _ENTITY.finditer(_COMMENT.sub("", subset)):
        name = found["name"]
        if found["external"]:
            # An unparsed one names a picture, which nothing reads.
            if found["parameter"] or not _UNPARSED.search(found["ids"]):
                raise XmlError("external_entity", f"Entity {name[:100]!r} lies outside the file.")
            continue
        value = found["value"] if found["value"] is not None else found["other"]
        if found["parameter"] or len(value) > MAX_VALUE_CHARS or _MARKUP.search(value):
            detail = f"Entity {name[:100]!r} is more than a short text."
            raise XmlError("entity_bomb", detail)
        entities.setdefault(name, html.unescape(value))
    return entities


def characters(reference: str, entities: dict[str, str]) -> str | None:
    """Return what a reference stands for; None if nothing says so.

    Names that are not declared are read as those of HTML, which has all names of the ISO entity
    sets that the external subsets of journals declare. Source: W3C, XML Entity Definitions for
    Characters.

    Args:
        reference: What stands between ``&`` and ``;``.
        entities: What the document declares.
    """
    if reference.startswith("#"):
        return html.unescape(f"&{reference};")
    return entities.get(reference) or html5.get(f"{reference};")
