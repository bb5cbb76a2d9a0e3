"""The tagger ``concepts``: names of biomedical concepts with the ids of the vocabularies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from opsonin import Context, Documents, Tagger, Vocabulary
from opsonin_plugins.taggers.matching.carry import carry_abbreviations
from opsonin_plugins.taggers.matching.index import Index, index_of
from opsonin_plugins.taggers.matching.longest import longest
from opsonin_plugins.taggers.matching.search import Hit, Searcher

#: Documents are searched together up to this many code points: arrays that stay in the cache are
#: twice as fast. A longer document is cut at a line or a space, always at the same places.
_PIECE = 1 << 17
_BETWEEN = "\0\n"


@dataclass(frozen=True, slots=True)
class ConceptOptions:
    """Options of the tagger ``concepts``.

    Attributes:
        abbreviations: Whether abbreviations that a document defines are followed through it.
        min_score: Mentions with a lower score are left out.
    """

    abbreviations: bool = True
    min_score: float = 0.0


def tag_concepts(
    documents: Documents, context: Context[ConceptOptions]
) -> Mapping[str, pa.Table]:
    """Return the mentions of all terms of the selected vocabularies.

    Of nested names of the same type the longest is kept; names of different types may overlap.
    """
    searcher = _searcher(context.vocabularies, context.cache)
    columns: dict[str, list[object]] = {"doc_id": [], "clean_start": [], "clean_end": []}
    hits: list[Hit] = []
    found = _search(documents.texts, searcher)
    for doc_id, text, raw in zip(documents.ids, documents.texts, found, strict=True):
        chosen = longest(raw, searcher.index)
        if context.options.abbreviations:
            chosen = carry_abbreviations(text, chosen)
        chosen = [hit for hit in chosen if hit.meaning.score >= context.options.min_score]
        hits.extend(chosen)
        columns["doc_id"].extend([doc_id] * len(chosen))
    columns["clean_start"] = [hit.start for hit in hits]
    columns["clean_end"] = [hit.end for hit in hits]
    return {"mentions": _table(columns, hits, searcher.index)}


def _search(texts: list[str], searcher: Searcher) -> Iterator[list[Hit]]:
    """Yield the names in each text; short texts are searched together."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        if size + len(text) > _PIECE:
            yield from _search_together(waiting, searcher)
            waiting, size = [], 0
        waiting.append(text)
        size += len(text) + len(_BETWEEN)
    yield from _search_together(waiting, searcher)


def _search_together(texts: list[str], searcher: Searcher) -> Iterator[list[Hit]]:
    if len(texts) == 1 and len(texts[0]) > _PIECE:
        yield _search_long(texts[0], searcher)
        return
    hits = sorted(searcher.search(_BETWEEN.join(texts)), key=lambda hit: hit.start)
    start = at = 0
    for text in texts:
        end = start + len(text)
        here: list[Hit] = []
        while at < len(hits) and hits[at].start < end:
            hit = hits[at]
            here.append(Hit(hit.start - start, hit.end - start, hit.meaning))
            at += 1
        yield here
        start = end + len(_BETWEEN)


def _search_long(text: str, searcher: Searcher) -> list[Hit]:
    hits: list[Hit] = []
    start = 0
    while start < len(text):
        end = _cut(text, start)
        hits.extend(
            Hit(start + hit.start, start + hit.end, hit.meaning)
            for hit in searcher.search(text[start:end])
        )
        start = end
    return hits


def _cut(text: str, start: int) -> int:
    """Return where a piece of a long text ends: at a line if there is one, else at a space."""
    end = start + _PIECE
    if end >= len(text):
        return len(text)
    for mark in ("\n", " "):
        place = text.rfind(mark, start, end)
        if place > start:
            return place + 1
    return end


@lru_cache(maxsize=2)
def _searcher(vocabularies: tuple[Vocabulary, ...], cache: Path | None) -> Searcher:
    return Searcher(index_of(vocabularies, cache))


def _table(columns: dict[str, list[object]], hits: list[Hit], index: Index) -> pa.Table:
    rows = pa.array([hit.meaning.row for hit in hits], pa.int64())
    terms = index.terms.select(["type", "curie", "label", "alt_curies", "vocabulary"]).take(rows)
    names = [name for name, _ in index.vocabularies]
    versions = dict(index.vocabularies)
    homes = [
        _home(curie, names, number)
        for curie, number in zip(
            terms["curie"].to_pylist(), terms["vocabulary"].to_pylist(), strict=True
        )
    ]
    return pa.table(
        {
            "doc_id": pa.array(columns["doc_id"], pa.string()),
            "clean_start": pa.array(columns["clean_start"], pa.int32()),
            "clean_end": pa.array(columns["clean_end"], pa.int32()),
            "type": terms["type"],
            "curie": terms["curie"],
            "label": terms["label"],
            "alt_curies": terms["alt_curies"],
            "score": pa.array([hit.meaning.score for hit in hits], pa.float32()),
            "match_kind": pa.array([hit.meaning.match_kind for hit in hits], pa.string()),
            "vocabulary": pa.array(homes, pa.string()),
            "vocabulary_version": pa.array([versions[home] for home in homes], pa.string()),
        }
    )


def _home(curie: str, names: list[str], number: int) -> str:
    """Return the vocabulary of an id: the one of its prefix, else the one that has the name."""
    prefix = curie.partition(":")[0].lower()
    return prefix if prefix in names else names[number]


CONCEPTS = Tagger(
    name="concepts",
    version="1",
    tag=tag_concepts,
    fills=("mentions",),
    uses_vocabularies=True,
    options=ConceptOptions,
)
