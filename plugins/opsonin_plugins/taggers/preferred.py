"""The refiner ``preferred``: one set of mentions of a document that counts, by declared rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin import Context, Documents, Tagger
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.taggers.yielding import Named, kin_of, yielding

#: How sure a kind of match is; lower goes first.
_MATCH_KINDS = ("exact", "normalised", "model", "abbreviation", "lexicon")
#: Order of the vocabularies; ids of others come behind, MeSH's last.
_VOCABULARIES = ("mondo", "hp", "cl", "uberon", "ncbitaxon", "hgnc")
_LAST = ("mesh", "go", "chebi")
_IDENTITY = ("doc_id", "clean_start", "clean_end", "type", "curie")

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PreferredOptions:
    """Options of the refiner ``preferred``.

    Attributes:
        min_score: Mentions with a lower score are not preferred: whoever judged them doubts them.
    """

    min_score: float = 0.1


def prefer_mentions(
    documents: Documents, context: Context[PreferredOptions]
) -> Mapping[str, pa.Table]:
    """Return the mentions with ``is_preferred`` set, exact duplicates dropped.

    Where mentions of one document and kind overlap, the longer is preferred, then the one whose
    concept is called as it is written, then by type, match kind, score, vocabulary and id.
    Diseases and phenotypes are one kind, and so are genes and proteins. Of the preferred ones
    those yield that stand inside a longer one of another kind, and general ones such as virus,
    where the document names a special one. Mentions with a score below ``min_score`` are never
    preferred. Rows with the same span, type and id become one: the first by the same order.
    """
    mentions = documents.table("mentions")
    if not mentions.num_rows:
        return {"mentions": mentions}
    mentions = mentions.take(pa.array(_order(mentions)))
    mentions = _with_ids_of_kin(mentions.filter(pa.array(~_is_duplicate(mentions))))
    sound = mentions["score"].to_numpy() >= np.float32(context.options.min_score)
    is_preferred = np.zeros(mentions.num_rows, np.bool_)
    if sound.any():
        is_preferred[sound] = _is_preferred(mentions.filter(pa.array(sound)))
    chosen = pa.array(_settled(mentions, is_preferred), pa.bool_())
    at = mentions.schema.get_field_index("is_preferred")
    if at < 0:
        mentions = mentions.append_column("is_preferred", chosen)
    else:
        mentions = mentions.set_column(at, mentions.schema.field(at), chosen)
    back = pc.sort_indices(
        mentions,
        sort_keys=[("doc_id", "ascending"), ("mention_id", "ascending")]
        if "mention_id" in mentions.column_names
        else [("doc_id", "ascending"), ("clean_start", "ascending"), ("clean_end", "descending")],
    )
    return {"mentions": mentions.take(back)}


def _settled(mentions: pa.Table, is_preferred: Flags) -> Flags:
    """Take those out that yield to others of their document."""
    rows = np.flatnonzero(is_preferred).tolist()
    columns = ("doc_id", "clean_start", "clean_end", "type", "curie", "text")
    cells = mentions.select(columns).take(pa.array(rows, pa.int64())).to_pydict()
    by_document: dict[str, list[tuple[int, Named]]] = {}
    for row, doc_id, start, end, type_, curie, text in zip(rows, *cells.values(), strict=True):
        one = Named(start, end, type_, curie, text)
        by_document.setdefault(doc_id, []).append((row, one))
    settled = is_preferred.copy()
    for pairs in by_document.values():
        yields = yielding([one for _, one in pairs])
        settled[[row for (row, _), does in zip(pairs, yields, strict=True) if does]] = False
    return settled


def _order(mentions: pa.Table) -> Positions:
    """Return the rows by document, kind and preference."""
    length = pc.subtract(mentions["clean_end"], mentions["clean_start"])
    keys = pa.table(
        {
            "doc_id": mentions["doc_id"],
            "kin": _kin(mentions["type"]),
            "length": length,
            "is_renamed": pa.array(_is_renamed(mentions)),
            "type": mentions["type"],
            "kind": _place(mentions["match_kind"], _MATCH_KINDS),
            "score": mentions["score"],
            "vocabulary": _vocabulary_order(mentions["vocabulary"]),
            "curie": mentions["curie"],
            "start": mentions["clean_start"],
            "row": pa.array(np.arange(mentions.num_rows)),
        }
    )
    found = pc.sort_indices(
        keys,
        sort_keys=[
            ("doc_id", "ascending"),
            ("kin", "ascending"),
            ("length", "descending"),
            ("is_renamed", "ascending"),
            ("type", "ascending"),
            ("kind", "ascending"),
            ("score", "descending"),
            ("vocabulary", "ascending"),
            ("curie", "ascending"),
            ("start", "ascending"),
            ("row", "ascending"),
        ],
    )
    return np.asarray(found.to_numpy(), np.int64)


def _kin(types: pa.ChunkedArray) -> pa.Array:
    encoded = pc.dictionary_encode(types.combine_chunks())
    names = [kin_of(name) for name in encoded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(encoded.indices)


def _is_renamed(mentions: pa.Table) -> list[bool]:
    """Mark mentions that are not written as their concept is called, but for plural and case."""
    names = [label or "" for label in mentions["label"].to_pylist()]
    written = mentions["text"].to_pylist()
    different = sorted({*names, *written})
    key = dict(zip(different, term_keys(different)[0].tolist(), strict=True))
    return [key[label] != key[name] for label, name in zip(names, written, strict=True)]


def _place(values: pa.ChunkedArray, known: tuple[str, ...]) -> pa.ChunkedArray:
    return pc.fill_null(pc.index_in(values, value_set=pa.array(known)), len(known))


def _vocabulary_order(values: pa.ChunkedArray) -> pa.ChunkedArray:
    is_last = pc.is_in(values, value_set=pa.array(_LAST))
    behind = pc.add(pc.fill_null(pc.index_in(values, value_set=pa.array(_LAST)), 0), 1)
    return pc.if_else(is_last, pc.add(behind, len(_VOCABULARIES)), _place(values, _VOCABULARIES))


def _is_duplicate(mentions: pa.Table) -> Flags:
    """Mark rows whose document, span, type and id a row before them has."""
    seen: set[tuple[object, ...]] = set()
    columns = (mentions[name].to_pylist() for name in _IDENTITY)
    is_duplicate = np.zeros(mentions.num_rows, np.bool_)
    for row, identity in enumerate(zip(*columns, strict=True)):
        # A row without an id names something that the vocabularies do not know: it stays.
        if identity[-1] is None:
            continue
        is_duplicate[row] = identity in seen
        seen.add(identity)
    return is_duplicate


def _with_ids_of_kin(mentions: pa.Table) -> pa.Table:
    """Give the first row of each span and kind the ids of the others: one name, one concept.

    So a consumer finds hypertension by its id as a disease and by the one as a phenotype.
    """
    columns = (mentions["doc_id"], mentions["clean_start"], mentions["clean_end"])
    spans = zip(*(column.to_pylist() for column in columns), strict=True)
    kinds = _kin(mentions["type"]).to_pylist()
    first: dict[object, int] = {}
    more: dict[int, list[int]] = {}
    for row, key in enumerate(zip(spans, kinds, strict=True)):
        if first.setdefault(key, row) != row:
            more.setdefault(first[key], []).append(row)
    if not more:
        return mentions
    ids, alts = mentions["curie"].to_pylist(), mentions["alt_curies"].to_pylist()
    for row, others in more.items():
        found = {one for other in others for one in (ids[other], *alts[other]) if one}
        if ids[row] is not None:
            alts[row] = sorted({*alts[row], *found} - {ids[row]})
    at = mentions.schema.get_field_index("alt_curies")
    field = mentions.schema.field(at)
    return mentions.set_column(at, field, pa.array(alts, field.type))


def _is_preferred(mentions: pa.Table) -> Flags:
    """Choose greedily in the order of the rows; grouped by document and kind."""
    starts = mentions["clean_start"].to_numpy()
    ends = mentions["clean_end"].to_numpy()
    is_same = np.ones(mentions.num_rows, np.bool_)
    for values in (mentions["doc_id"].combine_chunks(), _kin(mentions["type"])):
        codes = pc.dictionary_encode(values).indices.to_numpy()
        is_same[1:] &= codes[1:] == codes[:-1]
    is_same[0] = False
    bounds = [*np.flatnonzero(~is_same).tolist(), mentions.num_rows]
    is_preferred = np.zeros(mentions.num_rows, np.bool_)
    for first, behind in pairwise(bounds):
        chosen = _choose(starts[first:behind].tolist(), ends[first:behind].tolist())
        is_preferred[first:behind] = chosen
    return is_preferred


def _choose(starts: list[int], ends: list[int]) -> list[bool]:
    """Take each span that no taken one overlaps.

    Spans come longest first, so that a shorter one that overlaps a taken one covers one of its
    ends or lies inside it: taken code points need only be remembered, not searched.
    """
    taken: set[int] = set()
    chosen = []
    for start, end in zip(starts, ends, strict=True):
        is_free = start not in taken and end - 1 not in taken
        if is_free:
            taken.update(range(start, end))
        chosen.append(is_free)
    return chosen


PREFERRED = Tagger(
    name="preferred",
    version="2",
    tag=prefer_mentions,
    refines=("mentions",),
    after=("*",),
    options=PreferredOptions,
)
