"""The form in which alignments are kept and composed: runs of characters that share their origin.

Every character of the later ("clean") text has a start and an end in the earlier ("raw") one. Both
never decrease. For a kept or replaced character start < end. For an inserted one, the end says
where the raw text before it stops and the start where the raw text after it goes on, so that
start >= end, with removed text in between.

Composition looks up starts among starts and ends among ends: the start becomes ``S(start)``, the
start of the character there, and the end becomes ``E(end)``, the end of the character before it.
Both are functions of a place in the middle text, hence composition is associative.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter

#: Clean start, clean end, raw start, raw end, and whether the characters were kept. A run that
#: was kept maps character by character; in any other all characters have the same start and end.
Run = tuple[int, int, int, int, bool]

#: The start of an insertion that no raw text follows, whatever the raw text's length.
END = sys.maxsize

clean_start = itemgetter(0)
clean_end = itemgetter(1)


def edited_runs(changes: Iterable[tuple[int, int, int]], length: int) -> tuple[Run, ...]:
    """Return the runs that lead from an edited text to the text before.

    Args:
        changes: Start and end of each replaced stretch and the length of its replacement.
        length: Length of the text before.
    """
    runs: list[Run] = []
    raw = clean = 0
    for start, end, size in changes:
        if start > raw:
            runs.append((clean, clean + start - raw, raw, start, True))
            clean += start - raw
        if size:
            add(runs, (clean, clean + size, start if start < length else END, end, False))
            clean += size
        raw = end
    if length > raw:
        runs.append((clean, clean + length - raw, raw, length, True))
    return tuple(runs)


def composed_runs(outer: tuple[Run, ...], inner: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs that lead through ``outer`` and then through ``inner``."""
    places = [run[0] for run in inner]
    length = inner[-1][1] if inner else 0
    if inner == edited_runs([], length):
        return outer
    runs: list[Run] = []
    head = tail = 0
    for first, last, start, end, is_kept in outer:
        if start < length:
            head = bisect_right(places, start, head) - 1
        if end:
            tail = bisect_left(places, end, tail) - 1
        if not is_kept:
            raw_start = start_in(inner[head], start) if start < length else END
            raw_end = end_in(inner[tail], end) if end else 0
            add(runs, (first, last, raw_start, raw_end, False))
        elif head == tail:
            add(runs, _part(inner[head], start, end, first - start))
        else:
            shift = first - start
            add(runs, _part(inner[head], start, inner[head][1], shift))
            runs += [(a + shift, b + shift, s, e, k) for a, b, s, e, k in inner[head + 1 : tail]]
            runs.append(_part(inner[tail], inner[tail][0], end, shift))
    return tuple(runs)


def add(runs: list[Run], run: Run) -> None:
    """Append a run, or lengthen the last one where both can be written as one."""
    if runs:
        first, _, start, end, is_kept = runs[-1]
        _, last, next_start, next_end, next_is_kept = run
        if is_kept:
            is_same = next_is_kept and end == next_start
        else:
            is_same = start == next_start and end == next_end and not next_is_kept
        if is_same:
            runs[-1] = first, last, start, next_end, is_kept
            return
    runs.append(run)


def start_in(run: Run, place: int) -> int:
    """Return the raw start of the first character of the run at or after a clean place."""
    return run[2] + max(place - run[0], 0) if run[4] else run[2]


def end_in(run: Run, place: int) -> int:
    """Return the raw end of the last character of the run before a clean place."""
    return run[3] - max(run[1] - place, 0) if run[4] else run[3]


def _part(run: Run, start: int, end: int, shift: int) -> Run:
    """Return the part ``start:end`` of a run, moved by ``shift`` in the clean text."""
    first, last, raw_start, raw_end, is_kept = run
    if is_kept:
        return start + shift, end + shift, raw_start + start - first, raw_end + end - last, True
    return start + shift, end + shift, raw_start, raw_end, False
