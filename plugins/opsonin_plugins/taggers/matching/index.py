"""The compiled index: all terms of the selected vocabularies, sorted by their hashes."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.ambiguous import STOP_VERSION
from opsonin_plugins.taggers.matching.arrays import stretches
from opsonin_plugins.taggers.matching.compiling import compile_terms
from opsonin_plugins.taggers.matching.folding import FOLDING_VERSION
from opsonin_plugins.taggers.matching.terms import HEAD_PLACES

if TYPE_CHECKING:
    from opsonin import Vocabulary

#: Change it whenever the file's layout or what stands in it changes.
_LAYOUT_VERSION = "3"
#: With 400,000 terms one n-gram in ten passes that is no term. Bytes are faster than bits.
_FILTER_SHIFT = np.uint64(42)
_FILTER_SIZE = 1 << 22
#: 2**18 runs of keys by their leading bits, so that a key is found in a few steps.
_RUN_SHIFT = np.uint64(46)
_N_RUNS = 1 << 18
_LOOK_UPS = ("key", "order", "head", "n_letters")

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
        passes: Whether a key has these leading bits.
        runs: Position of the first key with these leading bits, or of the next one.
        reach: For the place of each head the letters of the longest term that begins with it.
        vocabularies: Name and version of each vocabulary, by number.
    """

    keys: Hashes
    order: NDArray[np.int32]
    terms: pa.Table
    passes: NDArray[np.bool_]
    runs: Positions
    reach: NDArray[np.uint8]
    vocabularies: tuple[tuple[str, str], ...]

    def find(self, hashes: Hashes) -> tuple[Positions, Positions]:
        """Look hashes up.

        Returns:
            Which of the hashes are keys, and the position of the first such key for each.
        """
        chosen = np.flatnonzero(self.passes[(hashes >> _FILTER_SHIFT).view(np.int64)])
        wanted = hashes[chosen]
        position = self.runs[(wanted >> _RUN_SHIFT).view(np.int64)]
        waiting = np.arange(len(wanted))
        while len(waiting):
            # The last key is larger than any hash.
            waiting = waiting[self.keys[position[waiting]] < wanted[waiting]]
            position[waiting] += 1
        is_found = (self.keys[position] == wanted) & (position < len(self.order))
        return chosen[is_found], position[is_found]

    def rows_at(self, positions: Positions) -> tuple[Positions, Positions]:
        """Return the rows of ``terms`` whose key is the one at each position.

        Returns:
            How many rows each position has, and all rows, position behind position.
        """
        counts = np.searchsorted(self.keys, self.keys[positions], side="right") - positions
        return counts, self.order[stretches(positions, counts)].astype(np.int64)


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


def _index(table: pa.Table, names: tuple[tuple[str, str], ...]) -> Index:
    keys, order, head, n_letters = (_values(table[name]) for name in _LOOK_UPS)
    reach = np.zeros(HEAD_PLACES, np.uint8)
    np.maximum.at(reach, head, n_letters)
    runs = np.zeros(_N_RUNS + 1, np.int64)
    np.cumsum(np.bincount((keys >> _RUN_SHIFT).view(np.int64), minlength=_N_RUNS), out=runs[1:])
    # No hash of a text can be larger than this one, so that a search need not watch the end.
    keys = np.append(keys, np.uint64(2**64 - 1))
    terms = table.drop_columns(list(_LOOK_UPS))
    passes = np.zeros(_FILTER_SIZE, np.bool_)
    passes[(keys >> _FILTER_SHIFT).view(np.int64)] = True
    return Index(keys, order, terms, passes, runs, reach, names)


def _values(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return the values of a column without nulls; pyarrow's own way imports pandas."""
    kind = column.type.to_pandas_dtype()
    parts = [
        np.frombuffer(chunk.buffers()[1], kind)[chunk.offset : chunk.offset + len(chunk)]
        for chunk in column.chunks
        if len(chunk)
    ]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, kind)


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
