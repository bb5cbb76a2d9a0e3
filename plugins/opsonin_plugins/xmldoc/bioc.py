"""Documents of BioC in XML or JSON, as PubTator and the BioC service of PubMed Central give them.

Source: Comeau et al. 2013, BioC: a minimalist approach to interoperability for biomedical text
processing, Database; the keys of infons are those of NCBI's BioC API for PMC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from opsonin_plugins.xmldoc.elements import Element, attribute, find, find_all, text_of
from opsonin_plugins.xmldoc.fields import Field, day_fields, field_of, licence_of, published
from opsonin_plugins.xmldoc.json_scanning import json_key
from opsonin_plugins.xmldoc.roles import HIDDEN, INLINE, Role

#: How the BioC service of PubMed Central names most licences.
_CC_SHORT = re.compile(r"CC0|CC BY(?:-(?:NC|ND|SA)){0,2}(?: \d\.\d)?")
_SECTION = Role(tag="section")
_TITLE, _HEADING = Role(tag="h1", kind="title"), Role(tag="h2")
_CAPTION, _ASIDE = Role(tag="figcaption"), Role(tag="p", is_main=False)
#: Value of infon "type" -> role of the passage's text.
_TYPES = {
    "title": _TITLE,
    "front": _TITLE,
    "abstract": Role(tag="p", kind="abstract"),
    "ref": Role(tag="p", kind="reference", is_main=False),
    "reference": Role(tag="p", kind="reference", is_main=False),
    "table": Role(tag="p", kind="table", is_main=False),
    "footnote": _ASIDE,
    "table_footnote": Role(tag="p", kind="caption"),
}
_SHOWN = frozenset(("document", "passage", "sentence", "text"))
_INFONS = {
    "article-id_doi": "doi",
    "article-id_pmid": "pmid",
    "article-id_pmc": "pmcid",
    "journal": "journal",
    "volume": "volume",
    "issue": "issue",
    "license": "licence",
}


def role_of(markup: str, element: Element, parent: Element) -> Role:
    """Return what an element does to the text it holds."""
    if element.name not in _SHOWN or _is_said_before(element, parent):
        return HIDDEN
    if element.name == "text" and parent.name == "passage":
        return _text_role(_infons(markup, parent).get("type", ""))
    return INLINE if element.name in ("text", "sentence") else _passage_role(markup, element)


def _is_said_before(element: Element, parent: Element) -> bool:
    """Tell whether this is a sentence of a passage whose text is given as a whole too."""
    text = find(parent, "text") if element.name == "sentence" else None
    return text is not None and bool(text.children)


def _passage_role(markup: str, element: Element) -> Role:
    """Return the role of a passage; one that is cut into sentences has that of its text."""
    if element.name == "passage" and find(element, "sentence") is not None:
        return _text_role(_infons(markup, element).get("type", ""))
    return _SECTION


def _text_role(kind: str) -> Role:
    kind = kind.lower()
    if kind in _TYPES:
        return _TYPES[kind]
    if "caption" in kind:
        return _CAPTION
    return _HEADING if "title" in kind else Role(tag="p")


def _infons(markup: str, element: Element) -> dict[str, str]:
    return {_infon_key(markup, one): text_of(markup, one) for one in find_all(element, "infon")}


def _infon_key(markup: str, infon: Element) -> str:
    is_json = markup.startswith('"', infon.start)
    return json_key(markup, infon) if is_json else attribute(markup, infon, "key")


def key(markup: str, root: Element) -> str:
    """Return the id of a document."""
    return text_of(markup, find(root, "id"))


def fields(markup: str, root: Element) -> Iterator[Field]:
    """Yield what the infons of a document and of its first passages state."""
    yield from field_of("document_id", markup, find(root, "id"))
    seen: set[str] = set()
    for passage in [root, *find_all(root, "passage")]:
        if _infons(markup, passage).get("type", "") in ("title", "front"):
            title = find(passage, "text")
            found = [] if "title" in seen else list(field_of("title", markup, title))
            seen.update(one.name for one in found)
            yield from found
        elif passage is not root:
            # Infons of later passages are about these, such as about a reference.
            break
        for infon in find_all(passage, "infon"):
            for one in _field(markup, infon):
                if one.name == "authors" or one.name not in seen:
                    yield one
                seen.add(one.name)
    yield from _members(markup, root, seen)


def _members(markup: str, root: Element, seen: AbstractSet[str]) -> Iterator[Field]:
    """Yield what PubTator states of a document beside its infons."""
    for name in ("pmid", "pmcid", "journal", "authors"):
        if name not in seen:
            for one in find_all(root, name):
                yield from field_of(name, markup, one)
    if "published_value" not in seen:
        yield from day_fields(markup, find(root, "date"))


def _short(licence: str) -> str:
    return licence if _CC_SHORT.fullmatch(licence) else ""


def _field(markup: str, infon: Element) -> Iterator[Field]:
    key, value = _infon_key(markup, infon), text_of(markup, infon)
    if key.startswith("name_"):
        parts = dict(part.partition(":")[::2] for part in value.split(";"))
        name = f"{parts.get('given-names', '')} {parts.get('surname', '')}".strip()
        yield from field_of("authors", markup, infon, name or value)
    elif key == "year" and value.isdecimal() and value:
        yield from published([value], infon.inner_start, infon.inner_end)
    elif key in _INFONS:
        name = _INFONS[key]
        value = licence_of(value) or _short(value) if name == "licence" else value
        value = f"PMC{value}" if name == "pmcid" and value.isdecimal() else value
        if value:
            yield from field_of(name, markup, infon, value.lower() if name == "doi" else value)
