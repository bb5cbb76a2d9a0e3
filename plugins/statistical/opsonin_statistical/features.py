"""What the model sees of a token where it stands: neighbours, and what the dictionary found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from opsonin import Analysis
from opsonin_statistical.dictionary import N_CODES, N_GROUPS, Codes
from opsonin_statistical.term_words import ANATOMY, CHEMICAL, DISEASE, TermWords
from opsonin_statistical.words import Hashes, Ints, Words, numbered, paired, words_of

#: Groups of mentions that have a model of their own; the others only help.
_MODELLED = 4
#: Groups that hint at a mention: all but names of people, places and organisations.
_HINTING = N_GROUPS - 1
_TEMPLATES = 100
_HALF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """All that the model sees of a batch.

    Attributes:
        words: Its words.
        at: Features that depend on more than one word x tokens; 0 for none.
        sentence: For each token the number of its sentence.
        is_hint: For each token whether the dictionary or an abbreviation hints at a mention.
    """

    words: Words
    at: Ints
    sentence: Ints
    is_hint: npt.NDArray[np.bool_]


def sentences_of(analysis: Analysis) -> Ints:
    """Return for each token the number of its sentence, counted through the batch."""
    tokens, sentences = analysis.tokens, analysis.sentences
    scale = 32
    starts = (sentences.documents << scale) + sentences.starts
    places = (tokens.documents << scale) + tokens.starts
    return np.maximum(np.searchsorted(starts, places, side="right") - 1, 0).astype(np.int64)


def seen_in(analysis: Analysis, codes: Codes, roles: Codes, terms: TermWords) -> Seen:
    """Return what the model sees.

    Args:
        analysis: Of the batch.
        codes: Tokens x groups; see `opsonin_statistical.dictionary.codes_of`.
        roles: For each token its part in the definition of an abbreviation.
        terms: The words of the vocabularies' terms.
    """
    words = words_of(analysis, terms)
    sentence = sentences_of(analysis)
    tokens = analysis.tokens
    beside = np.zeros(len(tokens) + 1, np.uint64)
    beside[1:-1] = (tokens.starts[1:] == tokens.ends[:-1]) & (sentence[1:] == sentence[:-1])
    glued = beside[:-1] * np.uint64(2) + beside[1:]
    folded = words.folded[words.which]
    kind = words.kind[words.which]
    around = {side: _moved(folded, side, sentence) for side in (-2, -1, 1, 2)}
    columns = [
        paired(around[-1], folded),
        paired(folded, around[1]),
        paired(around[-1], around[1]),
        paired(around[-2], around[-1]),
        paired(around[1], around[2]),
        paired(kind, glued) + np.uint64(1),
        paired(paired(kind, _moved(kind, -1, sentence)), paired(_moved(kind, 1, sentence), glued)),
        paired(folded, glued),
        *_from_dictionary(codes, folded, kind, sentence),
        *_from_terms(words, sentence),
        *_from_document(codes, folded, tokens.documents),
        roles.astype(np.uint64),
        np.where(roles > 0, paired(roles.astype(np.uint64), kind), np.uint64(0)),
    ]
    at = [
        np.where(one == 0, 0, numbered(one, _TEMPLATES + place))
        for place, one in enumerate(columns)
    ]
    is_hint = (roles > 0) | codes[:, :_HINTING].any(axis=1)
    return Seen(words, np.stack(at), sentence, is_hint)


def _from_dictionary(codes: Codes, folded: Hashes, kind: Hashes, sentence: Ints) -> list[Hashes]:
    radix = np.array([N_CODES**place for place in range(N_GROUPS)], np.uint64)
    whole = codes.astype(np.uint64) @ radix
    before, after = _moved(whole, -1, sentence), _moved(whole, 1, sentence)
    columns = [
        whole,
        _moved(whole, -2, sentence),
        _moved(whole, 2, sentence),
        paired(before, whole),
        paired(whole, after),
        np.where(whole > 0, paired(whole, folded), np.uint64(0)),
        np.where(whole > 0, paired(whole, kind), np.uint64(0)),
        np.where(after > 0, paired(after, folded), np.uint64(0)),
        np.where(before > 0, paired(before, folded), np.uint64(0)),
    ]
    for group in range(_MODELLED):
        own = codes[:, group].astype(np.uint64)
        sides = _moved(own, -1, sentence) * np.uint64(N_CODES) + _moved(own, 1, sentence)
        columns.append(own * np.uint64(N_CODES * N_CODES) + sides)
    return columns


def _from_terms(words: Words, sentence: Ints) -> list[Hashes]:
    told = words.codes.astype(np.uint64)
    part = (told[:, DISEASE] * np.uint64(64) + told[:, ANATOMY])[words.which]
    substance = told[:, CHEMICAL][words.which]
    return [
        paired(one, _moved(one, 1, sentence))
        if side > 0
        else paired(_moved(one, -1, sentence), one)
        for one in (part, substance)
        for side in (1, -1)
    ]


def _from_document(codes: Codes, folded: Hashes, documents: Ints) -> list[Hashes]:
    """Return what the dictionary says of a word wherever it stands in the document.

    A name that is cut short, or is an abbreviation at one place, is written out at others.
    """
    keys = paired(folded, documents.astype(np.uint64) + np.uint64(1))
    _, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    columns = []
    for group in range(_MODELLED):
        is_in = codes[:, group] > 0
        share = (np.bincount(which, weights=is_in) / counts)[which]
        # In none, in the smaller part, in the larger part, everywhere.
        step = (share > 0).astype(np.uint64) + (share >= _HALF) + (share == 1)
        known = (counts[which] > 1) & (step > 0)
        columns.append(np.where(known, step * np.uint64(2) + is_in, np.uint64(0)))
    return columns


def _moved(values: Hashes, side: int, sentence: Ints) -> Hashes:
    """Return what stands so far before or behind each token, 0 beyond the sentence."""
    moved = np.zeros_like(values)
    if abs(side) >= len(values):
        return moved
    here = slice(-side, None) if side < 0 else slice(None, -side)
    there = slice(None, side) if side < 0 else slice(side, None)
    is_same = sentence[here] == sentence[there]
    moved[here] = np.where(is_same, values[there], 0)
    return moved
