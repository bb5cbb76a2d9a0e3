"""What a paper can be recognised by: its keys, and what its metadata say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from opsonin import Documents
from opsonin_plugins.taggers.links.index import KeyIndex
from opsonin_plugins.taggers.links.keys import Key, kind_of, person_key

#: Identifiers that papers share with what they cite, but for those of their trials.
_OF_WORKS = ("id:doi:", "id:pmid:", "id:pmcid:", "id:arxiv:")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper.

    Attributes:
        doc_id: The document.
        keys: What it can be recognised by, its own identifiers and authors with it.
        journal: Its journal, if known.
        published_at: The day of its publication, if known.
    """

    doc_id: str
    keys: Mapping[str, Key]
    journal: str | None
    published_at: date | None


def papers_of(documents: Documents, ids: Sequence[str], index: KeyIndex) -> list[Paper]:
    """Return the papers of a corpus.

    Args:
        documents: All documents.
        ids: Which of them are papers.
        index: Their keys.
    """
    names = ("doc_id", "doi", "pmid", "pmcid", "journal", "published_at", "authors")
    cells = zip(*(documents.arrow.column(name).to_pylist() for name in names), strict=True)
    wanted = {*ids}
    found = []
    for doc_id, doi, pmid, pmcid, journal, published_at, authors in cells:
        if doc_id in wanted:
            values = (("doi", doi), ("pmid", pmid), ("pmcid", pmcid))
            own = [f"id:{kind}:{value}" for kind, value in values if value]
            own += [name for author in authors or () if (name := person_key(author))]
            keys = _with_own(index.keys_of(doc_id), own)
            found.append(Paper(doc_id, keys, journal, published_at))
    return sorted(found, key=lambda paper: paper.doc_id)


def _with_own(keys: Mapping[str, Key], own: Sequence[str]) -> dict[str, Key]:
    """Return keys with identifiers and authors of the paper's own, without those it cites."""
    found = {name: key for name, key in keys.items() if not name.startswith(_OF_WORKS)}
    for name, key in keys.items():
        if kind_of(name) == "self":
            found[f"id:{name.partition(':')[2]}"] = key
    # What only the metadata say has no place in the text: the title stands for it.
    title = keys.get("title:")
    if title is not None:
        for name in own:
            found.setdefault(name, title._replace(name=name))
    return found
