"""Annotated documents as labelled sentences, with what the dictionary finds in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Context, Documents, Tokens, Vocabulary
from opsonin_plugins.taggers.concepts import CONCEPTS, ConceptOptions
from opsonin_statistical.dictionary import FIRST, INNER, LAST, ONLY, OUTSIDE, Ints, token_span
from opsonin_statistical.finding import look
from opsonin_statistical.term_words import TermWords
from opsonin_statistical.training.corpora import Annotated
from opsonin_statistical.training.fitting import Examples

Labels = npt.NDArray[np.uint8]


def documents_of(
    annotated: Sequence[Annotated], vocabularies: tuple[Vocabulary, ...], cache: Path | None = None
) -> Documents:
    """Return a batch with the dictionary's mentions in table ``mentions``."""
    ids = [f"{number:032x}" for number in range(len(annotated))]
    batch = Documents(
        pa.record_batch(
            {
                "doc_id": pa.array(ids, pa.string()),
                "text": pa.array([one.text for one in annotated], pa.string()),
            }
        )
    )
    context = Context(ConceptOptions(), vocabularies, cache)
    return batch.with_tables({"mentions": CONCEPTS.tag(batch, context)["mentions"]})


def examples_of(
    documents: Documents, annotated: Sequence[Annotated], types: Sequence[str], terms: TermWords
) -> Examples:
    """Return the sentences of documents with their labels.

    Args:
        documents: A batch with table ``mentions``.
        annotated: The same documents with their annotations.
        types: The types to label.
        terms: The words of the vocabularies' terms.
    """
    tokens = documents.analysis.tokens
    labels = labels_of(tokens, annotated, types)
    counts = np.array([[type_ in one.types for type_ in types] for one in annotated])
    seen = look(documents, documents.table("mentions"), terms)
    return Examples(seen, labels, counts[tokens.documents])


def labels_of(tokens: Tokens, annotated: Sequence[Annotated], types: Sequence[str]) -> Labels:
    """Return tokens x types; of overlapping annotations the longest is labelled whole."""
    labels = np.zeros((len(tokens), len(types)), np.uint8)
    numbers = {name: number for number, name in enumerate(types)}
    spans = np.array(
        [
            (owner, mention.start, mention.end, numbers[mention.type])
            for owner, one in enumerate(annotated)
            for mention in one.mentions
            if mention.type in numbers
        ],
        np.int64,
    ).reshape(-1, 4)
    firsts, behind = token_span(tokens, spans[:, 0], spans[:, 1], spans[:, 2])
    for at in np.argsort(firsts - behind, kind="stable").tolist():
        _label(labels[:, spans[at, 3]], int(firsts[at]), int(behind[at]))
    return labels


def _label(labels: Labels, first: int, behind: int) -> None:
    if behind <= first or (labels[first:behind] != OUTSIDE).any():
        return
    labels[first:behind] = INNER
    labels[first], labels[behind - 1] = FIRST, LAST
    if behind - first == 1:
        labels[first] = ONLY


def spans_in(labels: Labels) -> tuple[Ints, Ints]:
    """Return the first token of each labelled span and the one behind its last."""
    return (
        np.flatnonzero((labels == FIRST) | (labels == ONLY)),
        np.flatnonzero((labels == LAST) | (labels == ONLY)) + 1,
    )
