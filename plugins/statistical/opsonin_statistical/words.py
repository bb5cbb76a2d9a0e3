"""What the model sees of a word by itself: its letters, its endings and its shape, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Analysis
from opsonin_statistical.term_words import CHEMICAL, DISEASE, TermWords

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]

#: Features are numbered by the leading bits of a hash: 2 ** BITS numbers.
BITS = 21
#: Letters of a word that are looked at; endings are those of the whole word.
_WIDTH = 24
_ENDS = (2, 3, 4, 5)
_GRAM = 4
_GRAMS = 10
_SHAPE = 8
#: Source: SplitMix64 (Steele, Lea and Flood 2014), increment and first mixing factor.
_STEP = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_NOTHING, _UPPER, _LOWER, _DIGIT, _OTHER = range(5)
_CAPITAL_BIT = 0x20


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The different words of a batch, each with what the model knows of it.

    Attributes:
        which: For each token the row of its word.
        folded: For each word the hash of its letters in lower case, without the s of a plural.
        kind: For each word its shape, shortened: ``Aa`` for Tumour, ``A0`` for COX2.
        codes: For each word what the terms of the vocabularies say of it, words x kinds.
        sides: By distance from the token that is labelled, words x features: what the word says
            of a token so far before or behind it.
    """

    which: Ints
    folded: Hashes
    kind: Hashes
    codes: Bytes
    sides: dict[int, Ints]


def numbered(values: Hashes, template: int) -> Ints:
    """Return the numbers of features: values of one template, spread over all numbers."""
    salt = np.uint64(template * _STEP & 0xFFFF_FFFF_FFFF_FFFF)
    mixed = (values ^ salt) * _MIX
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


def paired(first: Hashes, second: Hashes) -> Hashes:
    """Return a hash for each pair; the order counts."""
    both: Hashes = (first * np.uint64(_STEP)) ^ second
    return (both ^ (both >> np.uint64(31))) * _MIX


def words_of(analysis: Analysis, terms: TermWords) -> Words:
    """Return the words of a batch.

    Two tokens are one word if they have the same letters, as many capitals, and both or neither
    begin with one.

    Args:
        analysis: Of the batch.
        terms: The words of the vocabularies' terms.
    """
    tokens = analysis.tokens
    data = analysis.buffer.data
    keys = _keys(data, tokens.byte_starts, tokens.byte_ends, tokens.hashes)
    # Numbered as they are met, which is faster than sorted.
    which = pa.array(keys).dictionary_encode().indices.to_numpy().astype(np.int64)
    firsts = np.flatnonzero(np.diff(np.maximum.accumulate(which), prepend=-1))
    return _described(
        data,
        tokens.byte_starts[firsts],
        tokens.byte_ends[firsts],
        tokens.hashes[firsts],
        which,
        terms,
    )


def _keys(
    data: Bytes, starts: npt.NDArray[np.int32], ends: npt.NDArray[np.int32], hashes: Hashes
) -> Hashes:
    is_upper = (data >= ord("A")) & (data <= ord("Z"))
    before = np.zeros(len(data) + 1, np.int32)
    np.cumsum(is_upper, out=before[1:])
    capitals = (before[ends] - before[starts]).astype(np.uint64)
    return paired(hashes, capitals * np.uint64(2) + is_upper[starts])


def _described(
    data: Bytes,
    starts: npt.NDArray[np.int32],
    ends: npt.NDArray[np.int32],
    folded: Hashes,
    which: Ints,
    terms: TermWords,
) -> Words:
    sizes = (ends - starts).astype(np.int64)
    places = np.arange(_WIDTH)
    is_in = places < sizes[:, None]
    written = np.where(is_in, data[np.where(is_in, starts[:, None] + places, 0)], 0)
    written = written.astype(np.uint8)
    classes = _CLASSES[written]
    small = np.where(classes == _UPPER, written | _CAPITAL_BIT, written)
    behind = places + 1
    is_tail = behind <= sizes[:, None]
    tail = np.where(is_tail, data[np.where(is_tail, ends[:, None] - behind, 0)], 0)
    tail = tail.astype(np.uint8)
    tail = np.where(_CLASSES[tail] == _UPPER, tail | _CAPITAL_BIT, tail)
    kind, shape = _shapes(classes, sizes)
    is_plural = (tail[:, 0] == ord("s")) & (tail[:, 1] != ord("s")) & (sizes > _GRAM)
    stem = _hashed(small, sizes - is_plural)
    codes = terms.of(stem)
    told = [codes[:, kind].astype(np.uint64) for kind in range(codes.shape[1])]
    near = [told[DISEASE], told[CHEMICAL]]
    heads = {n: np.where(sizes > n, _packed(small, 0, n), np.uint64(0)) for n in _ENDS}
    tails = {n: np.where(sizes > n, _packed(tail, 0, n), np.uint64(0)) for n in _ENDS}
    exact = paired(folded, shape)
    grams = [
        np.where(sizes >= first + _GRAM, _packed(small, first, _GRAM), np.uint64(0))
        for first in range(1, _GRAMS + 1)
    ]
    own = [exact, folded, stem, kind, shape, *heads.values(), *tails.values()]
    sides = {
        0: _columns(own, 1) + _columns(grams, 40, same=True) + _columns(told, 41),
        -3: _columns([folded], 60),
        -2: _columns([folded, tails[3], kind], 61) + _columns(near, 80),
        -1: _columns([folded, stem, tails[3], tails[4], heads[3], kind], 64) + _columns(told, 82),
        1: _columns([folded, stem, tails[3], tails[4], heads[3], kind], 70) + _columns(told, 87),
        2: _columns([folded, tails[3], kind], 76) + _columns(near, 92),
        3: _columns([folded], 79),
    }
    stacked = {side: np.stack(columns, axis=1) for side, columns in sides.items()}
    return Words(which.astype(np.int64), stem, kind, codes, stacked)


def _columns(values: list[Hashes], template: int, *, same: bool = False) -> list[Ints]:
    """Number several kinds of features; what a word lacks (0) is feature 0."""
    return [
        np.where(one == 0, 0, numbered(one, template if same else template + place))
        for place, one in enumerate(values)
    ]


def _packed(letters: Bytes, first: int, size: int) -> Hashes:
    packed = np.zeros(len(letters), np.uint64)
    for place in range(first, first + size):
        packed = (packed << np.uint64(8)) | letters[:, place]
    return packed


def _hashed(letters: Bytes, sizes: Ints) -> Hashes:
    """Hash the first letters of each word, up to `_WIDTH`."""
    found = np.zeros(len(letters), np.uint64)
    for place in range(_WIDTH):
        longer = found * np.uint64(_STEP) + letters[:, place] + np.uint64(1)
        found = np.where(place < sizes, longer, found)
    return found


def _shapes(classes: Bytes, sizes: Ints) -> tuple[Hashes, Hashes]:
    """Return the shape of each word with repeats left out, and its first letters' with length."""
    short = np.zeros(len(classes), np.uint64)
    last = np.zeros(len(classes), np.uint8)
    room = np.zeros(len(classes), np.int64)
    for place in range(_WIDTH):
        now = classes[:, place]
        is_new = (now != last) & (now != _NOTHING) & (room < _SHAPE)
        short = np.where(is_new, short * np.uint64(8) + now, short)
        room += is_new
        last = now
    full = np.zeros(len(classes), np.uint64)
    for place in range(5):
        full = full * np.uint64(8) + classes[:, place]
    length = np.minimum(sizes, 12).astype(np.uint64)
    return short + np.uint64(1), paired(full + np.uint64(1), paired(short, length))


def _byte_classes() -> Bytes:
    classes = np.full(256, _OTHER, np.uint8)
    classes[0] = _NOTHING
    classes[ord("A") : ord("Z") + 1] = _UPPER
    classes[ord("a") : ord("z") + 1] = _LOWER
    classes[ord("0") : ord("9") + 1] = _DIGIT
    return classes


_CLASSES = _byte_classes()
