"""What a model is told about each token of a reference: numbers of rows of its weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.citations.tokens import (
    AFTER,
    BEFORE,
    CLOSES_BRACKET,
    CLOSES_QUOTE,
    LONG,
    MONTH,
    OPENS_BRACKET,
    OPENS_QUOTE,
    PERIOD,
    QUOTE,
    YEAR,
    Ints,
    Tokens,
)

#: Features are hashed to so many rows. Source: Weinberger et al. 2009, Feature hashing.
BITS = 18
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_ODD = np.uint64(0xD1342543DE82EF95)
#: Places and counts go no further than this.
_MAX_PLACE, _MAX_SEGMENT, _DEPTH = 8, 6, 10

Rows = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]


def features(tokens: Tokens) -> Rows:
    """Return the features of each token: itself, its neighbours, its place and surroundings.

    Returns:
        Tokens x features, numbers below ``2 ** BITS``. The last column is 0 for all.
    """
    words, shapes, ends, begins, signs = tokens.columns.T
    place, left = _places(tokens.sizes)
    near = {step: _shifted(words, place, left, step) for step in (-2, -1, 0, 1, 2)}
    forms = {step: _shifted(shapes, place, left, step) for step in (-2, -1, 0, 1, 2)}
    is_year = (signs & YEAR) != 0
    side = _side(is_year, tokens.sizes)
    segment = _segments(signs, tokens.sizes)
    inside = _inside(signs, tokens.sizes)
    templates: list[Sequence[Ints]] = [
        (near[0],),
        (near[-1],),
        (near[1],),
        (near[-2],),
        (near[2],),
        (near[-1], near[0]),
        (near[0], near[1]),
        (forms[-1], forms[0]),
        (forms[0], forms[1]),
        (forms[-1], forms[0], forms[1]),
        (forms[-2], forms[-1], forms[0], forms[1], forms[2]),
        (ends,),
        (begins,),
        (_DEPTH * place // (place + left + 1),),
        (np.minimum(place, _MAX_PLACE),),
        (np.minimum(left, _MAX_PLACE),),
        (segment, forms[0]),
        (side, segment),
        (inside, forms[0], side),
        (is_year.astype(np.int64), side),
        ((signs & MONTH) != 0, inside),
    ]
    columns = [_hashed(number, parts) for number, parts in enumerate(templates, start=1)]
    columns.append(np.zeros(len(words), np.int32))
    return np.stack(columns, axis=1) if len(words) else np.empty((0, len(columns)), np.int32)


def _hashed(number: int, parts: Sequence[Ints]) -> Rows:
    mixed = np.full(len(parts[0]), number, np.uint64)
    for part in parts:
        mixed = (mixed ^ part.astype(np.uint64)) * _PRIME
        mixed ^= mixed >> np.uint64(29)
    return ((mixed * _ODD) >> np.uint64(64 - BITS)).astype(np.int32)


def _places(sizes: Ints) -> tuple[Ints, Ints]:
    """Return for each token how many stand before it and after it in its reference."""
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = np.arange(len(starts)) - starts
    return place, np.repeat(sizes, sizes) - 1 - place


def _shifted(column: Ints, place: Ints, left: Ints, step: int) -> Ints:
    """Return the column of the token that stands so many places after each one."""
    if step == 0:
        return column
    moved = np.roll(column, -step)
    is_out = left < step if step > 0 else place < -step
    return np.where(is_out, AFTER if step > 0 else BEFORE, moved)


def _before(counts: Ints, sizes: Ints) -> Ints:
    """Return the sums within each reference up to and with each token."""
    sums = np.cumsum(counts)
    firsts = np.cumsum(sizes) - sizes
    bases = np.where(firsts > 0, sums[np.maximum(firsts - 1, 0)], 0) if len(sums) else firsts
    within: Ints = sums - np.repeat(bases, sizes)
    return within


def _side(is_year: Bools, sizes: Ints) -> Ints:
    """Tell whether a token stands before the first year (0), is it (1), or stands behind (2)."""
    seen = _before(is_year.astype(np.int64), sizes)
    return np.where(seen == 0, 0, np.where((seen == 1) & is_year, 1, 2))


def _segments(signs: Ints, sizes: Ints) -> Ints:
    """Count for each token the periods before it that end more than an initial or a number."""
    is_end = ((signs & PERIOD) != 0) & (np.roll(signs & LONG, 1) != 0)
    counts = is_end.astype(np.int64)
    limited: Ints = np.minimum(_before(counts, sizes) - counts, _MAX_SEGMENT)
    return limited


def _inside(signs: Ints, sizes: Ints) -> Ints:
    """Tell whether a token stands in quotation marks (1), in brackets (2), or in both (3)."""
    opened = ((signs & OPENS_QUOTE) != 0).astype(np.int64) - ((signs & CLOSES_QUOTE) != 0)
    toggled = _before(((signs & QUOTE) != 0).astype(np.int64), sizes) % 2
    is_quoted = (_before(opened, sizes) > 0) | (toggled > 0)
    opens = ((signs & OPENS_BRACKET) != 0).astype(np.int64)
    closes = ((signs & CLOSES_BRACKET) != 0).astype(np.int64)
    is_bracketed = (_before(opens - closes, sizes) + closes) > 0
    both: Ints = is_quoted + 2 * is_bracketed
    return both
