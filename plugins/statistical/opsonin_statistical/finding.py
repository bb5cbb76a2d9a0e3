"""Runs the model over a batch: which spans it finds, and how likely given ones are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from opsonin import Documents
from opsonin_plugins.taggers.matching.arrays import stretches
from opsonin_statistical.abbreviations import definitions_of, roles_of
from opsonin_statistical.chain import (
    NEVER,
    Floats,
    beliefs,
    best_labels,
    may_be_inside,
    span_likelihood,
)
from opsonin_statistical.dictionary import FIRST, LAST, ONLY, Ints, codes_of
from opsonin_statistical.features import Seen, seen_in
from opsonin_statistical.model import Model
from opsonin_statistical.term_words import TermWords

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


def look(documents: Documents, mentions: pa.Table, terms: TermWords) -> Seen:
    """Return what the model sees of a batch.

    Args:
        documents: The batch.
        mentions: What others found in it: rows of table ``mentions``.
        terms: The words of the vocabularies' terms.
    """
    tokens = documents.analysis.tokens
    codes = codes_of(tokens, mentions, documents.ids)
    roles = roles_of(tokens, documents.texts, definitions_of(documents.texts))
    return seen_in(documents.analysis, codes, roles, terms)


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
    chosen = worth_it(seen)
    # Position of each token among those chosen.
    place = np.cumsum(chosen) - 1
    at = np.flatnonzero(chosen)
    chains = Chains(model.scores(seen, at), seen.sentence[at], model.transitions)
    own = chains.best()
    found = Spans(at[own.firsts], at[own.behind - 1] + 1, own.types)
    # What crosses a sentence's end is no path of the chain.
    fits = chosen[given.firsts] & (seen.sentence[given.firsts] == seen.sentence[given.behind - 1])
    asked = given.pick(fits)
    likely = chains.likelihood(
        Spans(
            np.concatenate([own.firsts, place[asked.firsts]]),
            np.concatenate([own.behind, place[asked.behind - 1] + 1]),
            np.concatenate([own.types, asked.types]),
        )
    )
    shares = np.zeros(len(given), np.float32)
    shares[fits] = likely[len(own) :]
    return found, likely[: len(own)], shares


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """The chains of sentences, one for each type; only those are computed that matter.

    Attributes:
        scores: Tokens x types x labels.
        sentence: For each token the number of its sentence.
        transitions: Types x label before x label.
    """

    scores: Floats
    sentence: Ints
    transitions: Floats

    def best(self) -> Spans:
        """Return the spans on the best paths."""
        parts = []
        for type_ in range(self.scores.shape[1]):
            scores, ways = self.scores[:, type_], self.transitions[type_]
            may = may_be_inside(scores, self.sentence, ways)
            at, window = _windows(may, self.sentence)
            own = scores[at]
            own[~may[at], 1:] = NEVER
            labels = best_labels(own[:, None], window, ways[None])[:, 0]
            firsts = at[(labels == FIRST) | (labels == ONLY)]
            behind = at[(labels == LAST) | (labels == ONLY)] + 1
            parts.append(Spans(firsts, behind, np.full(len(firsts), type_)))
        return Spans(
            np.concatenate([one.firsts for one in parts]),
            np.concatenate([one.behind for one in parts]),
            np.concatenate([one.types for one in parts]),
        )

    def likelihood(self, spans: Spans) -> Floats:
        """Return how likely each span is just this mention."""
        likely = np.zeros(len(spans), np.float32)
        for type_ in range(self.scores.shape[1]):
            own = np.flatnonzero(spans.types == type_)
            asked = np.zeros(len(self.sentence), np.bool_)
            asked[spans.firsts[own]] = True
            at = self._with(asked)
            scores = self.scores[at, type_ : type_ + 1]
            ways = self.transitions[type_ : type_ + 1]
            known = beliefs(scores, self.sentence[at], ways)
            firsts = np.searchsorted(at, spans.firsts[own])
            behind = np.searchsorted(at, spans.behind[own] - 1) + 1
            likely[own] = span_likelihood(
                scores, known, ways, (firsts, behind, np.zeros(len(own), np.int64))
            )
        return likely

    def _with(self, marked: Flags) -> Ints:
        """Return the tokens of all sentences in which a token is marked."""
        if not len(marked):
            return np.zeros(0, np.int64)
        number = np.cumsum(np.diff(self.sentence, prepend=self.sentence[0]) != 0)
        n_marked = np.bincount(number[marked], minlength=int(number[-1]) + 1)
        return np.flatnonzero(n_marked[number])


def _windows(may: Flags, sentence: Ints) -> tuple[Ints, Ints]:
    """Return runs of marked tokens with the token on either side, and the number of each run.

    What stands on either side stays outside, and so the runs do not depend on each other.
    """
    is_new = np.diff(sentence, prepend=-1) != 0
    starts = np.flatnonzero(may & (is_new | ~np.concatenate(([False], may[:-1]))))
    is_last = np.append(is_new[1:], True)
    ends = np.flatnonzero(may & (is_last | ~np.append(may[1:], False))) + 1
    starts = starts - ~is_new[starts]
    ends = ends + ~is_last[ends - 1]
    sizes = ends - starts
    return stretches(starts, sizes), np.repeat(np.arange(len(sizes)), sizes)


def worth_it(seen: Seen) -> Flags:
    """Mark the tokens of sentences in which there is something to find.

    These are sentences with a mention of any kind that is told apart, or with an abbreviation.

    Source: of the diseases in the training set of the NCBI disease corpus 99 in 100 stand in one.
    """
    if not len(seen.sentence):
        return np.zeros(0, np.bool_)
    n_hints = np.bincount(seen.sentence, weights=seen.is_hint)
    chosen: Flags = n_hints[seen.sentence] > 0
    return chosen
