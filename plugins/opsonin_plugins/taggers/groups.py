"""Ranks documents, and tells which pairs of similar ones to report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.candidates import Pairs
from opsonin_plugins.taggers.shingles import Positions

#: Of a group of up to so many different texts every pair is reported.
MAX_WHOLE_GROUP = 16


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The different texts of a corpus, as their documents rank.

    Attributes:
        rows: One row of ``signatures`` for each, of its representative.
        ids: The representatives.
        copies: For each text with several documents their ids, the representative first.
    """

    rows: pa.Table
    ids: Sequence[str]
    copies: Sequence[Sequence[str]]


def different_texts(signatures: pa.Table) -> Texts:
    """Gather documents whose main texts have the same words.

    The representative is the one that ranks first: what nobody is known to have translated or
    respun; then the earliest date of publication, those without a date last; then the most
    words; then the smallest id. That does not depend on what was seen first.

    Args:
        signatures: Rows x the columns of table ``signatures``, in any order. Documents without
            words are left out.
    """
    ranked = signatures.filter(pc.greater(signatures["n_words"], 0)).sort_by(
        [
            ("is_derived", "ascending"),
            ("published_at", "ascending"),
            ("n_words", "descending"),
            ("doc_id", "ascending"),
        ]
    )
    if not ranked.num_rows:
        return Texts(ranked, [], [])
    # Codes count up in the order in which digests are seen first.
    codes = ranked["content_digest"].combine_chunks().dictionary_encode().indices.to_numpy()
    counts = np.bincount(codes)
    firsts = np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))
    repeated = np.flatnonzero(counts[codes] > 1)
    by_text = repeated[np.argsort(codes[repeated], kind="stable")]
    ids = ranked["doc_id"].take(pa.array(by_text)).to_pylist()
    ends = np.cumsum([0, *counts[counts > 1]]).tolist()
    copies = [ids[start:end] for start, end in pairwise(ends)]
    rows = ranked.take(pa.array(firsts))
    return Texts(rows, rows["doc_id"].to_pylist(), copies)


def reported(pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Tell which pairs of similar texts to report.

    In a group of more than `MAX_WHOLE_GROUP` texts a pair is left out when a text that ranks
    before both is similar to both: a group of n alike takes n - 1 pairs. What is left out can be
    reached by what is reported, as each pair left out stands for two of better rank.

    Args:
        pairs: All pairs that are similar.
    """
    better: dict[int, set[int]] = {}
    for one, other in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True):
        better.setdefault(other, set()).add(one)
    nothing: set[int] = set()
    keep = _in_small_group(pairs)
    for place in np.flatnonzero(~keep).tolist():
        one, other = int(pairs.one[place]), int(pairs.other[place])
        keep[place] = better[other].isdisjoint(better.get(one, nothing))
    return keep


def hub_of(hubs: Pairs, count: int) -> Positions:
    """Return for each text the first one that it is similar to and that is so to many; else -1.

    Args:
        hubs: Pairs that are similar, each of a hub and another text.
        count: Number of texts.
    """
    found = np.full(count, -1)
    degrees = np.bincount(hubs.one, minlength=count)
    is_many = degrees[hubs.one] >= MAX_WHOLE_GROUP
    # Pairs are sorted, and of several the one written last stays.
    found[hubs.other[is_many][::-1]] = hubs.one[is_many][::-1]
    return found


def _in_small_group(pairs: Pairs) -> npt.NDArray[np.bool_]:
    parents: dict[int, int] = {}
    for one, other in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True):
        low, high = sorted((_root(parents, one), _root(parents, other)))
        parents[high] = low
    sizes: dict[int, int] = {}
    for text in set(_members(pairs)):
        root = _root(parents, text)
        sizes[root] = sizes.get(root, 0) + 1
    keep = [sizes[_root(parents, one)] <= MAX_WHOLE_GROUP for one in pairs.one.tolist()]
    return np.array(keep, bool)


def _members(pairs: Pairs) -> Iterator[int]:
    yield from pairs.one.tolist()
    yield from pairs.other.tolist()


def _root(parents: dict[int, int], text: int) -> int:
    while (parent := parents.setdefault(text, text)) != text:
        parents[text] = text = parents.setdefault(parent, parent)
    return text
