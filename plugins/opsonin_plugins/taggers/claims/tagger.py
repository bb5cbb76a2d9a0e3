"""The tagger of table ``claims``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.claims.claim import Claim, Party
from opsonin_plugins.taggers.claims.sentence import Concept
from opsonin_plugins.taggers.ranges import starting_in
from opsonin_plugins.taggers.row_groups import listed
from opsonin_plugins.taggers.word_search import find_words

#: Types of mentions that claims are not about.
_NAMES = pa.array(["person", "organisation", "place", "publication"])
#: Blocks whose own text is read besides sentences.
_TITLES = pa.array(["title"])
Range = tuple[int, int]
Find = Callable[[str, int, int, Sequence[Concept]], list[Claim]]


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    # Its patterns take long to compile, and not every run looks for claims.
    from opsonin_plugins.taggers.claims.finding import (  # noqa: PLC0415 - lazy
        claim_words,
        find_claims,
    )
    from opsonin_plugins.taggers.claims.outcomes import find_outcomes  # noqa: PLC0415 - lazy

    sentences = _sentences(documents)
    concepts = _concepts(documents)
    worded = find_words(documents.analysis, claim_words())
    found = {
        doc_id: claims
        for doc_id, text, places in zip(documents.ids, documents.texts, worded, strict=True)
        if (
            claims := [
                *_claims(
                    text,
                    _holding(sentences.get(doc_id, ()), places),
                    concepts.get(doc_id, ()),
                    find_claims,
                ),
                *find_outcomes(text, sentences.get(doc_id, ())),
            ]
        )
    }
    ids = pa.array(list(found), pa.string())
    said, numbers = _said(documents, ids), _numbers(documents, ids)
    return {
        "claims": rows_to_table(
            (
                doc_id,
                [_row(one, said.get(doc_id, _NOTHING), numbers.get(doc_id, ())) for one in claims],
            )
            for doc_id, claims in found.items()
        )
    }


def _claims(
    text: str, sentences: Sequence[Range], concepts: Sequence[Concept], find: Find
) -> list[Claim]:
    starts = [one.start for one in concepts]
    found: list[Claim] = []
    for start, end in sentences:
        first, stop = bisect_left(starts, start), bisect_left(starts, end)
        found.extend(find(text, start, end, concepts[first:stop]))
    return found


def _holding(sentences: Sequence[Range], places: Sequence[Range]) -> list[Range]:
    """Return the sentences that hold one of some words; most hold no word of a claim."""
    starts = [start for start, _ in places]
    return [
        one
        for one in sentences
        if (at := bisect_left(starts, one[0])) < len(starts) and starts[at] < one[1]
    ]


def _row(claim: Claim, said: _Said, numbers: Sequence[Range]) -> Span:
    subject, target = claim.subject or Party(""), claim.object or Party("")
    cue = claim.cue or (None, None)
    return Span(
        claim.start,
        claim.end,
        kind=claim.kind,
        subject=subject.said or None,
        subject_curie=subject.concept.curie if subject.concept else None,
        subject_mention_id=subject.concept.mention_id if subject.concept else None,
        predicate=claim.predicate,
        object=target.said or None,
        object_curie=target.concept.curie if target.concept else None,
        object_mention_id=target.concept.mention_id if target.concept else None,
        context=claim.context,
        direction=claim.direction,
        certainty=claim.certainty,
        negated=claim.negated,
        cue_start=cue[0],
        cue_end=cue[1],
        entity_id=said.by(claim.start, claim.end),
        statistic_ids=[number for _, number in starting_in(numbers, claim.start, claim.end)],
    )


def _rows(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(listed(table[name]) for name in names), strict=True)


def _sentences(documents: Documents) -> dict[str, list[Range]]:
    """Return the sentences of the main text, and its titles, by document."""
    columns = ("doc_id", "clean_start", "clean_end")
    segments = documents.table("segments").select([*columns, "kind", "is_main"])
    is_wanted = pc.or_(
        pc.equal(segments["kind"], "sentence"), pc.is_in(segments["kind"], value_set=_TITLES)
    )
    segments = segments.filter(pc.and_(is_wanted, segments["is_main"]))
    found: dict[str, list[Range]] = {}
    for doc_id, start, end in _rows(segments, columns):
        found.setdefault(doc_id, []).append((start, end))
    for stretches in found.values():
        stretches.sort(key=lambda one: (one[0], -one[1]))
    return found


def _concepts(documents: Documents) -> dict[str, list[Concept]]:
    columns = ("doc_id", "clean_start", "clean_end", "mention_id", "type", "curie")
    mentions = documents.table("mentions").select([*columns, "is_preferred"])
    is_wanted = pc.and_(
        pc.invert(pc.is_in(mentions["type"], value_set=_NAMES)), mentions["is_preferred"]
    )
    found: dict[str, list[Concept]] = {}
    for doc_id, *cells in _rows(mentions.filter(is_wanted), columns):
        found.setdefault(doc_id, []).append(Concept(*cells))
    for concepts in found.values():
        concepts.sort(key=lambda one: (one.start, -one.end, one.kind, one.mention_id))
    return found


class _Said:
    """The quotes of a document whose speaker is known."""

    def __init__(self, quotes: Iterable[tuple[int, int, int]]) -> None:
        self._quotes = sorted(quotes)
        # Where the quotes up to each have ended: those before the first that ends late enough
        # need no look.
        self._ends = list(accumulate((end for _, end, _ in self._quotes), max))

    def by(self, start: int, end: int) -> int | None:
        """Return who says what stands in a stretch: the speaker of the first quote in it."""
        for at in range(bisect_right(self._ends, start), len(self._quotes)):
            first, last, entity = self._quotes[at]
            if first >= end:
                return None
            if start < last:
                return entity
        return None


_NOTHING = _Said(())


def _said(documents: Documents, ids: pa.Array) -> dict[str, _Said]:
    columns = ("doc_id", "clean_start", "clean_end", "entity_id")
    quotes = documents.table("quotes").select(list(columns))
    is_known = pc.and_(pc.is_in(quotes["doc_id"], value_set=ids), pc.is_valid(quotes["entity_id"]))
    found: dict[str, list[tuple[int, int, int]]] = {}
    for doc_id, *quote in _rows(quotes.filter(is_known), columns):
        found.setdefault(doc_id, []).append((quote[0], quote[1], quote[2]))
    return {doc_id: _Said(quotes) for doc_id, quotes in found.items()}


def _numbers(documents: Documents, ids: pa.Array) -> dict[str, list[Range]]:
    columns = ("doc_id", "clean_start", "statistic_id")
    statistics = documents.table("statistics").select(list(columns))
    statistics = statistics.filter(pc.is_in(statistics["doc_id"], value_set=ids))
    found: dict[str, list[Range]] = {}
    for doc_id, start, number in _rows(statistics, columns):
        found.setdefault(doc_id, []).append((start, number))
    for numbers in found.values():
        numbers.sort()
    return found


CLAIMS = Tagger(
    name="claims",
    version="6",
    tag=_tag,
    fills=("claims",),
    needs=("segments", "mentions", "statistics", "entities", "quotes"),
)
