"""The compiled index: all terms of the selected vocabularies, sorted by their hashes."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.ambiguous import STOP_VERSION, stopped_types
from opsonin_plugins.taggers.matching.folding import FOLDING_VERSION
from opsonin_plugins.taggers.matching.terms import MAX_WORDS, forms, term_keys

if TYPE_CHECKING:
    from opsonin import Vocabulary

#: Change it whenever the file's layout or what stands in it changes.
_LAYOUT_VERSION = "1"
#: Schema metadata of a vocabulary's table: the folding that its column ``key`` was made with.
FOLDING = b"opsonin:folding"
#: Schema metadata of a vocabulary's table: the match kind of all its names.
MATCH_KIND = b"opsonin:match_kind"
#: Whose id stands for a concept when several vocabularies have the same name for it; ids of
#: others come next, MeSH's last.
_PREFERRED = ("MONDO", "HP", "CL", "UBERON", "NCBITaxon", "HGNC")
_LAST = "MESH"
#: 2**24 bits: with 300,000 terms one n-gram in fifty passes that is no term.
_FILTER_SHIFT = np.uint64(40)
_FILTER_BITS = 1 << 24

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Index:
    """The terms of several vocabularies, ready to be looked up.

    Attributes:
        keys: Sorted hashes of the terms' folded letters; equal where terms fold alike.
        order: The row of ``terms`` that each key belongs to.
        terms: Terms x ``curie``, ``label``, ``term``, ``type``, ``alt_curies``, ``vocabulary``
            (number), ``is_lexicon``, ``rank`` (lower is preferred).
        passes: Bits that are set for the leading bits of every key.
        vocabularies: Name and version of each vocabulary, by number.
    """

    keys: Hashes
    order: NDArray[np.int32]
    terms: pa.Table
    passes: NDArray[np.uint8]
    vocabularies: tuple[tuple[str, str], ...]

    def find(self, hashes: Hashes) -> tuple[Positions, Positions]:
        """Look hashes up.

        Returns:
            Which of the hashes are keys, and the position of the first such key for each.
        """
        bit = (hashes >> _FILTER_SHIFT).astype(np.int64)
        may_be = (self.passes[bit >> 3] >> (bit & 7).astype(np.uint8)) & 1
        chosen = np.flatnonzero(may_be)
        wanted = hashes[chosen]
        position = np.searchsorted(self.keys, wanted)
        position[position == len(self.keys)] = 0
        is_found = self.keys[position] == wanted if len(self.keys) else np.zeros(0, np.bool_)
        return chosen[is_found], position[is_found]

    def rows_at(self, position: int) -> list[int]:
        """Return the rows of ``terms`` whose key is the one at this position."""
        end = position + 1
        while end < len(self.keys) and self.keys[end] == self.keys[position]:
            end += 1
        return [int(row) for row in self.order[position:end]]


def index_of(
    vocabularies: Sequence[Vocabulary], cache: Path | None, *, with_learnt: bool = True
) -> Index:
    """Return the index of these vocabularies, compiled unless the cache has it.

    Two processes may compile at the same time: each writes a file of its own and renames it.

    Args:
        vocabularies: The selected ones.
        cache: Folder for compiled indexes; None compiles in memory.
        with_learnt: Whether names are left out that were learnt to mean something else; only
            without a cache can they be kept.
    """
    names = tuple((vocabulary.name, vocabulary.version) for vocabulary in vocabularies)
    if cache is None:
        return _index(compile_terms(vocabularies, with_learnt=with_learnt), names)
    path = cache / f"terms-{_digest(vocabularies)}.arrow"
    if not path.exists():
        _write(compile_terms(vocabularies), path)
        # Compiling takes ten times what the mapped file does afterwards.
        pa.default_memory_pool().release_unused()
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        return _index(reader.read_all(), names)


def compile_terms(vocabularies: Sequence[Vocabulary], *, with_learnt: bool = True) -> pa.Table:
    """Return all terms with their keys, as they stand in the cache.

    Names that are ambiguous words are left out, and inverted names get their natural order.
    """
    parts = [_part(v, number) for number, v in enumerate(vocabularies)]
    table = pa.concat_tables(parts) if parts else _empty()
    table = table.filter(pa.array(~_is_stopped(table, stopped_types(with_learnt=with_learnt))))
    keys = table["key"].to_numpy()
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return (
        table.drop_columns(["key"])
        .append_column("key", pa.array(keys[order], pa.uint64()))
        .append_column("order", pa.array(order, pa.int32()))
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
    for rank, prefix in enumerate((*_PREFERRED, "", _LAST)):
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


def _index(table: pa.Table, names: tuple[tuple[str, str], ...]) -> Index:
    keys = table["key"].combine_chunks().to_numpy()
    order = table["order"].combine_chunks().to_numpy()
    is_set = np.zeros(_FILTER_BITS, np.bool_)
    is_set[(keys >> _FILTER_SHIFT).astype(np.int64)] = True
    passes = np.packbits(is_set, bitorder="little")
    return Index(keys, order, table.drop_columns(["key", "order"]), passes, names)


def _digest(vocabularies: Sequence[Vocabulary]) -> str:
    versions = [_LAYOUT_VERSION, FOLDING_VERSION, STOP_VERSION]
    parts = [*versions, *(f"{v.name} {v.version} {v.sha256}" for v in vocabularies)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex}")
    try:
        with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


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
