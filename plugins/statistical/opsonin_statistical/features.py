"""What the model sees of a token where it stands: neighbours, and what the dictionary found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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
_SIDES = (-2, -1, 1, 2)


_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """All that the model sees of a batch; features of tokens are made when they are asked for.

    Attributes:
        words: Its words.
        sentence: For each token the number of its sentence.
        is_hint: For each token whether the dictionary or an abbreviation hints at a mention.
        folded: For each token the hash of its letters; see `opsonin_statistical.words.Words`.
        kind: For each token its shape.
        glued: For each token whether it is joined to the one before (2) and behind it (1).
        codes: Tokens x groups; see `opsonin_statistical.dictionary.codes_of`.
        whole: For each token its codes as one number.
        elsewhere: Tokens x groups: what the dictionary says of the word in the whole document.
        roles: For each token its part in the definition of an abbreviation.
    """

    words: Words
    sentence: Ints
    is_hint: npt.NDArray[np.bool_]
    folded: Hashes
    kind: Hashes
    glued: Hashes
    codes: Codes
    whole: Hashes
    elsewhere: Codes
    roles: Codes

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.sentence)

    def features(self, tokens: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Yield, feature by feature that depends on more than one word, where there is one.

        Args:
            tokens: Positions of the tokens that are asked for.

        Yields:
            Which of ``tokens`` have the feature, and its number for each of these.
        """
        for place, values in enumerate(self._columns(tokens)):
            some = np.flatnonzero(values)
            yield some, numbered(values[some], _TEMPLATES + place)

    def _columns(self, tokens: Ints) -> list[Hashes]:
        """Return values x tokens; 0 stands for none."""
        near = {side: _Near.of(self.sentence, tokens, side) for side in _SIDES}
        folded, kind, glued = self.folded[tokens], self.kind[tokens], self.glued[tokens]
        around = {side: one.pick(self.folded) for side, one in near.items()}
        kinds = [near[side].pick(self.kind) for side in (-1, 1)]
        roles = self.roles[tokens].astype(np.uint64)
        return [
            paired(around[-1], folded),
            paired(folded, around[1]),
            paired(around[-1], around[1]),
            paired(around[-2], around[-1]),
            paired(around[1], around[2]),
            paired(kind, glued) + np.uint64(1),
            paired(paired(kind, kinds[0]), paired(kinds[1], glued)),
            paired(folded, glued),
            *self._from_dictionary(tokens, near, folded, kind),
            *self._from_terms(tokens, near),
            *self.elsewhere[tokens].astype(np.uint64).T,
            roles,
            np.where(roles > 0, paired(roles, kind), np.uint64(0)),
        ]

    def _from_dictionary(
        self, tokens: Ints, near: dict[int, _Near], folded: Hashes, kind: Hashes
    ) -> list[Hashes]:
        whole = self.whole[tokens]
        far_before, before, after, far_after = (near[side].pick(self.whole) for side in _SIDES)
        columns = [
            whole,
            far_before,
            far_after,
            paired(before, whole),
            paired(whole, after),
            np.where(whole > 0, paired(whole, folded), np.uint64(0)),
            np.where(whole > 0, paired(whole, kind), np.uint64(0)),
            np.where(after > 0, paired(after, folded), np.uint64(0)),
            np.where(before > 0, paired(before, folded), np.uint64(0)),
        ]
        own, left, right = (
            one.astype(np.uint64)
            for one in (
                self.codes[tokens],
                near[-1].pick(self.codes),
                near[1].pick(self.codes),
            )
        )
        n_codes = np.uint64(N_CODES)
        sides = (own * n_codes * n_codes + left * n_codes + right)[:, :_MODELLED]
        return [*columns, *sides.T]

    def _from_terms(self, tokens: Ints, near: dict[int, _Near]) -> list[Hashes]:
        words = self.words
        told = words.codes.astype(np.uint64)
        part = told[:, DISEASE] * np.uint64(64) + told[:, ANATOMY]
        which = words.which
        here, before, after = which[tokens], near[-1].pick(which), near[1].pick(which)
        columns = []
        for one in (part, told[:, CHEMICAL]):
            own = one[here]
            columns.append(paired(own, np.where(near[1].is_there, one[after], np.uint64(0))))
            columns.append(paired(np.where(near[-1].is_there, one[before], np.uint64(0)), own))
        return columns


@dataclass(frozen=True, slots=True, eq=False)
class _Near:
    """Tokens so far before or behind others.

    Attributes:
        places: Their positions, clipped to those there are.
        is_there: Whether each stands in the same sentence.
    """

    places: Ints
    is_there: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, sentence: Ints, tokens: Ints, side: int) -> _Near:
        wanted = tokens + side
        places = np.clip(wanted, 0, len(sentence) - 1)
        return cls(places, (places == wanted) & (sentence[places] == sentence[tokens]))

    def pick(self, values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
        """Return what stands there, 0 beyond the sentence."""
        found = values[self.places]
        found[~self.is_there] = 0
        return found


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
    folded = words.folded[words.which]
    whole = np.zeros(len(tokens), np.uint64)
    for group in range(N_GROUPS):
        whole += codes[:, group] * np.uint64(N_CODES**group)
    return Seen(
        words,
        sentence,
        (roles > 0) | codes[:, :_HINTING].any(axis=1),
        folded,
        words.kind[words.which],
        beside[:-1] * np.uint64(2) + beside[1:],
        codes,
        whole,
        _from_document(codes, folded, tokens.documents),
        roles,
    )


def _from_document(codes: Codes, folded: Hashes, documents: Ints) -> Codes:
    """Return what the dictionary says of a word wherever it stands in the document.

    A name that is cut short, or is an abbreviation at one place, is written out at others.
    """
    keys = paired(folded, documents.astype(np.uint64) + np.uint64(1))
    which = pa.array(keys).dictionary_encode().indices.to_numpy()
    counts = np.bincount(which)
    found = np.zeros((len(codes), _MODELLED), np.uint8)
    for group in range(_MODELLED):
        is_in = codes[:, group] > 0
        share = np.bincount(which[is_in], minlength=len(counts)) / np.maximum(counts, 1)
        # In none, in the smaller part, in the larger part, everywhere.
        step = (share > 0).astype(np.uint8) + (share >= _HALF) + (share == 1)
        step[counts == 1] = 0
        mine = step[which].astype(np.uint8)
        found[:, group] = np.where(mine > 0, mine * 2 + is_in, 0)
    return found
