"""The alignment: which stretch of an earlier text stands behind each stretch of a later one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from opsonin.spans.apply import apply_edits, check_edits
from opsonin.spans.edit import Edit
from opsonin.spans.pieces import Op, Piece, pieces_of, runs_of
from opsonin.spans.runs import (
    Run,
    clean_end,
    clean_start,
    composed_runs,
    edited_runs,
    end_in,
    start_in,
)

__all__ = [
    "Alignment",
    "Op",
    "Piece",
    "apply_edits",
    "check_edits",
    "compose",
]


class Alignment:
    """Leads from a later text ("clean") to an earlier one ("raw"). Immutable.

    Pieces tile the clean text exactly. Neither their raw starts nor their raw ends go backwards.
    Kept pieces that touch in both texts are one piece. Two alignments with the same pieces are
    equal.

    Attributes:
        runs: The form in which alignments are composed; see `opsonin.spans.runs`.

    >>> alignment = Alignment.from_edits([Edit(0, 5, "", "nav"), Edit(7, 9, "é", "mojibake")], 12)
    >>> [piece.op for piece in alignment.pieces]
    ['keep', 'replace', 'keep']
    >>> alignment.raw_span(2, 4)
    (7, 10)
    """

    def __init__(self, pieces: Sequence[Piece] = ()) -> None:
        """Build an alignment from its pieces, such as those of a stored table.

        Pieces do not say where in a removed stretch an insertion stood. That only matters to
        later edits which replace the insertion together with its neighbours.

        Raises:
            ValueError: The pieces do not tile the text, go backwards, or contradict their ``op``.
        """
        self.runs = runs_of(pieces)

    @classmethod
    def _of(cls, runs: tuple[Run, ...]) -> Alignment:
        alignment = cls.__new__(cls)
        alignment.runs = runs
        return alignment

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """Return the alignment of a text of that many code points with itself."""
        return cls._of(edited_runs([], length))

    @classmethod
    def from_edits(cls, edits: Sequence[Edit], length: int) -> Alignment:
        """Return the alignment of an edited text with the text before.

        Args:
            edits: Edits that `check_edits` accepts.
            length: Length of the text before, in code points.
        """
        changes = [(edit.start, edit.end, len(edit.replacement)) for edit in edits]
        return cls._of(edited_runs(changes, length))

    def edited(self, edits: Sequence[Edit]) -> Alignment:
        """Return the alignment after further edits, which `check_edits` accepts, of the text."""
        return compose(Alignment.from_edits(edits, self.clean_length), self) if edits else self

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces in the order of the text."""
        return pieces_of(self.runs)

    @property
    def clean_length(self) -> int:
        """Length of the clean text in code points."""
        return self.runs[-1][1] if self.runs else 0

    def raw_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the raw span that stands behind ``clean[start:end]``.

        The result is exact where characters were kept; a boundary inside a replaced stretch
        widens to the whole stretch. Inserted text at either end is left out.

        Returns:
            Half-open raw offsets, or None when the span covers nothing but inserted text. An
            empty span gives the empty raw span at its place (inside a replaced stretch, that
            stretch), or None inside inserted text.

        Raises:
            ValueError: The span is not inside the text.
        """
        if not 0 <= start <= end <= self.clean_length:
            raise ValueError(
                f"Span {start}:{end} is not inside the text of {self.clean_length} code points."
            )
        runs = self.rooted
        first = bisect_right(runs, start, key=clean_end)
        last = bisect_left(runs, end, key=clean_start) - 1
        if first <= last:
            return start_in(runs[first], start), end_in(runs[last], end)
        if start < end:
            return None
        if first < len(runs) and runs[first][0] == start:
            return runs[first][2], runs[first][2]
        if last >= 0 and runs[last][1] == end:
            return runs[last][3], runs[last][3]
        return None

    @cached_property
    def rooted(self) -> tuple[Run, ...]:
        """The runs that raw text stands behind."""
        return tuple([run for run in self.runs if run[2] < run[3]])

    def __eq__(self, other: object) -> bool:
        """Tell whether the pieces are the same."""
        return self.pieces == other.pieces if isinstance(other, Alignment) else NotImplemented

    def __hash__(self) -> int:
        """Return the hash of the pieces."""
        return hash(self.pieces)

    def __repr__(self) -> str:
        """Return the call that builds this alignment."""
        return f"Alignment({self.pieces!r})"


def compose(outer: Alignment, inner: Alignment) -> Alignment:
    """Return the alignment that leads through ``outer`` and then through ``inner``. Associative.

    Kept text that cuts a replaced stretch of ``inner`` cannot be cut exactly: each part that is
    left becomes a replacement of the stretch's whole raw range, and so does text inserted inside
    the stretch. Replaced text has the raw range from the start of its first to the end of its last
    character; where only insertions were replaced, it is an insertion.

    Args:
        outer: Clean text to middle text.
        inner: Middle text to raw text.

    Raises:
        ValueError: ``outer`` reaches beyond the middle text.
    """
    reach = outer.runs[-1][3] if outer.runs else 0
    if reach > inner.clean_length:
        raise ValueError(
            f"The outer alignment reaches to {reach}, but the inner one covers a text of "
            f"{inner.clean_length} code points. Compose alignments of successive texts."
        )
    return Alignment._of(composed_runs(outer.runs, inner.runs))  # noqa: SLF001 - same module
