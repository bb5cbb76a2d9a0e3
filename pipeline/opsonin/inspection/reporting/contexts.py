"""The sentence around a span, for lists that show spans of many documents."""

from __future__ import annotations

import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from opsonin.inspection.reporting.rows import Row, rows_about
from opsonin.store.reading import SnapshotFiles

#: (document, clean start, clean end)
Place: TypeAlias = tuple[str, int, int]
#: Code points on either side of a span in a text without sentences.
_AROUND = 160
#: Code points of a span in a list; a longer one is cut.
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Context:
    """A span as a list shows it.

    Attributes:
        position: Of the document in the list of documents.
        start: First code point of the span in the clean text.
        before: What stands before it in its sentence.
        text: The span.
        after: What stands behind it.
    """

    position: int
    start: int
    before: str
    text: str
    after: str

    def to_json(self) -> list[str | int]:
        """Return the fields in their order."""
        return [self.position, self.start, self.before, self.text, self.after]


def contexts(
    snapshot: SnapshotFiles, places: Collection[Place], positions: Mapping[str, int]
) -> dict[Place, Context]:
    """Return the contexts of spans.

    Args:
        snapshot: The snapshot, held open.
        places: The spans; those of documents that are not listed are left out.
        positions: Document -> its position in the list of documents.
    """
    doc_ids = sorted({doc_id for doc_id, _, _ in places if doc_id in positions})
    texts = rows_about(snapshot, "documents", doc_ids, ["text"])
    columns = ["clean_start", "clean_end", "kind"]
    segments = rows_about(snapshot, "segments", doc_ids, columns)
    bounds = {doc_id: _sentences(segments.get(doc_id, [])) for doc_id in doc_ids}
    return {
        (doc_id, start, end): _context(
            positions[doc_id], texts[doc_id][0]["text"], start, end, bounds[doc_id]
        )
        for doc_id, start, end in places
        if doc_id in positions
    }


def place_of(row: Row) -> Place:
    """Return the place of a row of a span table."""
    return row["doc_id"], row["clean_start"], row["clean_end"]


def _sentences(segments: Sequence[Row]) -> list[tuple[int, int]]:
    return sorted(
        (row["clean_start"], row["clean_end"]) for row in segments if row["kind"] == "sentence"
    )


def _context(
    position: int, text: str, start: int, end: int, sentences: Sequence[tuple[int, int]]
) -> Context:
    first = bisect.bisect_right(sentences, (start, len(text))) - 1
    last = bisect.bisect_left(sentences, (end, 0)) - 1
    low = sentences[first][0] if first >= 0 and start < sentences[first][1] else start
    high = sentences[last][1] if last >= 0 and end <= sentences[last][1] else end
    if (low, high) == (start, end) and not sentences:
        low, high = start - _AROUND, end + _AROUND
    low, high = max(0, low, start - 2 * _AROUND), min(len(text), high, end + 2 * _AROUND)
    shown = text[start:end]
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return Context(position, start, text[low:start], shown, text[end:high])
