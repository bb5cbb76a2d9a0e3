"""Several texts as one, with their code points as an array: what most names have around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]

#: Stands between texts; no name may hold it.
BETWEEN = "\0\n"
#: Texts of so many code points are looked at as one; a longer one alone.
_SIZE = 1 << 21
#: Nothing stands there, so that what is before the first text and behind the last can be asked for.
_MARGIN = 64
#: Words are told apart by so many letters.
_WIDTH = 16
#: So much around a name is looked at for a title; see `opsonin_plugins.taggers.proper_names`.
_LONGEST_WORD = 24
_ASCII = 128
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_CASE = np.uint32(0x20)
#: Source: SplitMix64 (Steele, Lea and Flood 2014), increment.
_BASE = 0x9E3779B97F4A7C15


@dataclass(frozen=True, eq=False)
class Block:
    """Texts, one behind the other.

    Attributes:
        texts: The texts.
        text: All of them, with `BETWEEN` after each.
        starts: Where each begins in ``text``, and where the next one would.
    """

    texts: Sequence[str]
    text: str
    starts: Positions

    @classmethod
    def of(cls, texts: Sequence[str]) -> Block:
        """Put texts behind each other."""
        sizes = np.fromiter((len(text) + len(BETWEEN) for text in texts), np.int64, len(texts))
        return cls(texts, "".join(part for text in texts for part in (text, BETWEEN)), _sums(sizes))

    def owners(self, places: Positions) -> Positions:
        """Return the number of the text that holds each place."""
        return np.searchsorted(self.starts, places, side="right").astype(np.int64) - 1

    @cached_property
    def _codes(self) -> Codes:
        codes = np.zeros(len(self.text) + 2 * _MARGIN, np.uint32)
        codes[_MARGIN:-_MARGIN] = np.frombuffer(
            self.text.encode("utf-32-le", "surrogatepass"), "<u4"
        )
        return codes

    def codes(self, places: Positions) -> Codes:
        """Return the code point at each place; 0 outside the text."""
        found: Codes = self._codes[places + _MARGIN]
        return found

    def have(self, places: Positions, signs: str) -> Flags:
        """Mark the places where one of these ASCII signs stands."""
        marked: Flags = _among(signs)[np.minimum(self.codes(places), _ASCII)]
        return marked

    def marks(self, signs: str) -> Positions:
        """Return the places where one of these signs stands, in text order."""
        own = self._codes[_MARGIN:-_MARGIN]
        return np.flatnonzero(np.logical_or.reduce([own == ord(sign) for sign in signs]))

    def are_in_words(self, places: Positions) -> Flags:
        """Mark the places where an ASCII letter or digit or anything outside ASCII stands."""
        return self.have(places, _LETTERS) | (self.codes(places) >= _ASCII)

    def begin_with(self, places: Positions, words: frozenset[str]) -> Flags:
        """Mark the places at which one of these words begins, of ASCII letters as they stand."""
        around = self._codes[(places + _MARGIN)[:, None] + np.arange(_WIDTH)]
        return _are_words(around, words)

    def end_with(self, places: Positions, words: frozenset[str]) -> Flags:
        """Mark the places before which one of these words ends, in whatever case."""
        around = self._codes[(places + (_MARGIN - 1))[:, None] - np.arange(_WIDTH)]
        small = np.where((around >= ord("A")) & (around <= ord("Z")), around | _CASE, around)
        return _are_words(small, frozenset(word[::-1] for word in words))

    def follow_title(self, places: Positions) -> Flags:
        """Mark the places before which a word stands that may be in a title."""
        return _may_be_in_title(
            self._codes[(places + (_MARGIN - 1))[:, None] - np.arange(_LONGEST_WORD)],
            is_before=True,
        )

    def precede_title(self, places: Positions) -> Flags:
        """Mark the places behind which a word stands that may be in a title."""
        return _may_be_in_title(
            self._codes[(places + _MARGIN)[:, None] + np.arange(_LONGEST_WORD)], is_before=False
        )


def blocks_of(texts: Sequence[str]) -> Iterator[tuple[int, Block]]:
    """Yield blocks of neighbouring texts, each with the number of its first text."""
    first = size = 0
    for at, text in enumerate(texts):
        if at > first and size + len(text) > _SIZE:
            yield first, Block.of(texts[first:at])
            first, size = at, 0
        size += len(text)
    if texts:
        yield first, Block.of(texts[first:])


def _sums(sizes: Positions) -> Positions:
    sums = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=sums[1:])
    return sums


def _may_be_in_title(around: Codes, *, is_before: bool) -> Flags:
    """Mark the rows whose nearest word has a capital first, or is as short as a small word.

    Rows with anything outside ASCII are marked as well.
    """
    is_space = _SPACES[np.minimum(around, _ASCII)]
    is_gap = np.logical_and.accumulate(is_space, axis=1)
    n_gap = is_gap.sum(axis=1)
    end = np.argmax(is_space & ~is_gap, axis=1)
    end = np.where(end > 0, end, around.shape[1])
    first = np.minimum(end - 1 if is_before else n_gap, around.shape[1] - 1)
    letter = np.minimum(around[np.arange(len(around)), first], _ASCII)
    marked: Flags = _CAPITALS[letter] | (_SMALL[letter] & (end - n_gap <= _LONGEST_SMALL))
    return marked | (around >= _ASCII).any(axis=1)


def _among(signs: str) -> Flags:
    """Return for each ASCII sign whether it is one of these, and False behind them."""
    known = np.zeros(_ASCII + 1, np.bool_)
    known[[ord(sign) for sign in signs]] = True
    return known


_SPACES = _among("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f ")
_CAPITALS = _among("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
#: With what the small words of titles begin: and, of, for, the, in, on, &.
_SMALL = _among("aofti&")
_LONGEST_SMALL = 3


def _are_words(letters: Codes, words: frozenset[str]) -> Flags:
    """Mark the rows that begin with one of these words and no further letter."""
    return np.isin(_hashed(letters), _known(words))


def _hashed(letters: Codes) -> Hashes:
    """Hash the letters with which each row begins."""
    small = letters | _CASE
    is_word = np.logical_and.accumulate((small >= ord("a")) & (small <= ord("z")), axis=1)
    values = np.where(is_word, letters, 0).astype(np.uint64)
    hashes: Hashes = (values * _powers()).sum(axis=1, dtype=np.uint64)
    return hashes


@lru_cache(maxsize=1)
def _powers() -> Hashes:
    series = np.full(_WIDTH, _BASE, np.uint64)
    return np.multiply.accumulate(series)


@lru_cache(maxsize=32)
def _known(words: frozenset[str]) -> Hashes:
    return _hashed(np.array([_row(word) for word in sorted(words)], np.uint32))


def _row(word: str) -> Iterable[int]:
    if len(word) >= _WIDTH:
        raise ValueError(f"the word {word!r} has {len(word)} letters, fewer than {_WIDTH} expected")
    return [*map(ord, word), *[0] * (_WIDTH - len(word))]
