"""JATS: articles as PubMed Central and publishers give them.

Source: ANSI/NISO Z39.96, JATS 1.3, Archiving tag set, and its predecessors NLM 2.3 and 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator

from opsonin_plugins.xmldoc.elements import Element, attribute, find, find_all, text_of
from opsonin_plugins.xmldoc.fields import Field, date_fields, field_of, licence_of
from opsonin_plugins.xmldoc.roles import HIDDEN, INLINE, Role

#: Element -> the only children of it that are text of the article.
_SHOWN = {
    "front": frozenset(("article-meta",)),
    "article-meta": frozenset(("title-group", "abstract", "trans-abstract")),
    "front-stub": frozenset(("title-group", "abstract", "trans-abstract")),
    "title-group": frozenset(("article-title", "subtitle")),
}
_ROLES: dict[str, Role] = {
    "title": Role(tag="h2"),
    "subtitle": Role(tag="h2"),
    "abstract": Role(tag="section", kind="abstract", head="Abstract"),
    "trans-abstract": Role(tag="section", kind="abstract", is_main=False),
    "caption": Role(tag="figcaption"),
    "table": Role(tag="table", is_main=False),
    "ref": Role(tag="li", kind="reference", is_main=False),
    "ref-list": Role(tag="section", is_main=False, head="References"),
    "ack": Role(tag="section", kind="acknowledgement", is_main=False, head="Acknowledgements"),
    "fn": Role(tag="p"),
    "fn-group": Role(tag="section", is_main=False),
    "table-wrap-foot": Role(tag="section", kind="caption"),
    "sub-article": Role(tag="section", is_main=False),
    "response": Role(tag="section", is_main=False),
    "list-item": Role(tag="li"),
    "def-item": Role(tag="li"),
    "break": Role(tag="br"),
    "disp-quote": Role(tag="blockquote", kind="blockquote"),
    "preformat": Role(tag="pre"),
    "code": Role(tag="pre"),
    **{name: Role(tag=name) for name in ("p", "tr", "td", "th", "thead", "tbody", "tfoot")},
    **dict.fromkeys(("sec", "app", "app-group", "fig", "fig-group", "table-wrap", "boxed-text",
                     "body", "back", "glossary", "bio", "notes", "list", "def-list", "article",
                     "floats-group", "supplementary-material", "statement", "article-meta",
                     "title-group", "front", "front-stub"), Role(tag="section")),
    **dict.fromkeys(("disp-formula", "disp-formula-group", "speech", "verse-group", "verse-line",
                     "attrib", "array", "sig-block", "alt-title", "subhead"), Role(tag="p")),
    # What readers see is the formula or the picture, not its source or its name.
    **dict.fromkeys(("tex-math", "object-id", "alt-text", "long-desc", "annotation",
                     "processing-meta", "permissions", "sec-meta", "label-alternatives"),
                    Role(hidden="markup")),
}  # fmt: skip
_CITATIONS = frozenset(("mixed-citation", "element-citation", "citation", "nlm-citation"))
_CAPTIONED = frozenset(("fig", "table-wrap", "supplementary-material", "boxed-text", "fig-group"))
#: The date on which it first appeared, as far as it is told. Source: JATS, attributes @pub-type
#: and @date-type with @publication-format.
_DATE_TYPES = (("epub", "pub"), ("ppub", "collection", "epub-ppub", "issue", "pub-date", ""))
_IDS = {"doi": "doi", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}


def role_of(_markup: str, element: Element, parent: Element) -> Role:  # noqa: PLR0911 - one each
    """Return what an element does to the text it holds."""
    name = element.name
    shown = _SHOWN.get(parent.name)
    if shown is not None and name not in shown:
        return HIDDEN
    if name == "article-title" and parent.name == "title-group":
        return Role(tag="h1", kind="title")
    if name == "label" and parent.name in _CAPTIONED:
        return Role(tag="figcaption")
    if name == "p" and parent.name in ("list-item", "fn", "td", "th", "def", "term"):
        return INLINE if _is_first_text(element, parent) else _ROLES["p"]
    if name in _CITATIONS:
        is_first = parent.name != "ref" or _is_first_text(element, parent)
        return Role(tag="" if is_first else "p", is_entry=True)
    if name == "title" and parent.name == "caption":
        return Role(tag="p")
    if name == "break" and parent.name not in ("p", "verse-line"):
        return Role(tag="space")
    return _ROLES.get(name, INLINE)


def _is_first_text(element: Element, parent: Element) -> bool:
    """Whether an element is the first in another one, but for its label."""
    return next((one for one in parent.elements() if one.name != "label"), None) is element


def fields(markup: str, root: Element) -> Iterator[Field]:
    """Yield what an article states of itself."""
    front = find(root, "front")
    meta = find(front, "article-meta") if front else find(root, "front-stub")
    if meta is None:
        return
    if front is not None:
        yield from _journal(markup, front)
    yield from _ids(markup, meta)
    yield from field_of("title", markup, find(meta, "title-group/article-title"))
    yield from _authors(markup, meta)
    yield from _published(markup, meta)
    for name in ("volume", "issue"):
        yield from field_of(name, markup, find(meta, name))
    yield from _pages(markup, meta)
    yield from _licence(markup, meta)
    for keyword in find_all(meta, "kwd-group/kwd"):
        yield from field_of("keyword", markup, keyword)
    place = meta.start, meta.inner_start
    yield Field("doc_type", "paper", *place)


def _journal(markup: str, front: Element) -> Iterator[Field]:
    meta = find(front, "journal-meta")
    if meta is None:
        return
    title = find(meta, "journal-title-group/journal-title") or find(meta, "journal-title")
    yield from field_of("journal", markup, title or find(meta, "journal-id"))
    yield from field_of("publisher", markup, find(meta, "publisher/publisher-name"))


def _ids(markup: str, meta: Element) -> Iterator[Field]:
    for one in find_all(meta, "article-id"):
        name = _IDS.get(attribute(markup, one, "pub-id-type"))
        value = text_of(markup, one)
        if name == "pmcid" and value.isdecimal():
            value = f"PMC{value}"
        if name and value:
            yield from field_of(name, markup, one, value.lower() if name == "doi" else value)


def _authors(markup: str, meta: Element) -> Iterator[Field]:
    for one in find_all(meta, "contrib-group/contrib"):
        if attribute(markup, one, "contrib-type") not in ("author", ""):
            continue
        name = find(one, "name|name-alternatives|string-name|collab|collab-alternatives")
        if name is not None and name.name == "name-alternatives":
            name = find(name, "name|string-name")
        if name is not None:
            yield from field_of("authors", markup, name, person(markup, name))
    for path in ("aff", "contrib-group/aff", "aff-alternatives/aff"):
        for one in find_all(meta, path):
            yield from field_of("affiliation", markup, one, _without_label(markup, one))


def person(markup: str, name: Element) -> str:
    """Return a person's name, given names first."""
    parts = [
        text_of(markup, find(name, part)) for part in ("prefix", "given-names", "surname", "suffix")
    ]
    return " ".join(filter(None, parts)) or text_of(markup, name)


def _without_label(markup: str, element: Element) -> str:
    parts = [
        text_of(markup, one)
        if isinstance(one, Element)
        else one.text or markup[one.start : one.end]
        for one in element.children
        if not (isinstance(one, Element) and one.name in ("label", "sup"))
    ]
    return " ".join("".join(parts).split())


def _published(markup: str, meta: Element) -> Iterator[Field]:
    dates = list(find_all(meta, "pub-date"))
    for types in _DATE_TYPES:
        found = [
            list(date_fields(markup, one)) for one in dates if _date_type(markup, one) in types
        ]
        stated = [one for one in found if one]
        if stated:
            # The one that says most; among equals the first.
            yield from max(stated, key=lambda one: len(one[0].value))
            return


def _date_type(markup: str, element: Element) -> str:
    stated = attribute(markup, element, "pub-type") or attribute(markup, element, "date-type")
    if stated == "pub" and attribute(markup, element, "publication-format") == "print":
        return "ppub"
    return stated


def _pages(markup: str, meta: Element) -> Iterator[Field]:
    first, last = find(meta, "fpage"), find(meta, "lpage")
    if first is None:
        yield from field_of("pages", markup, find(meta, "elocation-id"))
        return
    value, end = text_of(markup, first), text_of(markup, last)
    yield from field_of("pages", markup, first, f"{value}-{end}" if end and end != value else value)


def _licence(markup: str, meta: Element) -> Iterator[Field]:
    found = find(meta, "permissions/license") or find(meta, "license")
    if found is None:
        return
    value = licence_of(markup[found.start : found.end])
    yield from field_of("licence", markup, found, value)


def key(markup: str, root: Element) -> str:
    """Return the id of an article: that of PubMed Central, else its DOI."""
    stated = {one.name: one.value for one in fields(markup, root)}
    return stated.get("pmcid") or stated.get("doi") or ""
