"""Links documents that tell the same story: syndicated, rewritten or translated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from opsonin import Context, Documents, Link, Tagger, links_to_tables
from opsonin_plugins.taggers.links.evidence import sides_of
from opsonin_plugins.taggers.links.index import read_keys
from opsonin_plugins.taggers.links.ranking import days_of, ranked
from opsonin_plugins.taggers.links.reports import is_report
from opsonin_plugins.taggers.links.weights import Shared, Weigher

#: Kinds of keys that lead from one document to others, and those of which two have to be shared:
#: names alone may be those of a whole field, a quote alone may be repeated for years.
_LEADING = ("id", "person", "number", "quote", "phrase", "organisation")
_KINDS = ("id", "person", "number", "quote", "phrase", "organisation")
#: What a kind has to be worth to count as one of the two, and one of them to be strong.
_PART, _STRONG = 0.4, 1.0
_STRONG_KINDS = ("id", "person", "number", "quote", "phrase")
#: So much of the same wording is enough alone.
_COPIED = 2.5
#: Names alone are those of a field and its day: one kind has to be of what was said or counted.
_TOLD = ("id", "number", "quote", "phrase")


@dataclass(frozen=True, slots=True)
class StoryOptions:
    """When two documents tell the same story.

    Attributes:
        least: What the shared names, numbers, quotes and phrases have to be worth together; a
            name that no third document has is worth 1. Source: ours, read against election news,
            in which hundreds of articles share a dozen people.
        overlap: Smallest share of the keys of the document with fewer that the other has, from 0
            to 1. Source: as above.
        days: Largest distance of the days of publication, where both are known.
    """

    least: float = 2.0
    overlap: float = 0.3
    days: int = 14

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        if not 0 < self.overlap <= 1:
            raise ValueError(f"overlap is {self.overlap}, expected more than 0 and at most 1")
        if self.least <= 0 or self.days < 0:
            raise ValueError(
                f"least is {self.least} and days {self.days}, expected more than 0 and at least 0"
            )


def _tag(documents: Documents, context: Context[StoryOptions]) -> Mapping[str, pa.Table]:
    ids = ranked(documents, is_report)
    days = days_of(documents)
    index = read_keys(documents.table("link_keys"), ids)
    weigher = Weigher(index.frequency, len(ids))
    links = []
    for one, other in index.pairs(_LEADING, least=2):
        if _is_far(days[one], days[other], context.options.days):
            continue
        found = weigher.shared(index.keys_of(one), index.keys_of(other))
        if not is_same_story(found, context.options.least):
            continue
        # What is shared is no more than what either has.
        least = min(weigher.total(doc_id, index.keys_of(doc_id)) for doc_id in (one, other))
        overlap = min(1.0, found.total / least)
        if overlap >= context.options.overlap:
            evidence = sides_of(found.keys, index.keys_of(other), index.keys_of(one))
            links.append(Link(other, one, "same_story", overlap, evidence))
    return links_to_tables(links)


def is_same_story(found: Shared, least: float) -> bool:
    """Tell whether what two documents share is that of one story.

    Args:
        found: What they share.
        least: What that has to be worth.
    """
    parts = [kind for kind in _KINDS if found.by_kind.get(kind, 0.0) >= _PART]
    is_strong = any(found.by_kind.get(kind, 0.0) >= _STRONG for kind in _STRONG_KINDS)
    is_copied = found.by_kind.get("phrase", 0.0) >= _COPIED
    return (
        is_strong
        and (len(parts) > 1 or is_copied)
        and not set(_TOLD).isdisjoint(parts)
        and found.total >= least
    )


def _is_far(one: date | None, other: date | None, days: int) -> bool:
    return one is not None and other is not None and abs((one - other).days) > days


#: Reads the keys alone; the other tables have the rows that evidence names.
STORIES = Tagger(
    name="stories",
    version="1",
    tag=_tag,
    fills=("links", "link_evidence"),
    needs=("link_keys", "segments", "mentions", "identifiers", "statistics", "quotes"),
    scope="corpus",
    options=StoryOptions,
)
