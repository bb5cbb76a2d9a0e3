"""Lines of a batch of texts."""

from __future__ import annotations

import numpy as np

from opsonin.analysis.buffer import Buffer
from opsonin.analysis.stretches import Positions, Stretches

_LINE_FEED, _CARRIAGE_RETURN = 0x0A, 0x0D


def find_lines(buffer: Buffer) -> Stretches:
    r"""Return the lines of a batch, without their line ends.

    A line ends at ``\n``, ``\r\n`` or ``\r``, and at no other sign. What follows the last line end
    is a line if it has a character; an empty text has none.
    """
    has_text = np.diff(buffer.offsets) > 0
    firsts, lasts = buffer.offsets[:-1][has_text], buffer.offsets[1:][has_text]
    breaks, after = _line_ends(buffer)
    starts = np.concatenate([firsts, after[~np.isin(after, lasts)]])
    ends = np.concatenate([breaks, lasts[~np.isin(lasts, after)]])
    return buffer.stretches(np.sort(starts).astype(np.int32), np.sort(ends).astype(np.int32))


def _line_ends(buffer: Buffer) -> tuple[Positions, Positions]:
    """Return where line ends begin, and the bytes after them."""
    data = buffer.data
    is_return = data == _CARRIAGE_RETURN
    if not is_return.any():
        breaks = np.flatnonzero(data == _LINE_FEED)
        return breaks, breaks + 1
    is_feed = data == _LINE_FEED
    is_second = np.zeros(len(data) + 1, bool)
    is_second[1:-1] = is_return[:-1] & is_feed[1:]
    is_second[buffer.offsets] = False
    breaks = np.flatnonzero((is_feed | is_return) & ~is_second[:-1])
    return breaks, breaks + 1 + is_second[breaks + 1]
