"""An edit: what a cleaner did to a stretch of its input."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces ``text[start:end]`` of a cleaner's input by ``replacement``.

    Offsets are half-open, 0-based and count Unicode code points of the cleaner's input. An edit
    with an empty replacement removes text; one with ``start == end`` inserts it. The edits of one
    document are sorted and do not overlap.

    Attributes:
        start: First code point that is replaced.
        end: First code point after it.
        replacement: What stands there afterwards.
        reason: A lower-case word for the ``removed`` table and for `opsonin explain`, such as
            ``site_chrome``.
    """

    start: int
    end: int
    replacement: str
    reason: str
