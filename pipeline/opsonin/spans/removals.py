"""What edits of a batch of texts took out of the raw texts."""

from __future__ import annotations

import numpy as np

from opsonin.spans.alignments import Alignments, Ints, groups, spread


def removed_spans(
    documents: Ints, starts: Ints, ends: Ints, reasons: Ints, inner: Alignments
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the raw text that edits without a replacement took out.

    A stretch that an earlier edit replaced counts as removed when the last of its text goes.

    Args:
        documents: Position of the text that each edit is of, ascending.
        starts: First code point that is taken out, counted within the text; ascending.
        ends: First code point after it.
        reasons: A number that stands for the reason.
        inner: Leads from the texts that are edited to the raw texts.

    Returns:
        Text, raw start, raw end (within the text) and reason of each contiguous raw stretch, in
        order and without overlap. What earlier edits had inserted or removed is left out.
    """
    edit, start, end = _stretches(documents, starts, ends, inner)
    reach = np.append(np.int64(-1), np.maximum.accumulate(end)[:-1]) if len(end) else end
    further = end > reach
    edit, start, end = edit[further], start[further], end[further]
    text, reason = documents[edit], reasons[edit]
    touches = np.zeros(len(end), np.bool_)
    touches[1:] = (start[1:] <= end[:-1]) & (text[1:] == text[:-1])
    goes_on = touches.copy()
    goes_on[1:] &= reason[1:] == reason[:-1]
    start[1:] = np.where(touches[1:], end[:-1], start[1:])
    head, tail = groups(goes_on)
    base = inner.raw_base[text[head]]
    return text[head], start[head] - base, end[tail] - base, reason[head]


def _stretches(
    documents: Ints, starts: Ints, ends: Ints, inner: Alignments
) -> tuple[Ints, Ints, Ints]:
    """Return the raw text that edits took out, before what touches is joined.

    Args:
        documents: Position of the text that each edit is of, ascending.
        starts: First code point that is taken out, counted within the text; ascending.
        ends: First code point after it.
        inner: Leads from the texts that are edited to the raw texts.

    Returns:
        Edit, raw start and raw end (global) of each stretch, in order.
    """
    rooted = inner.start < inner.end
    first, last = inner.first[rooted], inner.last[rooted]
    start, end = starts + inner.clean_base[documents], ends + inner.clean_base[documents]
    head = np.searchsorted(last, start, "right")
    tail = np.searchsorted(first, end, "left")
    edit, place = spread(np.maximum(tail - head, 0))
    run = head[edit] + place
    low, high = np.maximum(start[edit], first[run]), np.minimum(end[edit], last[run])
    kept = inner.kept[rooted][run]
    # Edits go through a run in order, so a running sum tells which one takes the last of it.
    gone = np.cumsum(high - low)
    of_run = np.searchsorted(run, run, "left")
    before = np.where(of_run > 0, gone[of_run - 1], 0) if len(gone) else gone
    is_last = gone - before == (last - first)[run]
    raw_start = inner.start[rooted][run] + np.where(kept, low - first[run], 0)
    raw_end = inner.end[rooted][run] - np.where(kept, last[run] - high, 0)
    counts = kept | is_last
    return edit[counts], raw_start[counts], raw_end[counts]
