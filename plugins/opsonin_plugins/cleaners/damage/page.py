"""What the searches for damage are given, and what they find."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Damage(NamedTuple):
    """A stretch of text that is damaged.

    Attributes:
        start: First code point.
        end: First code point after it.
        kind: Kind of damage, the ``kind`` of table ``flags``.
        detail: What exactly was found, for people.
    """

    start: int
    end: int
    kind: str
    detail: str


@dataclass(frozen=True)
class Page:
    """A clean text and its running prose.

    Attributes:
        text: The clean text.
        prose: Start and end of each block of main text that is made of sentences, in order.
        origin: The text's origin as far as earlier cleaners could tell: translated, spun or none.
        is_research: Whether it is a paper, an abstract or a record of a trial.
    """

    text: str
    prose: Sequence[tuple[int, int]]
    origin: str = ""
    is_research: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.prose]

    def paragraph_at(self, place: int) -> tuple[int, int] | None:
        """Return the block of prose that a code point is in; None outside the main text."""
        number = bisect_right(self._starts, place) - 1
        if number < 0 or place >= self.prose[number][1]:
            return None
        return self.prose[number]

    def paragraphs(self) -> Iterator[str]:
        """Yield the text of each block of prose."""
        for start, end in self.prose:
            yield self.text[start:end]
