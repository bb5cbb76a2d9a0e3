"""Compile the terms of vocabularies: those that count, with their keys, sorted by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.ambiguous import stopped_types
from opsonin_plugins.taggers.matching.folding import FOLDING_VERSION
from opsonin_plugins.taggers.matching.terms import MAX_WORDS, forms, head_places, term_keys

if TYPE_CHECKING:
    from opsonin import Vocabulary

#: Schema metadata of a vocabulary's table: the folding that its column ``key`` was made with.
FOLDING = b"opsonin:folding"
#: Schema metadata of a vocabulary's table: the match kind of all its names.
MATCH_KIND = b"opsonin:match_kind"
#: Whose id stands for a concept when several vocabularies have the same name for it; ids of
#: others come next, MeSH's behind them, and last those that only add to MeSH.
_PREFERRED = ("MONDO", "HP", "CL", "UBERON", "NCBITaxon", "HGNC")
_LAST = ("MESH", "GO", "CHEBI")


def compile_terms(vocabularies: Sequence[Vocabulary], *, with_learnt: bool = True) -> pa.Table:
    """Return all terms with their keys, as they stand in the cache.

    Names that are ambiguous words are left out, and inverted names get their natural order.
    """
    parts = [_part(v, number) for number, v in enumerate(vocabularies)]
    table = pa.concat_tables(parts) if parts else _empty()
    table = table.filter(pa.array(~_is_stopped(table, stopped_types(with_learnt=with_learnt))))
    keys = table["key"].to_numpy()
    order = np.argsort(keys, kind="stable").astype(np.int32)
    heads, n_letters = head_places(table["term"].to_pylist())
    return (
        table.drop_columns(["key"])
        .append_column("key", pa.array(keys[order], pa.uint64()))
        .append_column("order", pa.array(order, pa.int32()))
        .append_column("head", pa.array(heads, pa.int32()))
        .append_column("n_letters", pa.array(n_letters, pa.uint8()))
        .combine_chunks()
    )


def _part(vocabulary: Vocabulary, number: int) -> pa.Table:
    loaded = vocabulary.load()
    metadata = loaded.schema.metadata or {}
    if "key" not in loaded.column_names or metadata.get(FOLDING) != FOLDING_VERSION.encode():
        loaded = _with_keys(loaded)
    size = loaded.num_rows
    is_lexicon = metadata.get(MATCH_KIND) == b"lexicon"
    return pa.table(
        {
            "curie": loaded["curie"],
            "label": loaded["label"],
            "term": loaded["term"],
            "type": loaded["type"],
            # Parquet and Arrow call the items of a list by different names.
            "alt_curies": loaded["alt_curies"].cast(_CURIES),
            "vocabulary": pa.array(np.full(size, number, np.int16)),
            "is_lexicon": pa.array(np.full(size, is_lexicon)),
            "rank": pa.array(_ranks(loaded["curie"])),
            "key": loaded["key"],
        }
    )


def _ranks(curies: pa.ChunkedArray) -> NDArray[np.int16]:
    ranks = np.full(len(curies), len(_PREFERRED), np.int16)
    for rank, prefix in enumerate((*_PREFERRED, "", *_LAST)):
        if prefix:
            has_prefix = pc.starts_with(curies, f"{prefix}:").to_numpy(zero_copy_only=False)
            ranks[has_prefix.astype(np.bool_)] = rank
    return ranks


def _with_keys(loaded: pa.Table) -> pa.Table:
    """Add the hash of each name, and a row for the natural order of inverted ones."""
    names = [forms(term) for term in loaded["term"].to_pylist()]
    rows = [row for row, both in enumerate(names) for _ in both]
    terms = [form for both in names for form in both]
    keys, n_words = term_keys(terms)
    columns = [name for name in loaded.column_names if name not in {"term", "key"}]
    table = loaded.select(columns).take(pa.array(rows, pa.int64()))
    table = table.append_column("term", pa.array(terms, pa.string()))
    table = table.append_column("key", pa.array(keys, pa.uint64()))
    return table.filter(pa.array((n_words > 0) & (n_words <= MAX_WORDS)))


def _is_stopped(table: pa.Table, stopped: Mapping[int, frozenset[str]]) -> NDArray[np.bool_]:
    known = np.array(sorted(stopped), np.uint64)
    keys = table["key"].to_numpy()
    position = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    rows = np.flatnonzero(known[position] == keys)
    types = table["type"].take(pa.array(rows, pa.int64())).to_pylist()
    is_stopped = np.zeros(len(keys), np.bool_)
    for row, kind in zip(rows.tolist(), types, strict=True):
        is_stopped[row] = not stopped[int(keys[row])].isdisjoint({"", kind})
    return is_stopped


_CURIES = pa.list_(pa.string())


def _empty() -> pa.Table:
    return pa.table(
        {
            "curie": pa.array([], pa.string()),
            "label": pa.array([], pa.string()),
            "term": pa.array([], pa.string()),
            "type": pa.array([], pa.string()),
            "alt_curies": pa.array([], _CURIES),
            "vocabulary": pa.array([], pa.int16()),
            "is_lexicon": pa.array([], pa.bool_()),
            "rank": pa.array([], pa.int16()),
            "key": pa.array([], pa.uint64()),
        }
    )
