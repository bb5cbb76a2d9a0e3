"""Measures the new documents of a run, publisher by publisher.

A document that names no publisher, and a reject, belong to the publisher whose site they are from,
or else to the site itself: a new template may well hide the publisher's name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pyarrow.compute as pc

from opsonin.runner.drift.words import word_counts
from opsonin.store.store import Store
from opsonin.tables.picking import rows_of

#: Sites that are noted of one publisher, those with most documents.
_MOST_SITES = 20
_DOCUMENT_COLUMNS = ("doc_id", "source_uri", "publisher", "title", "published_at", "text")


@dataclass(frozen=True, slots=True)
class Measures:
    """What the new documents of one publisher are like in one run.

    Attributes:
        publisher: Its name, or the site of documents of which nobody knows it.
        sites: Hosts or folders that they are from, the one with most documents first.
        documents: How many have a clean text.
        rejected: How many were rejected at ingest or clean.
        text_length: Median length of the clean texts in code points; None without documents.
        without_title_or_date: Share of the documents that lack a title or a date.
        mentions_per_1000_words: Rows of table ``mentions`` for 1,000 words of all their texts
            together; None if there are no words.
        reject_share: Rejected of all, from 0 to 1.
    """

    publisher: str
    sites: tuple[str, ...]
    documents: int
    rejected: int
    text_length: float | None
    without_title_or_date: float | None
    mentions_per_1000_words: float | None
    reject_share: float

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        return {**asdict(self), "sites": list(self.sites)}


@dataclass(frozen=True, slots=True)
class _Document:
    site: str
    publisher: str | None
    length: int
    n_words: int
    n_mentions: int
    is_complete: bool


def site_of(source_uri: str) -> str:
    """Return the host of a place, or else its folder.

    >>> site_of("https://news.example.org/a/b.html"), site_of("daily/news.jsonl#7"), site_of("a")
    ('news.example.org', 'daily', '.')
    """
    try:
        host = urlsplit(source_uri).hostname if "://" in source_uri else None
    except ValueError:
        # Something in brackets that is no address.
        host = None
    if host:
        return host
    return source_uri.partition("#")[0].rpartition("/")[0] or "."


def measure(
    store: Store,
    doc_ids: Iterable[str],
    refused: Iterable[str],
    known: Mapping[str, AbstractSet[str]],
    *,
    min_documents: int,
) -> list[Measures]:
    """Measure documents by publisher.

    Args:
        store: The data folder, in which they are committed.
        doc_ids: Documents that are new.
        refused: Places of documents that were rejected.
        known: Site -> publishers that earlier runs have seen there.
        min_documents: Publishers with fewer documents, rejected ones counted, are left out.
    """
    found = list(_documents(store, doc_ids))
    at: dict[str, set[str]] = defaultdict(set)
    for document in found:
        if document.publisher is not None:
            at[document.site].add(document.publisher)
    owners = {**known, **at}

    def of_site(site: str) -> str:
        names = owners.get(site, set())
        return next(iter(names)) if len(names) == 1 else site

    groups: dict[str, list[_Document]] = defaultdict(list)
    for document in found:
        groups[document.publisher or of_site(document.site)].append(document)
    rejected = Counter(of_site(site_of(place)) for place in refused)
    return [
        _measured(name, groups.get(name, []), rejected[name])
        for name in sorted({*groups, *rejected})
        if len(groups.get(name, ())) + rejected[name] >= min_documents
    ]


def _documents(store: Store, doc_ids: Iterable[str]) -> Iterator[_Document]:
    by_file: dict[str, list[str]] = defaultdict(list)
    for doc_id, rows in store.owners("documents", sorted(set(doc_ids))).items():
        by_file[rows.file].append(doc_id)
    for file, here in sorted(by_file.items()):
        yield from _read(store, file, here)


def _read(store: Store, file: str, doc_ids: Sequence[str]) -> Iterator[_Document]:
    rows = store.read("documents", file, _DOCUMENT_COLUMNS)
    if rows.num_rows != len(doc_ids):
        rows = rows_of(rows, "doc_id", doc_ids)
    texts = rows["text"]
    mentions = store.owners("mentions", doc_ids)
    is_complete = pc.and_(pc.is_valid(rows["title"]), pc.is_valid(rows["published_at"]))
    columns = (
        rows["doc_id"],
        rows["source_uri"],
        rows["publisher"],
        pc.utf8_length(texts),
        is_complete,
    )
    for doc_id, uri, publisher, length, complete, n_words in zip(
        *(column.to_pylist() for column in columns), word_counts(texts), strict=True
    ):
        n_mentions = mentions[doc_id].n_rows if doc_id in mentions else 0
        yield _Document(site_of(uri), publisher, length, n_words, n_mentions, complete)


def _measured(name: str, documents: Sequence[_Document], n_rejected: int) -> Measures:
    sites = Counter(one.site for one in documents)
    n_words = sum(one.n_words for one in documents)
    n_documents = len(documents)
    return Measures(
        publisher=name,
        sites=tuple(site for site, _ in sites.most_common(_MOST_SITES)),
        documents=n_documents,
        rejected=n_rejected,
        text_length=median(one.length for one in documents) if documents else None,
        without_title_or_date=(
            sum(not one.is_complete for one in documents) / n_documents if documents else None
        ),
        mentions_per_1000_words=(
            1000 * sum(one.n_mentions for one in documents) / n_words if n_words else None
        ),
        reject_share=n_rejected / (n_documents + n_rejected),
    )
