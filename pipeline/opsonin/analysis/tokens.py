r"""Tokens of a batch of texts.

A token is a maximal run of letters, digits and other numbers (``IL-17A`` has three: ``IL``, ``-``
and ``17A``; ``1.5`` has three; ``don't`` too), or any other single sign but white space. A
combining mark, variation selector, joiner or soft hyphen belongs to the token before it. In Han,
Hiragana and Katakana each character is a token. Whoever needs larger units (names of genes,
decimals, contractions) builds them from tokens without white space between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from opsonin.analysis.buffer import Buffer
from opsonin.analysis.classes import DIGIT, JOINS, LETTER, REST, SINGLE, class_of, classes
from opsonin.analysis.hashing import hash_stretches, hash_words
from opsonin.analysis.stretches import (
    NUMBER,
    PUNCTUATION,
    WORD,
    Bytes,
    Codes,
    Hashes,
    Positions,
    Tokens,
)

T = TypeVar("T", bound=np.generic)

#: Bytes that are treated at once: their arrays fit into a processor's cache.
SLICE_BYTES = 1 << 18
_SPACES = (b" ", b"\n")
# Characters at the end of a slice in which to look for one that is a token of its own, where there
# is no white space, as in Chinese.
_TAIL_BYTES = 1024
_CONTINUATIONS = bytes(range(0x80, 0xC0))
# The kind of a token by the class of its first byte.
_KINDS = bytes(
    WORD if flags & LETTER else NUMBER if flags & DIGIT else PUNCTUATION for flags in range(256)
)


@dataclass(frozen=True, slots=True)
class _Slice:
    """Tokens of a stretch of the buffer; byte positions are those of the whole buffer."""

    starts: Bytes
    ends: Bytes
    hashes: Hashes
    kinds: Codes


def find_tokens(buffer: Buffer, slice_bytes: int = SLICE_BYTES) -> Tokens:
    """Return the tokens of a batch.

    Args:
        buffer: The texts.
        slice_bytes: How many bytes to treat at once; the result does not depend on it.
    """
    slices = [_tokens(buffer, *place) for place in slices_of(buffer, slice_bytes)]
    starts = _joined([one.starts for one in slices], np.int32)
    ends = _joined([one.ends for one in slices], np.int32)
    found = buffer.stretches(starts, ends)
    return Tokens(
        starts=found.starts,
        ends=found.ends,
        offsets=found.offsets,
        hashes=_joined([one.hashes for one in slices], np.uint64),
        kinds=_joined([one.kinds for one in slices], np.uint8),
        byte_starts=starts,
        byte_ends=ends,
    )


def slices_of(buffer: Buffer, slice_bytes: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of the buffer that can be tokenised apart, mostly not longer than this."""
    first, last = 0, len(buffer.data)
    while first < last:
        stop = first + slice_bytes
        if stop < last:
            stop = _cut(buffer, buffer.data[first:stop].tobytes(), first)
            stop = stop if stop > first else _next_cut(buffer, first + slice_bytes)
        yield first, min(stop, last)
        first = stop


def _cut(buffer: Buffer, piece: bytes, first: int) -> int:
    """Return the last place in a piece where a token surely ends; ``first`` if there is none."""
    document = int(buffer.offsets[np.searchsorted(buffer.offsets, first + len(piece), "right") - 1])
    place = max(document - first, *(piece.rfind(space) for space in _SPACES))
    return first + (place if place > 0 else _last_single(piece))


def _last_single(piece: bytes) -> int:
    """Return where the last character begins that always begins a token; 0 if there is none."""
    # A character that is cut off at either end is left out.
    tail = piece[-_TAIL_BYTES:].lstrip(_CONTINUATIONS)
    text = tail.decode(errors="ignore")
    place = len(piece) - len(tail) + len(text.encode())
    for character in reversed(text):
        place -= len(character.encode())
        if class_of(character) & SINGLE:
            return place
    return 0


def _next_cut(buffer: Buffer, place: int) -> int:
    document = int(buffer.offsets[np.searchsorted(buffer.offsets, place)])
    rest = buffer.data[place:document].tobytes()
    found = [rest.find(space) for space in _SPACES]
    return place + min([one for one in found if one >= 0], default=len(rest))


def _tokens(buffer: Buffer, first: int, last: int) -> _Slice:
    data = buffer.data[first:last]
    text = data.tobytes()
    bounds = np.searchsorted(buffer.offsets, (first, last))
    boundaries = buffer.offsets[bounds[0] : bounds[1]] - first
    kinds, folding = classes(data, boundaries, text)
    starts, ends = _boundaries(kinds, boundaries)
    hashes = hash_stretches(data, starts, ends)
    _fold(text, starts, ends, hashes, folding)
    return _Slice(
        (starts + first).astype(np.int32),
        (ends + first).astype(np.int32),
        hashes,
        _kinds(kinds, starts),
    )


def _boundaries(kinds: Codes, boundaries: Positions) -> tuple[Positions, Positions]:
    joins = kinds & JOINS
    goes_on = (kinds & REST) != 0
    goes_on[1:] |= (joins[1:] & joins[:-1]) != 0
    goes_on[boundaries] = False
    is_token = kinds != 0
    starts = np.flatnonzero(is_token & ~goes_on)
    is_last = is_token
    is_last[:-1] &= ~goes_on[1:]
    return starts, np.flatnonzero(is_last) + 1


def _kinds(classes_: Codes, starts: Positions) -> Codes:
    found = np.frombuffer(bytearray(classes_.take(starts).tobytes().translate(_KINDS)), np.uint8)
    # A token that begins with a digit may have a letter later on.
    letters = classes_ & LETTER
    is_later = (letters[1:] > letters[:-1]) & ((classes_[:-1] & JOINS) != 0)
    later = np.flatnonzero(is_later) + 1
    found[np.searchsorted(starts, later, side="right") - 1] = WORD
    return found


def _fold(
    text: bytes, starts: Positions, ends: Positions, hashes: Hashes, folding: Positions
) -> None:
    """Hash anew the tokens with letters outside ASCII that case folding changes."""
    if not folding.size:
        return
    tokens = np.unique(np.searchsorted(starts, folding, side="right") - 1)
    _, firsts, which = np.unique(hashes[tokens], return_index=True, return_inverse=True)
    spans = zip(starts[tokens[firsts]].tolist(), ends[tokens[firsts]].tolist(), strict=True)
    folded = hash_words(text[start:end].decode() for start, end in spans)
    hashes[tokens] = folded[which]


def _joined(parts: Sequence[npt.NDArray[T]], dtype: type[T]) -> npt.NDArray[T]:
    return np.concatenate([np.empty(0, dtype), *parts])
