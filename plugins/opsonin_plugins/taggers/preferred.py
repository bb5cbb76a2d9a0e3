"""The refiner ``preferred``: one set of mentions of a document that counts, by declared rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, Tagger
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.taggers.overlaps import Positions, combined, crowds_of
from opsonin_plugins.taggers.yielding import Flags, codes_of, kin_codes, yielding

#: How sure a kind of match is; lower goes first.
_MATCH_KINDS = ("exact", "normalised", "model", "abbreviation", "lexicon")
#: Order of the vocabularies; ids of others come behind, MeSH's last.
_VOCABULARIES = ("mondo", "hp", "cl", "uberon", "ncbitaxon", "hgnc")
_LAST = ("mesh", "go", "chebi")
_SETTLED_BY = ["doc_id", "clean_start", "clean_end", "type", "curie", "text"]


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
    starts, ends = (
        mentions[name].to_numpy().astype(np.int64) for name in ("clean_start", "clean_end")
    )
    owners, _ = codes_of(mentions["doc_id"])
    kin, kinds = kin_codes(mentions["type"])
    group = owners * len(kinds) + kin
    # Most mentions overlap no other of their kin, and are preferred if they are sound.
    rows = crowds_of(group, starts, ends).rows
    rows = rows[_order(mentions.take(pa.array(rows)))]
    span = combined(combined(group[rows], starts[rows]), ends[rows])
    is_again = _is_duplicate(mentions.take(pa.array(rows)), span)
    mentions = _with_ids_of_kin(mentions, rows[~is_again], span[~is_again])
    is_sound = mentions["score"].to_numpy() >= np.float32(context.options.min_score)
    is_preferred = is_sound.copy()
    is_preferred[rows] = False
    chosen = rows[~is_again & is_sound[rows]]
    is_preferred[chosen[_chosen(group[chosen], starts[chosen], ends[chosen])]] = True
    is_kept = np.ones(mentions.num_rows, np.bool_)
    is_kept[rows[is_again]] = False
    settled = np.flatnonzero(is_preferred)
    yields = yielding(mentions.select(_SETTLED_BY).take(pa.array(settled)))
    is_preferred[settled[yields]] = False
    return {"mentions": _in_order(mentions, is_preferred, is_kept)}


def _in_order(mentions: pa.Table, is_preferred: Flags, is_kept: Flags) -> pa.Table:
    """Return the rows that are kept, by document and place, with what is preferred."""
    chosen = pa.array(is_preferred)
    at = mentions.schema.get_field_index("is_preferred")
    if at < 0:
        mentions = mentions.append_column("is_preferred", chosen)
    else:
        mentions = mentions.set_column(at, mentions.schema.field(at), chosen)
    documents = _rank(mentions["doc_id"])
    if "mention_id" in mentions.column_names:
        order = np.lexsort((mentions["mention_id"].to_numpy(), documents))
    else:
        starts, ends = (mentions[name].to_numpy() for name in ("clean_start", "clean_end"))
        order = np.lexsort((-ends, starts, documents))
    order = order[is_kept[order]]
    if len(order) == mentions.num_rows and (np.diff(order) == 1).all():
        return mentions
    return mentions.take(pa.array(order))


def _order(mentions: pa.Table) -> Positions:
    """Return the order of rows by preference; documents and kin do not matter."""
    length = mentions["clean_end"].to_numpy() - mentions["clean_start"].to_numpy()
    scores = mentions["score"].to_numpy().astype(np.float64)
    order: Positions = np.lexsort(
        (
            mentions["clean_start"].to_numpy(),
            _rank(mentions["curie"]),
            _vocabulary_order(mentions["vocabulary"]).to_numpy(),
            -scores,
            _place(mentions["match_kind"], _MATCH_KINDS).to_numpy(),
            _rank(mentions["type"]),
            _is_renamed(mentions),
            -length.astype(np.int64),
        )
    )
    return order


def _rank(values: pa.ChunkedArray) -> Positions:
    """Return the place of each value among the sorted ones; a missing one comes last."""
    encoded = pc.dictionary_encode(values.combine_chunks())
    places = np.empty(len(encoded.dictionary), np.int64)
    places[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(places))
    codes = pc.fill_null(encoded.indices, len(places)).to_numpy()
    ranks: Positions = np.append(places, len(places))[codes]
    return ranks


def _is_renamed(mentions: pa.Table) -> Flags:
    """Mark mentions that are not written as their concept is called, but for plural and case."""
    columns = (pc.fill_null(mentions[name], "") for name in ("label", "text"))
    (named, labels), (written, names) = (codes_of(one) for one in columns)
    keys = term_keys([*labels, *names])[0]
    renamed: Flags = keys[named] != keys[len(labels) + written]
    return renamed


def _place(values: pa.ChunkedArray, known: tuple[str, ...]) -> pa.ChunkedArray:
    return pc.fill_null(pc.index_in(values, value_set=pa.array(known)), len(known))


def _vocabulary_order(values: pa.ChunkedArray) -> pa.ChunkedArray:
    is_last = pc.is_in(values, value_set=pa.array(_LAST))
    behind = pc.add(pc.fill_null(pc.index_in(values, value_set=pa.array(_LAST)), 0), 1)
    return pc.if_else(is_last, pc.add(behind, len(_VOCABULARIES)), _place(values, _VOCABULARIES))


def _is_duplicate(mentions: pa.Table, span: Positions) -> Flags:
    """Mark rows whose span, type and id a row before them has."""
    identity = combined(combined(span, _rank(mentions["type"])), _rank(mentions["curie"]))
    is_again = np.ones(len(span), np.bool_)
    is_again[np.unique(identity, return_index=True)[1]] = False
    # A row without an id names something that the vocabularies do not know: it stays.
    marked: Flags = is_again & pc.is_valid(mentions["curie"]).to_numpy()
    return marked


def _with_ids_of_kin(mentions: pa.Table, rows: Positions, span: Positions) -> pa.Table:
    """Give the first row of each span and kin the ids of the others: one name, one concept.

    So a consumer finds hypertension by its id as a disease and by the one as a phenotype.
    """
    order = np.argsort(span, kind="stable")
    rows, span = rows[order], span[order]
    shared = (np.bincount(span) > 1)[span] if len(span) else np.zeros(0, np.bool_)
    rows, span = rows[shared], span[shared]
    if not len(rows):
        return mentions
    cells = mentions.select(["curie", "alt_curies"]).take(pa.array(rows)).to_pydict()
    ids, alts = cells["curie"], cells["alt_curies"]
    changed: dict[int, list[str]] = {}
    bounds = [*np.flatnonzero(np.diff(span, prepend=-1)).tolist(), len(rows)]
    for first, behind in pairwise(bounds):
        if ids[first] is not None:
            others = range(first + 1, behind)
            found = {one for at in others for one in (ids[at], *alts[at]) if one}
            changed[int(rows[first])] = sorted({*alts[first], *found} - {ids[first]})
    at = mentions.schema.get_field_index("alt_curies")
    field = mentions.schema.field(at)
    column = pa.chunked_array(
        [*mentions["alt_curies"].chunks, pa.array(list(changed.values()), field.type)]
    )
    source = np.arange(mentions.num_rows)
    source[list(changed)] = mentions.num_rows + np.arange(len(changed))
    return mentions.set_column(at, field, column.take(pa.array(source)))


def _chosen(groups: Positions, starts: Positions, ends: Positions) -> list[int]:
    """Return the places of the spans that no span chosen before overlaps, in the order given.

    Spans come longest first, so that a shorter one that overlaps a chosen one covers one of its
    ends or lies inside it: its own ends are all that must be looked for.
    """
    scale = groups << 32
    spans = zip((scale + starts).tolist(), (scale + ends).tolist(), strict=True)
    taken: set[int] = set()
    chosen = []
    for place, (start, end) in enumerate(spans):
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            chosen.append(place)
    return chosen


PREFERRED = Tagger(
    name="preferred",
    version="2",
    tag=prefer_mentions,
    refines=("mentions",),
    after=("*",),
    options=PreferredOptions,
)
