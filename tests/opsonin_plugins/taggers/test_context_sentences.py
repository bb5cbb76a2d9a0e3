"""Scores the context of mentions on 200 sentences, half clinical notes, half news.

The sentences are ours, written for this measure by one author, who also wrote some of the phrases
of the tagger: figures on notes of a hospital will be lower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.context import CONTEXT

LABELS = {"n": "negated", "u": "uncertain", "h": "hypothetical"}
#: "[fever|n]" is a mention that is negated, "[fever|]" one of which nothing is said.
MENTION = re.compile(r"\[([^|\]]+)\|([nuh]*)\]")

#: Name of a label, kind of sentence, text of the mention: one for each that has the label.
Marked = set[tuple[str, str, int, int]]


def sentences() -> Iterator[tuple[str, str, list[tuple[int, int, str]]]]:
    """Yield kind, text, and start, end and flags of the mentions of each sentence."""
    path = Path(__file__).with_name("context_sentences.tsv")
    for line in path.read_text("utf-8").splitlines():
        kind, _, marked = line.partition("\t")
        text, mentions, last = "", [], 0
        for found in MENTION.finditer(marked):
            text += marked[last : found.start()]
            mentions.append((len(text), len(text) + len(found[1]), found[2]))
            text += found[1]
            last = found.end()
        yield kind, text + marked[last:], mentions


def compared() -> tuple[Marked, Marked]:
    """Return what is expected and what the tagger says, by label, document and span."""
    known = list(sentences())
    ids = [f"{number:032x}" for number in range(len(known))]
    rows = [
        (doc_id, start, end, flags)
        for doc_id, (_, _, mentions) in zip(ids, known, strict=True)
        for start, end, flags in mentions
    ]
    doc_ids, starts, ends, flags = zip(*rows, strict=True)
    table = pa.table(
        {
            "doc_id": pa.array(doc_ids, pa.string()),
            "clean_start": pa.array(starts, pa.int32()),
            "clean_end": pa.array(ends, pa.int32()),
        }
    )
    batch = pa.record_batch({"doc_id": ids, "text": [text for _, text, _ in known]})
    documents = Documents(batch, {"mentions": lambda: table})
    found = CONTEXT.tag(documents, Context(NoOptions()))["mentions"].to_pylist()
    expected: Marked = set()
    said: Marked = set()
    for doc_id, start, end, letters, row in zip(doc_ids, starts, ends, flags, found, strict=True):
        for letter, label in LABELS.items():
            key = (label, doc_id, start, end)
            expected |= {key} if letter in letters else set()
            said |= {key} if row[label] else set()
    return expected, said


def f1(expected: Marked, said: Marked) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * len(expected & said) / (len(expected) + len(said))


def test_there_are_enough_sentences_of_both_kinds() -> None:
    kinds = [kind for kind, _, _ in sentences()]
    assert len(kinds) >= 200
    assert min(kinds.count("clinical"), kinds.count("news")) >= 90


@pytest.mark.parametrize(
    ("label", "least"), [("negated", 0.95), ("uncertain", 0.92), ("hypothetical", 0.95)]
)
def test_most_labels_of_the_sentences_are_right(label: str, least: float) -> None:
    expected, said = ({one for one in both if one[0] == label} for both in compared())
    assert f1(expected, said) >= least
