"""Sentences: stretches of text, cut where a stop ends a sentence."""

from __future__ import annotations

import numpy as np

from opsonin.analysis.buffer import Buffer
from opsonin.analysis.stretches import Positions, Stretches, Tokens

#: Shorter lines are not joined to the next: nothing made them end before the text was wrapped.
#: Source: fill commands wrap at 65 to 80 columns; columns of print have no fewer than 40.
_MIN_WRAPPED = 40
# No document has more code points than 2 to the power of this.
_SCALE = 32


def find_paragraphs(buffer: Buffer, tokens: Tokens, lines: Stretches) -> Stretches:
    """Return lines, and runs of lines that were one before they were wrapped.

    A line goes on in the next if it is long and the next begins with a letter in lower case.

    Args:
        buffer: The texts.
        tokens: Their tokens.
        lines: Their lines.
    """
    if not len(tokens):
        return lines
    firsts, behind = token_range(lines, tokens)
    first = buffer.data[tokens.byte_starts[np.minimum(firsts, len(tokens) - 1)]]
    is_lower = (firsts < behind) & (first >= ord("a")) & (first <= ord("z"))
    is_long = lines.ends - lines.starts >= _MIN_WRAPPED
    begins = np.ones(len(lines), bool)
    begins[1:] = ~(is_long[:-1] & is_lower[1:] & (firsts < behind)[:-1])
    begins[lines.offsets[:-1][lines.counts > 0]] = True
    ends = np.ones(len(lines), bool)
    ends[:-1] = begins[1:]
    offsets = np.concatenate([[0], np.cumsum(begins)])[lines.offsets]
    return Stretches(lines.starts[begins], lines.ends[ends], offsets)


def cut_at(stretches: Stretches, tokens: Tokens, stops: Positions) -> Stretches:
    """Cut stretches of text behind stops.

    Args:
        stretches: Stretches in text order that do not overlap, document by document.
        tokens: The tokens of the same texts.
        stops: Positions of the tokens behind which to cut, in order.

    Returns:
        Sentences, without white space around them; ``offsets`` has an entry for each stretch and
        one more: those of stretch ``k`` are ``offsets[k]:offsets[k + 1]``. A stretch without
        tokens has none.
    """
    firsts, behind = token_range(stretches, tokens)
    counts = np.zeros(len(stretches), np.int64)
    full = np.flatnonzero(firsts < behind)
    # The last token of a stretch ends a sentence in any case.
    owner = np.searchsorted(firsts[full], stops, side="right") - 1
    inside = owner >= 0
    inside[inside] = stops[inside] < behind[full[owner[inside]]] - 1
    cuts, owner = stops[inside], owner[inside]
    counts[full] = 1 + np.bincount(owner, minlength=len(full))
    begin = np.sort(np.concatenate([firsts[full], cuts + 1]))
    end = np.sort(np.concatenate([behind[full] - 1, cuts]))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    which = np.repeat(np.arange(len(stretches)), counts)
    return Stretches(
        # A stretch may begin or end inside a token.
        starts=np.maximum(tokens.starts[begin], stretches.starts[which]),
        ends=np.minimum(tokens.ends[end], stretches.ends[which]),
        offsets=offsets,
    )


def token_range(stretches: Stretches, tokens: Tokens) -> tuple[Positions, Positions]:
    """Return the first token of each stretch and the one behind its last.

    A token that reaches over the edge of a stretch counts. Both are equal where there is none.
    """
    # Documents one after the other on one scale, so that a single search does for all of them.
    owners, documents = tokens.documents << _SCALE, stretches.documents << _SCALE
    firsts = np.searchsorted(owners + tokens.ends, documents + stretches.starts, side="right")
    behind = np.searchsorted(owners + tokens.starts, documents + stretches.ends, side="left")
    return firsts, np.maximum(firsts, behind)
