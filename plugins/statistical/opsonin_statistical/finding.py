"""Runs the model over a batch: which spans it finds, and how likely given ones are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Documents
from opsonin_statistical.abbreviations import definitions_of, roles_of
from opsonin_statistical.chain import Floats, beliefs, best_labels, span_likelihood
from opsonin_statistical.dictionary import FIRST, LAST, ONLY, Ints, codes_of
from opsonin_statistical.features import Seen, seen_in
from opsonin_statistical.model import Model

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Spans of tokens.

    Attributes:
        firsts: First token of each.
        behind: The token behind its last.
        types: Number of its type.
    """

    firsts: Ints
    behind: Ints
    types: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.firsts)

    def pick(self, chosen: Ints | Flags) -> Spans:
        """Return some of them."""
        return Spans(self.firsts[chosen], self.behind[chosen], self.types[chosen])


def look(documents: Documents, mentions: pa.Table) -> Seen:
    """Return what the model sees of a batch.

    Args:
        documents: The batch.
        mentions: What others found in it: rows of table ``mentions``.
    """
    tokens = documents.analysis.tokens
    codes = codes_of(tokens, mentions, documents.ids)
    roles = roles_of(tokens, documents.texts, definitions_of(documents.texts))
    return seen_in(documents.analysis, codes, roles)


def judge(model: Model, seen: Seen, given: Spans) -> tuple[Spans, Floats, Floats]:
    """Return the spans that the model finds, their likelihood, and that of given ones.

    Args:
        model: The model.
        seen: What there is to see of a batch.
        given: Spans to judge.

    Returns:
        Spans on the best path, in text order for each type; the likelihood of each; the likelihood
        of each of the given.
    """
    scores = model.scores(seen)
    labels = best_labels(scores, seen.sentence, model.transitions)
    known = beliefs(scores, seen.sentence, model.transitions)
    found = _spans(labels)
    likely = [
        span_likelihood(scores, known, model.transitions, (one.firsts, one.behind, one.types))
        for one in (found, given)
    ]
    # What crosses a sentence's end is no path of the chain.
    crosses = seen.sentence[given.firsts] != seen.sentence[given.behind - 1]
    return found, likely[0], np.where(crosses, np.float32(0), likely[1])


def _spans(labels: npt.NDArray[np.uint8]) -> Spans:
    firsts, behind, types = [], [], []
    for type_ in range(labels.shape[1]):
        own = labels[:, type_]
        firsts.append(np.flatnonzero((own == FIRST) | (own == ONLY)))
        behind.append(np.flatnonzero((own == LAST) | (own == ONLY)) + 1)
        types.append(np.full(len(firsts[-1]), type_))
    return Spans(np.concatenate(firsts), np.concatenate(behind), np.concatenate(types))
