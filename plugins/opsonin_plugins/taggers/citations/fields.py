"""From the labelled words of a reference to what a citation says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opsonin_plugins.taggers.citations.authors import authors_of
from opsonin_plugins.taggers.citations.boundaries import mended
from opsonin_plugins.taggers.citations.labelling import Range
from opsonin_plugins.taggers.citations.numbering import numbers_of
from opsonin_plugins.taggers.identifiers import find_identifiers

#: Stands in every reference that states an identifier.
_IDENTIFIER_SIGN = re.compile(r"10\.\d{4}|pm(?:id|c)|pubmed", re.IGNORECASE)
_IN = re.compile(r"^(?:In|in|IN)\b:?\s{1,2}")
_EDGES = " .,;:/*\u201c\u201d\"'\u2018\u2019\u00ab\u00bb\u2013\u2014-"
#: The last word of a journal's name keeps its period where another word has one.
_ABBREVIATED = re.compile(r"\w\.\s?\w[^.]*\.\Z")
#: What NLM's style says of a work's medium.
_MEDIUM = re.compile(r"\s?\[(?:[Ii]nternet|[Oo]nline|[Ee]lectronic resource)\]\.?\s?\Z")
_URL = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
#: Of several stretches with one label, the longest is the field.
_LONGEST = frozenset({"title", "journal", "container-title"})


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference says.

    Attributes:
        authors: In order, as stated.
        title: Title of the work.
        container: Journal or book.
        year: Year of publication.
        volume: Volume.
        issue: Issue.
        pages: Pages, with a hyphen, or article number.
        doi: In small letters.
        pmid: PubMed id.
    """

    authors: tuple[str, ...] = ()
    title: str | None = None
    container: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None


def citation_of(text: str, runs: Sequence[tuple[str, Range]]) -> Citation:
    """Return what a reference says.

    Args:
        text: The reference.
        runs: Its labelled stretches, as `Model.label` gives them.
    """
    fields = mended(text, runs)
    words = _words(text, fields)
    container = words.get("journal") or words.get("container-title")
    behind = next((end for _, (start, end) in fields if text[start:end] == container), None)
    numbers = numbers_of(
        text, words.get("date", ""), words.get("volume", ""), words.get("pages", ""), behind
    )
    ids = identifiers_of(text)
    return Citation(
        authors=authors_of(words.get("author", "")),
        title=_title(words.get("title")),
        container=container_of(container),
        year=numbers.year,
        volume=numbers.volume,
        issue=numbers.issue,
        pages=numbers.pages,
        doi=ids.get("doi"),
        pmid=ids.get("pmid"),
    )


def _words(text: str, runs: Sequence[tuple[str, Range]]) -> dict[str, str]:
    """Return the words of each label."""
    words: dict[str, str] = {}
    for label, (start, end) in runs:
        before = words.get(label)
        if before is None or (label in _LONGEST and end - start > len(before)):
            words[label] = text[start:end]
    return words


def _title(words: str | None) -> str | None:
    title = bare(_MEDIUM.sub("", words or ""))
    return None if title is None or _URL.match(title) else title


def identifiers_of(text: str) -> dict[str, str]:
    """Return the first identifier of each type that a reference states."""
    found: dict[str, str] = {}
    if _IDENTIFIER_SIGN.search(text):
        for one in find_identifiers(text):
            if one.is_valid:
                found.setdefault(one.type, one.value)
    return found


def bare(words: str | None) -> str | None:
    """Return words without the punctuation and the quotation marks around them."""
    plain = " ".join((words or "").split()).strip(_EDGES)
    return plain or None


def container_of(words: str | None) -> str | None:
    """Return the name of a journal or book; an abbreviation keeps its periods.

    >>> container_of("Nat. Med."), container_of("In: Cell."), container_of("J Med Chem.")
    ('Nat. Med.', 'Cell', 'J Med Chem')
    """
    stated = _IN.sub("", " ".join((words or "").split()).strip(' ,;:"\u201c\u201d'))
    plain = bare(stated)
    return f"{plain}." if plain and stated.endswith(".") and _ABBREVIATED.search(stated) else plain
