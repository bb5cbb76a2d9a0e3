"""The formats of XML, and of JSON that says the same, by media type and by root element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from opsonin_plugins.xmldoc import bioc, feeds, jats, plain, pubmed
from opsonin_plugins.xmldoc.elements import Element
from opsonin_plugins.xmldoc.fields import Field
from opsonin_plugins.xmldoc.json_scanning import scan_json
from opsonin_plugins.xmldoc.roles import RoleOf
from opsonin_plugins.xmldoc.scanning import scan
from opsonin_plugins.xmldoc.sniffing import is_wide, root_name


def _no_key(_markup: str, _root: Element) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Format:
    """What is known of a format.

    Attributes:
        media_type: What documents of it are called.
        role_of: What its elements do to the text they hold.
        fields: What a record states of itself.
        key: The id that a record states.
        scan: Reads its source into elements.
    """

    media_type: str
    role_of: RoleOf
    fields: Callable[[str, Element], Iterator[Field]]
    key: Callable[[str, Element], str] = _no_key
    scan: Callable[[str], Element] = scan


PLAIN = Format("application/xml", plain.role_of, plain.fields)
JATS = Format("application/jats+xml", jats.role_of, jats.fields, jats.key)
PUBMED = Format("application/pubmed+xml", pubmed.role_of, pubmed.fields, pubmed.key)
BIOC = Format("application/bioc+xml", bioc.role_of, bioc.fields, bioc.key)
BIOC_JSON = Format("application/bioc+json", bioc.role_of, bioc.fields, bioc.key, scan=scan_json)
RSS = Format("application/rss+xml", feeds.role_of, feeds.fields, feeds.key)
ATOM = Format("application/atom+xml", feeds.role_of, feeds.fields, feeds.key)

#: Media type -> format.
FORMATS = {one.media_type: one for one in (PLAIN, JATS, PUBMED, BIOC, BIOC_JSON, RSS, ATOM)}

#: Root element of a file of records -> its records' elements with their formats.
COLLECTIONS: dict[str, dict[str, Format]] = {
    "PubmedArticleSet": {"PubmedArticle": PUBMED, "PubmedBookArticle": PUBMED},
    "PubmedBookArticleSet": {"PubmedBookArticle": PUBMED},
    "pmc-articleset": {"article": JATS},
    "collection": {"document": BIOC},
    "rss": {"item": RSS},
    "rdf:RDF": {"item": RSS},
    "feed": {"entry": ATOM},
}
#: What lies between records and lists ids of records that are no more. Source: pubmed_250101.dtd.
DELETIONS = {
    "PubmedArticleSet": ("DeleteCitation", "DeleteDocument"),
    "PubmedBookArticleSet": ("DeleteDocument",),
}
#: Roots whose names others have too -> what the start of theirs holds. Source: BioC.dtd; RSS 1.0,
#: section 5.1; RFC 4287, section 2.
_SIGNS = {
    "collection": re.compile(rb"BioC|<document>\s*<id>"),
    "rdf:RDF": re.compile(rb"purl\.org/rss/1\.0"),
    "feed": re.compile(rb"www\.w3\.org/2005/Atom"),
}

#: Root element of a file that is one document -> its format.
SINGLE = {
    "article": JATS,
    "ref-list": JATS,
    "PubmedArticle": PUBMED,
    "PubmedBookArticle": PUBMED,
}


_PARTS = frozenset(("front", "front-stub", "body", "back"))


def records_of(head: bytes) -> dict[str, Format]:
    """Return the records' elements with their formats, if this begins a file of records.

    Args:
        head: The first bytes of a file.
    """
    name = root_name(head)
    sign = _SIGNS.get(name)
    if is_wide(head) or (sign is not None and not sign.search(head)):
        return {}
    return COLLECTIONS.get(name, {})


def format_of(root: Element) -> Format:
    """Return the format of a document, told by its root element.

    An article of JATS has a front or a body right below its root; HTML has an element of that
    name too.
    """
    found = SINGLE.get(root.name, PLAIN)
    is_html = root.name == "article" and not any(one.name in _PARTS for one in root.elements())
    return PLAIN if is_html else found
