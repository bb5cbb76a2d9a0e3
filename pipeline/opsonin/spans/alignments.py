"""Alignments of a whole batch of texts in flat arrays: the form in which the engine computes.

What `opsonin.spans.runs` says of one text holds here for many at once. All offsets are global:
the texts of a batch are thought of as one, each begins where the one before it ends, in the clean
text as in the raw text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: The start of an insertion that no raw text of its document follows.
END = np.iinfo(np.int64).max


def bases(lengths: npt.ArrayLike) -> Ints:
    """Return where each text begins in the thought one, and where the last one ends.

    >>> bases([3, 0, 2]).tolist()
    [0, 3, 3, 5]
    """
    ends = np.cumsum(np.asarray(lengths, np.int64))
    return np.concatenate([np.zeros(1, np.int64), ends])


def spread(counts: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """Return, for groups of these sizes laid end to end, the group and the place of each item.

    >>> [part.tolist() for part in spread(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    groups = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    return groups, np.arange(len(groups), dtype=np.int64) - first[groups]


def groups(goes_on: Bools) -> tuple[Ints, Ints]:
    """Return the first and the last item of each group.

    Args:
        goes_on: Whether an item belongs to the group of the item before it; false for the first.
    """
    head = np.flatnonzero(~goes_on)
    return head, np.append(head, len(goes_on))[1:] - 1


@dataclass(frozen=True, slots=True, eq=False)
class Alignments:
    """Leads from the later ("clean") texts of a batch to the earlier ("raw") ones.

    Attributes:
        clean_base: Where each clean text begins; one more than there are documents.
        raw_base: Where each raw text begins; likewise.
        first: First clean code point of each run; runs tile the clean text.
        last: First clean code point after it.
        start: Start of its raw text, or `END`.
        end: End of its raw text; not after ``start`` where text was inserted.
        kept: Whether it maps character by character.
    """

    clean_base: Ints
    raw_base: Ints
    first: Ints
    last: Ints
    start: Ints
    end: Ints
    kept: Bools

    @classmethod
    def identity(cls, lengths: npt.ArrayLike) -> Alignments:
        """Return the alignments of texts of these lengths with themselves."""
        base = bases(lengths)
        full = np.diff(base) > 0
        first, last = base[:-1][full], base[1:][full]
        return cls(base, base, first, last, first, last, np.ones(len(first), np.bool_))

    @classmethod
    def from_edits(
        cls, documents: Ints, starts: Ints, ends: Ints, sizes: Ints, lengths: npt.ArrayLike
    ) -> Alignments:
        """Return the alignments of edited texts with the texts before.

        Args:
            documents: Position of the text that each edit is of, ascending.
            starts: First code point that is replaced, counted within the text; ascending.
            ends: First code point after it.
            sizes: Length of the replacement.
            lengths: Length of every text before.
        """
        raw_base = bases(lengths)
        start, end = starts + raw_base[documents], ends + raw_base[documents]
        n_texts = len(raw_base) - 1
        before = np.searchsorted(documents, np.arange(n_texts + 1))
        # Every edit follows a kept stretch, and one more stretch ends each text.
        gap_of_edit = 2 * np.arange(len(documents), dtype=np.int64) + documents
        gap_at_end = 2 * before[1:] + np.arange(n_texts)
        raw_start = np.empty(2 * len(documents) + n_texts, np.int64)
        raw_end, size = raw_start.copy(), raw_start.copy()
        kept = np.ones(len(raw_start), np.bool_)
        raw_start[gap_of_edit + 1], raw_end[gap_of_edit + 1] = start, end
        kept[gap_of_edit + 1] = False
        raw_end[gap_of_edit], raw_end[gap_at_end] = start, raw_base[1:]
        first_gap = 2 * before[:-1] + np.arange(n_texts)
        raw_start[gap_of_edit + 2] = end
        raw_start[first_gap] = raw_base[:-1]
        size = raw_end - raw_start
        size[gap_of_edit + 1] = sizes
        # An insertion at the end of a text is followed by no raw text of it.
        at_end = gap_of_edit[start == raw_base[documents + 1]] + 1
        raw_start[at_end] = END
        place = bases(size)
        clean_base = np.concatenate([place[first_gap], place[-1:]])
        full = size > 0
        return cls(
            clean_base,
            raw_base,
            place[:-1][full],
            place[1:][full],
            raw_start[full],
            raw_end[full],
            kept[full],
        ).joined()

    def raw_spans(self, starts: Ints, ends: Ints) -> tuple[Ints, Ints, Bools]:
        """Return the raw spans behind clean spans that are not empty.

        Args:
            starts: First code point of each span.
            ends: First code point after it.

        Returns:
            Raw start and end of each span, and whether there is any: a span that covers nothing
            but inserted text has none.
        """
        rooted = self.start < self.end
        first, last = self.first[rooted], self.last[rooted]
        start, end, kept = self.start[rooted], self.end[rooted], self.kept[rooted]
        head = np.searchsorted(last, starts, "right")
        tail = np.searchsorted(first, ends, "left") - 1
        found = head <= tail
        if not len(first):
            return starts, ends, found
        head, tail = np.where(found, head, 0), np.where(found, tail, 0)
        inner_start = np.where(kept[head], np.maximum(starts - first[head], 0), 0)
        inner_end = np.where(kept[tail], np.maximum(last[tail] - ends, 0), 0)
        return start[head] + inner_start, end[tail] - inner_end, found

    def before(self, outer: Alignments) -> Alignments:
        """Return the alignments that lead through ``outer`` and then through these.

        Args:
            outer: Leads from later texts to the clean texts of these.
        """
        text = outer.documents
        has_start = outer.start < self.clean_base[text + 1]
        has_end = outer.end > self.clean_base[text]
        start = np.where(has_start, outer.start, 0)
        end = np.where(has_end, outer.end, 1)
        head = np.searchsorted(self.first, start, "right") - 1
        tail = np.searchsorted(self.first, end, "left") - 1
        group, place = spread(np.where(outer.kept, tail - head + 1, 1))
        kept = outer.kept[group]
        inner = np.where(kept, head[group] + place, 0)
        if not len(self.first):
            return Alignments(outer.clean_base, self.raw_base, *_nothing_behind(outer, self))
        low = np.maximum(start[group], self.first[inner])
        high = np.minimum(end[group], self.last[inner])
        shift = outer.first[group] - start[group]
        of_inner = self.kept[inner]
        # What is not kept becomes one run with the raw range of its first to its last character.
        raw_start = np.where(has_start, self._starts_in(head, start), END)
        raw_end = np.where(has_end, self._ends_in(tail, end), self.raw_base[text])
        return Alignments(
            outer.clean_base,
            self.raw_base,
            np.where(kept, low + shift, outer.first[group]),
            np.where(kept, high + shift, outer.last[group]),
            np.where(
                kept,
                self.start[inner] + np.where(of_inner, low - self.first[inner], 0),
                raw_start[group],
            ),
            np.where(
                kept,
                self.end[inner] - np.where(of_inner, self.last[inner] - high, 0),
                raw_end[group],
            ),
            kept & of_inner,
        ).joined()

    def take(self, texts: Ints) -> Alignments:
        """Return the alignments of some texts, given by their ascending positions."""
        chosen = np.zeros(len(self.clean_base) - 1, np.bool_)
        chosen[texts] = True
        of_run = self.documents
        mask = chosen[of_run]
        clean, raw = bases(np.diff(self.clean_base)[texts]), bases(np.diff(self.raw_base)[texts])
        left = of_run[mask]
        place = np.searchsorted(texts, left)
        clean_shift = clean[place] - self.clean_base[left]
        raw_shift = raw[place] - self.raw_base[left]
        start = self.start[mask]
        return Alignments(
            clean,
            raw,
            self.first[mask] + clean_shift,
            self.last[mask] + clean_shift,
            np.where(start == END, END, np.where(start == END, 0, start) + raw_shift),
            self.end[mask] + raw_shift,
            self.kept[mask],
        )

    @property
    def documents(self) -> Ints:
        """Position of the text that each run is of."""
        return np.searchsorted(self.clean_base, self.first, "right") - 1

    def pieces(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Bools]:
        """Return the pieces of all texts, as tables hold them.

        Returns:
            For each piece its text, clean start, clean end, raw start and raw end, all counted
            within the text, and whether it was kept. Raw start equals raw end where it was
            inserted.
        """
        inserted = self.start >= self.end
        text = self.documents
        start = np.where(inserted, self.end, self.start)
        joined = np.zeros(len(start), np.bool_)
        joined[1:] = (
            inserted[1:] & inserted[:-1] & (self.end[1:] == self.end[:-1]) & (text[1:] == text[:-1])
        )
        head, tail = groups(joined)
        text = text[head]
        clean, raw = self.clean_base[text], self.raw_base[text]
        return (
            text,
            self.first[head] - clean,
            self.last[tail] - clean,
            start[head] - raw,
            self.end[head] - raw,
            self.kept[head] & ~inserted[head],
        )

    def _starts_in(self, runs: Ints, places: Ints) -> Ints:
        """Return the raw start of the first character of a run at or after a clean place."""
        inner = np.maximum(places - self.first[runs], 0)
        return self.start[runs] + np.where(self.kept[runs], inner, 0)

    def _ends_in(self, runs: Ints, places: Ints) -> Ints:
        """Return the raw end of the last character of a run before a clean place."""
        inner = np.maximum(self.last[runs] - places, 0)
        return self.end[runs] - np.where(self.kept[runs], inner, 0)

    def joined(self) -> Alignments:
        """Write as one what touches and has its origin in common."""
        if len(self.first) < 2:  # noqa: PLR2004 - two runs can touch
            return self
        text = self.documents
        start, end, kept = self.start, self.end, self.kept
        goes_on = kept[1:] & kept[:-1] & (end[:-1] == start[1:])
        same = ~kept[1:] & ~kept[:-1] & (start[:-1] == start[1:]) & (end[:-1] == end[1:])
        touches = np.zeros(len(start), np.bool_)
        touches[1:] = (goes_on | same) & (text[1:] == text[:-1])
        if not touches.any():
            return self
        head, tail = groups(touches)
        return Alignments(
            self.clean_base,
            self.raw_base,
            self.first[head],
            self.last[tail],
            start[head],
            end[tail],
            kept[head],
        )


def _nothing_behind(outer: Alignments, inner: Alignments) -> tuple[Ints, Ints, Ints, Ints, Bools]:
    """Return runs over texts that were inserted whole: the texts before are all empty."""
    n_runs = len(outer.first)
    start = np.full(n_runs, END)
    end = inner.raw_base[outer.documents]
    return outer.first, outer.last, start, end, np.zeros(n_runs, np.bool_)
