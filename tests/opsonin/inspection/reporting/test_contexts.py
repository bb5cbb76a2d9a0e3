from __future__ import annotations

import pytest

from opsonin import SnapshotFiles
from opsonin.inspection.reporting.contexts import contexts


@pytest.mark.parametrize("words", ["Swordfish may lower fever", "may", "Bait", "It is gout"])
def test_context_is_the_sentence_around_a_span(
    words: str, snapshot: SnapshotFiles, positions: dict[str, int]
) -> None:
    rows = snapshot.read("documents").to_pylist()
    row = next(row for row in rows if row["source_uri"] == "b.txt")
    start = row["text"].index(words)
    place = (row["doc_id"], start, start + len(words))
    found = contexts(snapshot, [place], positions)[place]
    assert (found.position, found.start, found.text) == (1, start, words)
    whole = found.before + found.text + found.after
    assert whole in row["text"]
    sentences = [
        one["text"]
        for one in snapshot.read("segments").to_pylist()
        if one["kind"] == "sentence" and one["doc_id"] == row["doc_id"] and words in one["text"]
    ]
    assert whole in sentences


def test_spans_of_documents_that_are_not_listed_have_no_context(snapshot: SnapshotFiles) -> None:
    assert contexts(snapshot, [("0" * 32, 0, 1)], {}) == {}
