"""Records of PubMed and MEDLINE, as its baseline and update files and E-utilities give them.

Source: National Library of Medicine, pubmed_250101.dtd and "MEDLINE/PubMed XML Element
Descriptions and their Attributes".
"""

from __future__ import annotations

from collections.abc import Iterator

from opsonin_plugins.xmldoc.elements import Element, attribute, find, find_all, text_of
from opsonin_plugins.xmldoc.fields import Field, date_fields, field_of
from opsonin_plugins.xmldoc.roles import HIDDEN, INLINE, Role

#: Element -> the only children of it that are text of the record.
_SHOWN = {
    "PubmedArticle": frozenset(("MedlineCitation",)),
    "MedlineCitation": frozenset(("Article", "OtherAbstract")),
    "Article": frozenset(("ArticleTitle", "Abstract")),
    "PubmedBookArticle": frozenset(("BookDocument",)),
    "BookDocument": frozenset(("ArticleTitle", "Abstract")),
    "Abstract": frozenset(("AbstractText",)),
    "OtherAbstract": frozenset(("AbstractText",)),
}
_ROLES = {
    "ArticleTitle": Role(tag="h1", kind="title"),
    "Abstract": Role(tag="section", kind="abstract", head="Abstract"),
    "OtherAbstract": Role(tag="section", kind="abstract", is_main=False),
    "AbstractText": Role(tag="p", label="Label"),
    **dict.fromkeys(
        ("PubmedArticle", "MedlineCitation", "Article", "PubmedBookArticle", "BookDocument"),
        Role(tag="section"),
    ),
}


def role_of(_markup: str, element: Element, parent: Element) -> Role:
    """Return what an element does to the text it holds."""
    shown = _SHOWN.get(parent.name)
    if shown is not None and element.name not in shown:
        return HIDDEN
    return _ROLES.get(element.name, INLINE)


def key(markup: str, root: Element) -> str:
    """Return the PubMed id of a record."""
    return text_of(markup, _pmid(root))


def fields(markup: str, root: Element) -> Iterator[Field]:
    """Yield what a record states of itself."""
    citation = find(root, "MedlineCitation|BookDocument")
    if citation is None:
        return
    article = find(citation, "Article") or citation
    yield from field_of("pmid", markup, _pmid(root))
    yield from _ids(markup, root, article)
    yield from field_of("title", markup, find(article, "ArticleTitle"))
    yield from _authors(markup, article)
    yield from _journal(markup, article)
    yield from _published(markup, article)
    yield from _subjects(markup, citation, article)
    yield from field_of("copyright", markup, find(article, "Abstract/CopyrightInformation"))
    yield Field("doc_type", "abstract", root.start, root.inner_start)


def _pmid(root: Element) -> Element | None:
    return find(root, "MedlineCitation|BookDocument/PMID")


def _ids(markup: str, root: Element, article: Element) -> Iterator[Field]:
    # Not those of the references, which stand deeper in the same list.
    stated = {
        attribute(markup, one, "IdType"): one
        for one in find_all(root, "PubmedData|PubmedBookData/ArticleIdList/ArticleId")
    }
    doi = stated.get("doi")
    for one in find_all(article, "ELocationID"):
        if attribute(markup, one, "EIdType") == "doi" and attribute(markup, one, "ValidYN") != "N":
            doi = one
    yield from field_of("doi", markup, doi, text_of(markup, doi).lower())
    yield from field_of("pmcid", markup, stated.get("pmc"))


def _authors(markup: str, article: Element) -> Iterator[Field]:
    for one in find_all(article, "AuthorList/Author"):
        if attribute(markup, one, "ValidYN") == "N":
            continue
        parts = [text_of(markup, find(one, part)) for part in ("ForeName", "LastName", "Suffix")]
        name = " ".join(filter(None, parts)) or text_of(markup, find(one, "CollectiveName"))
        if name:
            yield from field_of("authors", markup, one, name)
        for affiliation in find_all(one, "AffiliationInfo/Affiliation"):
            yield from field_of("affiliation", markup, affiliation)


def _journal(markup: str, article: Element) -> Iterator[Field]:
    for name, path in (
        ("journal", "Journal/Title"),
        ("volume", "Journal/JournalIssue/Volume"),
        ("issue", "Journal/JournalIssue/Issue"),
        ("pages", "Pagination/MedlinePgn"),
        ("publisher", "Book/Publisher/PublisherName"),
    ):
        yield from field_of(name, markup, find(article, path))


def _published(markup: str, article: Element) -> Iterator[Field]:
    """Yield the day on which it appeared: online if that is told, else in its issue."""
    for path in ("ArticleDate", "Journal/JournalIssue/PubDate", "Book/PubDate"):
        stated = find(article, path)
        if stated is None:
            continue
        # "2003 Jul-Aug" and the like stand in an element of their own; its year is sure.
        year = "Year" if find(stated, "Year") else "MedlineDate"
        found = list(date_fields(markup, stated, year, "Month", "Day"))
        if found:
            yield from found
            return


def _subjects(markup: str, citation: Element, article: Element) -> Iterator[Field]:
    for name, holder, path in (
        ("publication_type", article, "PublicationTypeList/PublicationType"),
        ("mesh_term", citation, "MeshHeadingList/MeshHeading/DescriptorName"),
        ("substance", citation, "ChemicalList/Chemical/NameOfSubstance"),
        ("keyword", citation, "KeywordList/Keyword"),
    ):
        for one in find_all(holder, path):
            yield from field_of(name, markup, one)
