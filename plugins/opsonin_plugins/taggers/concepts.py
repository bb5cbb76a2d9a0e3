"""The tagger ``concepts``: names of biomedical concepts with the ids of the vocabularies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import local

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin import Context, Documents, Tagger, Vocabulary
from opsonin_plugins.taggers.matching.block import Block, Flags, Positions, blocks_of
from opsonin_plugins.taggers.matching.carry import carry_abbreviations
from opsonin_plugins.taggers.matching.composing import compose
from opsonin_plugins.taggers.matching.coordination import coordinate
from opsonin_plugins.taggers.matching.eponyms import eponyms
from opsonin_plugins.taggers.matching.index import Index, index_of
from opsonin_plugins.taggers.matching.longest import longest
from opsonin_plugins.taggers.matching.meanings import LEXICON
from opsonin_plugins.taggers.matching.search import PIECE, Hits, Searcher, joined
from opsonin_plugins.taggers.matching.translated import is_supported
from opsonin_plugins.taggers.proper_names import is_in_title
from opsonin_plugins.taggers.study_prose import reads_as_study

#: Homo sapiens: words for people, such as patients, name the species only in reports of studies.
_PEOPLE = "NCBITaxon:9606"
#: Disease Outbreaks. Of a chronic disease, an outbreak in a person is a flare: the clause must
#: speak of an infection. Source: ours, from machine-translated and spun health news.
_OUTBREAK = "MESH:D004196"
_CLAUSE_END = re.compile(r"[.;!?](?:\s|\Z)|\n")
_MAX_CLAUSE = 200
_SPREADING = re.compile(
    r"covid|corona|crown|virus|viral|bacteri|infect|epidemi|pandemi|contagi|quarantin|transmi|spread"
    r"|influenza|\bflu\b|measles|cholera|ebola|zika|dengue|plague|polio|hepatitis|salmonell|listeri"
    r"|legionell|norovir|food|water|outbreaks? (?:in|at|on) ",
    re.IGNORECASE,
)
#: A word in -s between a pronoun and a particle is a verb: "a response that burns up".
_PARTICLE = re.compile(r"[ \n](?:up|down|out|off|away)\b")
_SUBJECT = re.compile(r"\b(?:that|which|who|it|he|she)\s\Z")
_MAX_SUBJECT = 8
_PARTICLES = frozenset({"up", "down", "out", "off", "away"})
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ASCII = 128
_NOWHERE = np.zeros(0, np.int64)
_CURIES = pa.list_(pa.string())
_LOCAL = local()


@dataclass(frozen=True, slots=True)
class ConceptOptions:
    """Options of the tagger ``concepts``.

    Attributes:
        abbreviations: Whether abbreviations that a document defines are followed through it.
        min_score: Mentions with a lower score are left out.
    """

    abbreviations: bool = True
    min_score: float = 0.0


def tag_concepts(documents: Documents, context: Context[ConceptOptions]) -> Mapping[str, pa.Table]:
    """Return the mentions of all terms of the selected vocabularies.

    Of nested names of the same type the longest is kept; names of different types may overlap.
    """
    searcher = _searcher(context)
    searcher.forget()
    found = [
        _found_in(documents, first, block, searcher, context.options)
        for first, block in blocks_of(documents.texts)
    ]
    return {"mentions": pa.concat_tables(found or [_table([], _NOWHERE, joined([]), searcher)])}


def _found_in(
    documents: Documents, first: int, block: Block, searcher: Searcher, options: ConceptOptions
) -> pa.Table:
    """Return the mentions of some documents, from this one on."""
    hits = longest(_search(block, searcher), searcher.meanings)
    if options.abbreviations:
        hits = carry_abbreviations(block, hits, searcher.meanings)
    hits = eponyms(block, coordinate(block, hits, searcher), searcher)
    hits = compose(block, hits, searcher.meanings)
    owners = block.owners(hits.start)
    order = np.argsort(owners, kind="stable")
    hits, owners = hits.pick(order), owners[order]
    moved = Hits(hits.start - block.starts[owners], hits.end - block.starts[owners], hits.meaning)
    table = _table(documents.ids[first : first + len(block.texts)], owners, moved, searcher)
    is_kept = table["score"].to_numpy() >= np.float32(options.min_score)
    is_kept &= ~_is_unsupported(table, block, owners)
    is_kept &= ~_is_elsewhere(table, block, hits, owners)
    is_kept &= ~_is_everyday(table, block, owners)
    return table.filter(pa.array(is_kept))


def _is_unsupported(table: pa.Table, block: Block, owners: Positions) -> Flags:
    """Mark renderings of translated or spun text where the document does not support them."""
    marked = np.zeros(table.num_rows, np.bool_)
    rows = np.flatnonzero(pc.equal(table["match_kind"], LEXICON).to_numpy())
    for row, text, start, end in _places(table, block, owners, rows):
        marked[row] = not is_supported(text, start, end)
    return marked


def _is_everyday(table: pa.Table, block: Block, owners: Positions) -> Flags:
    """Mark words for people in texts that report no study."""
    is_people = pc.fill_null(pc.equal(table["curie"], _PEOPLE), fill_value=False).to_numpy()
    everyday = np.zeros(len(block.texts), np.bool_)
    for number in np.unique(owners[is_people]).tolist():
        everyday[number] = not reads_as_study(block.texts[number])
    marked: Flags = is_people & everyday[owners]
    return marked


def _is_elsewhere(table: pa.Table, block: Block, hits: Hits, owners: Positions) -> Flags:
    """Mark names in titles, outbreaks of nothing infectious, and verbs that look like names."""
    marked = np.zeros(table.num_rows, np.bool_)
    may_be_titled, may_be_verb = _may_be_elsewhere(block, hits)
    is_outbreak = pc.fill_null(pc.equal(table["curie"], _OUTBREAK), fill_value=False).to_numpy()
    rows = np.flatnonzero(may_be_titled | may_be_verb | is_outbreak)
    for row, text, start, end in _places(table, block, owners, rows):
        if text[start].isupper():
            marked[row] = is_in_title(text, start, end)
        elif is_outbreak[row]:
            marked[row] = not _SPREADING.search(_clause(text, start, end))
        elif text[end - 1] == "s" and _PARTICLE.match(text, end):
            marked[row] = _SUBJECT.search(text, max(0, start - _MAX_SUBJECT), start) is not None
    return marked


def _may_be_elsewhere(block: Block, hits: Hits) -> tuple[Flags, Flags]:
    """Mark names that may be a part of a title, and those that may be a verb."""
    first = block.codes(hits.start)
    may_be_titled = block.have(hits.start, _CAPITALS) | (first >= _ASCII)
    rows = np.flatnonzero(may_be_titled)
    may_be_titled[rows] = block.follow_title(hits.start[rows]) | block.precede_title(hits.end[rows])
    may_be_verb = block.have(hits.end - 1, "s") & block.have(hits.end, " \n")
    rows = np.flatnonzero(may_be_verb)
    may_be_verb[rows] = block.begin_with(hits.end[rows] + 1, _PARTICLES)
    return may_be_titled, may_be_verb


def _places(
    table: pa.Table, block: Block, owners: Positions, rows: Positions
) -> Iterator[tuple[int, str, int, int]]:
    """Yield these rows, each with its text and its span in it."""
    starts, ends = (table[name].to_numpy()[rows] for name in ("clean_start", "clean_end"))
    columns = (rows, owners[rows], starts, ends)
    for row, owner, start, end in zip(*(one.tolist() for one in columns), strict=True):
        yield row, block.texts[owner], start, end


def _clause(text: str, start: int, end: int) -> str:
    """Return the clause around a name, at most so many code points on either side."""
    first = max(0, start - _MAX_CLAUSE)
    for boundary in _CLAUSE_END.finditer(text, first, start):
        first = boundary.end()
    ending = _CLAUSE_END.search(text, end, end + _MAX_CLAUSE)
    return text[first : ending.start() if ending else end + _MAX_CLAUSE]


def _search(block: Block, searcher: Searcher) -> Hits:
    """Return the names in a block, some texts at a time; no text but a long one is cut."""
    starts = block.starts
    found = []
    for first, behind in _groups(np.diff(starts)):
        hits = searcher.search(block.text[starts[first] : starts[behind]])
        found.append(Hits(hits.start + starts[first], hits.end + starts[first], hits.meaning))
    return joined(found)


def _groups(sizes: Positions) -> Iterator[tuple[int, int]]:
    """Yield runs of texts that are searched together; a long text stands alone."""
    first = total = 0
    for at, size in enumerate(sizes.tolist()):
        if at > first and total + size > PIECE:
            yield first, at
            first, total = at, 0
        total += size
    if len(sizes):
        yield first, len(sizes)


@dataclass(frozen=True, slots=True)
class _Selection:
    """The selected vocabularies, the same as others of the same content."""

    identity: tuple[tuple[str, str, str], ...]
    cache: Path | None
    vocabularies: tuple[Vocabulary, ...] = field(compare=False)


@lru_cache(maxsize=2)
def _index(selection: _Selection) -> Index:
    return index_of(selection.vocabularies, selection.cache)


def _searcher(context: Context[ConceptOptions]) -> Searcher:
    """Return this thread's searcher; the index is shared, what was compared is not."""
    identity = tuple((v.name, v.version, v.sha256) for v in context.vocabularies)
    index = _index(_Selection(identity, context.cache, context.vocabularies))
    searcher: Searcher | None = getattr(_LOCAL, "searcher", None)
    if searcher is None or searcher.index is not index:
        searcher = _LOCAL.searcher = Searcher(index)
    return searcher


def _table(ids: list[str], owner: NDArray[np.int64], hits: Hits, searcher: Searcher) -> pa.Table:
    """Return the mentions as rows; what hangs on the meaning alone is computed once for each."""
    used, meaning = np.unique(hits.meaning, return_inverse=True)
    known = [searcher.meanings.known[number] for number in used.tolist()]
    index = searcher.index
    terms = index.terms.take(pa.array([m.row for m in known], pa.int64()))
    names = [name for name, _ in index.vocabularies]
    homes = [
        _home(m.curie, names, number)
        for m, number in zip(known, terms["vocabulary"].to_pylist(), strict=True)
    ]
    versions = dict(index.vocabularies)
    alts = terms["alt_curies"].to_pylist()
    columns = pa.table(
        {
            "type": pa.array([m.type for m in known], pa.string()),
            "curie": pa.array([m.curie for m in known], pa.string()),
            "label": pa.array([m.label for m in known], pa.string()),
            "alt_curies": pa.array(
                [alt if m.curie else [] for m, alt in zip(known, alts, strict=True)], _CURIES
            ),
            "score": pa.array([m.score for m in known], pa.float32()),
            "match_kind": pa.array([m.match_kind for m in known], pa.string()),
            "vocabulary": pa.array(homes, pa.string()),
            "vocabulary_version": pa.array(
                [versions[home] if home else None for home in homes], pa.string()
            ),
        }
    ).take(pa.array(meaning))
    spans = {
        "doc_id": pa.array(ids, pa.string()).take(pa.array(owner)),
        "clean_start": pa.array(hits.start.astype(np.int32)),
        "clean_end": pa.array(hits.end.astype(np.int32)),
    }
    return pa.table({**spans, **{name: columns[name] for name in columns.column_names}})


def _home(curie: str | None, names: list[str], number: int) -> str | None:
    """Return the vocabulary of an id: the one of its prefix, else the one that has the name."""
    if curie is None:
        return None
    prefix = curie.partition(":")[0].lower()
    return prefix if prefix in names else names[number]


CONCEPTS = Tagger(
    name="concepts",
    version="4",
    tag=tag_concepts,
    fills=("mentions",),
    uses_vocabularies=True,
    options=ConceptOptions,
)
