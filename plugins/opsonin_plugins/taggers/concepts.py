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
from opsonin_plugins.taggers.matching.carry import carry_abbreviations
from opsonin_plugins.taggers.matching.composing import compose
from opsonin_plugins.taggers.matching.coordination import coordinate
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
#: Stands between texts that are searched together; no name may hold it.
_BETWEEN = "\0\n"
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
    texts = documents.texts
    found = [
        hits
        for first, behind in _groups(texts)
        for hits in _search_group(texts[first:behind], searcher)
    ]
    if context.options.abbreviations:
        found = [
            carry_abbreviations(text, hits, searcher.meanings)
            for text, hits in zip(texts, found, strict=True)
        ]
    found = coordinate(texts, found, searcher)
    found = [
        compose(text, hits, searcher.meanings) for text, hits in zip(texts, found, strict=True)
    ]
    owner = np.repeat(np.arange(len(texts)), [len(hits.start) for hits in found])
    table = _table(documents.ids, owner, joined(found), searcher)
    is_kept = table["score"].to_numpy() >= np.float32(context.options.min_score)
    is_kept &= ~_is_unsupported(table, texts, owner)
    is_kept &= ~_is_elsewhere(table, texts, owner)
    is_kept &= ~_is_everyday(table, texts, owner)
    return {"mentions": table.filter(pa.array(is_kept))}


def _is_unsupported(
    table: pa.Table, texts: list[str], owner: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Mark renderings of translated or spun text where the document does not support them."""
    marked = np.zeros(table.num_rows, np.bool_)
    kinds, starts, ends = (
        table[name].to_pylist() for name in ("match_kind", "clean_start", "clean_end")
    )
    for row in [row for row, kind in enumerate(kinds) if kind == LEXICON]:
        marked[row] = not is_supported(texts[owner[row]], starts[row], ends[row])
    return marked


def _is_everyday(table: pa.Table, texts: list[str], owner: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark words for people in texts that report no study."""
    is_people = pc.fill_null(pc.equal(table["curie"], _PEOPLE), fill_value=False).to_numpy()
    everyday = [
        number
        for number in np.unique(owner[is_people]).tolist()
        if not reads_as_study(texts[number])
    ]
    marked: NDArray[np.bool_] = is_people & np.isin(owner, everyday)
    return marked


def _is_elsewhere(table: pa.Table, texts: list[str], owner: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark names in titles, outbreaks of nothing infectious, and verbs that look like names."""
    marked = np.zeros(table.num_rows, np.bool_)
    starts, ends = (table[name].to_pylist() for name in ("clean_start", "clean_end"))
    owners = owner.tolist()
    is_outbreak = pc.equal(table["curie"], _OUTBREAK).to_pylist()
    for row, (number, start) in enumerate(zip(owners, starts, strict=True)):
        text = texts[number]
        if text[start].isupper():
            marked[row] = is_in_title(text, start, ends[row])
        elif is_outbreak[row]:
            marked[row] = not _SPREADING.search(_clause(text, start, ends[row]))
        elif text[ends[row] - 1] == "s" and _PARTICLE.match(text, ends[row]):
            marked[row] = _SUBJECT.search(text, max(0, start - _MAX_SUBJECT), start) is not None
    return marked


def _clause(text: str, start: int, end: int) -> str:
    """Return the clause around a name, at most so many code points on either side."""
    first = max(0, start - _MAX_CLAUSE)
    for boundary in _CLAUSE_END.finditer(text, first, start):
        first = boundary.end()
    ending = _CLAUSE_END.search(text, end, end + _MAX_CLAUSE)
    return text[first : ending.start() if ending else end + _MAX_CLAUSE]


def _search_group(texts: list[str], searcher: Searcher) -> Iterator[Hits]:
    """Yield the names in each text, searched as one."""
    starts = np.cumsum([0, *(len(text) + len(_BETWEEN) for text in texts)])
    hits = longest(searcher.search(_BETWEEN.join(texts)), searcher.meanings)
    bounds = np.searchsorted(hits.start, starts).tolist()
    for start, first, behind in zip(starts.tolist(), bounds[:-1], bounds[1:], strict=False):
        mine = slice(first, behind)
        yield Hits(hits.start[mine] - start, hits.end[mine] - start, hits.meaning[mine])


def _groups(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Yield runs of texts that are searched together; a long text stands alone."""
    first = size = 0
    for at, text in enumerate(texts):
        if at > first and size + len(text) > PIECE:
            yield first, at
            first, size = at, 0
        size += len(text) + len(_BETWEEN)
    if texts:
        yield first, len(texts)


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
    version="3",
    tag=tag_concepts,
    fills=("mentions",),
    uses_vocabularies=True,
    options=ConceptOptions,
)
