"""Diseases that are called by the name of their discoverer alone: *she has Parkinson's*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from opsonin_plugins.taggers.matching.block import Block, Positions
from opsonin_plugins.taggers.matching.composing import composed_score, with_added
from opsonin_plugins.taggers.matching.meanings import Meaning, Meanings
from opsonin_plugins.taggers.matching.search import Hits, Searcher
from opsonin_plugins.taggers.word_lists import word_set

_DISEASES = frozenset({"disease", "phenotype"})
#: What such a name is short for.
_HEADS = ("disease", "syndrome")
_LONGEST_NAME = 24
_POSSESSIVE = re.compile(r"(?<![\w'\u2019-])[A-Z][a-z]{2,20}(?:['\u2019]s|s['\u2019])\Z")
#: What may stand behind a disease that is called so, and hardly behind an owner.
#: Source: ours, English function words, and what patients, doctors and news have of a disease.
_BEHIND = re.compile(
    r"\s*(?:[.,;:!?)\]]|\Z|\0)|\s+(?:and|or|but|is|was|are|were|has|have|had|in|at|on|by|for|with|who"
    r"|that|which|may|can|could|might|will|would|as|after|before|when|while|because|than|to|from"
    r"|patients?|sufferers?|symptoms?|research(?:ers?)?|drugs?|medications?|medicines?|treatments?"
    r"|therap(?:y|ies)|dementia|diagnos[ei]s|risk|cases?|progression|care|prevention|last|this|since|during|aged|early|earlier"
    r"|later|early-onset|too|alone|today|now|at|\d+)\b"
)
#: What says that a disease follows, where the document does not name it in full.
_BEFORE = re.compile(
    r"\b(?:(?:patients?|people|person|persons|men|women|those|someone|adults|children|living|lives?"
    r"|lived|diagnosed|cope|coping|born) with|diagnosis of|diagnosed as|suffer(?:s|ed|ing)? from"
    r"|(?:died|dying|die|dies|recover(?:s|ed|ing)?) (?:of|from)|(?:has|have|had|having|get|gets|got"
    r"|getting|develop|develops|developed|developing|treat|treats|treated|treating|cure|cures"
    r"|prevent|prevents|preventing)|(?:risk|cure|drugs?|treatments?|therap(?:y|ies)|test|tests"
    r"|vaccine|remedy) (?:of|for)|(?:symptoms?|signs?|cases?|forms?|onset|treatment|cause|causes"
    r"|prevention|stages?) of|(?:such as|like|including))"
    r" (?:(?:early|late|advanced|severe|mild|young|onset|active|familial|possible)[ -]){0,2}\Z",
    re.IGNORECASE,
)
#: Between two names that stand for a disease each.
_AND = re.compile(r",? (?:and|or) (?:of |with |for )?|, |/")
_FURTHEST = 60
#: A capital before the name is that of a given name, an initial or a title, unless it begins one
#: of these words. Longer words with a full stop end a sentence.
_CAPITAL = re.compile(r"(?<![\w'\u2019-])([A-Z](?:[\w'\u2019-]*|\w{0,2}\.|rof\.))[ \t]\Z")
_SMALL_WORDS = word_set(
    "a an and as at because but by can could did do does during for from had has have if in is like"
    " many may most not of on or our severe since some that the their these this to was were what"
    " when while why with without your early late living treating having"
)


@dataclass(frozen=True, slots=True)
class _Eponym:
    """A possessive that may stand for a disease.

    Attributes:
        document: Number of the text.
        start: First code point.
        end: First code point after it.
    """

    document: int
    start: int
    end: int


def eponyms(block: Block, hits: Hits, searcher: Searcher) -> Hits:
    """Add discoverers' names that stand for their disease.

    The possessive of a name is short for the disease or the syndrome of that name if the document
    names that in full elsewhere, or if what stands before and behind speaks of a disease. It is
    a person's if a given name or title stands before it, and, where the document has no
    full name, if the bare name stands in the document.

    Args:
        block: The documents.
        hits: Names found in them.
        searcher: Knows the vocabularies.
    """
    meanings = searcher.meanings
    found = [one for one in _possessives(block, hits, meanings) if not _is_person(block.text, one)]
    if not found:
        return hits
    names = sorted({_name(block.text, one) for one in found})
    known = dict(zip(names, _meant(names, searcher), strict=True))
    sure = _sure(block, found, known, _named(block, hits, meanings))
    added = []
    for one in found:
        for meaning in sure.get((one.document, _name(block.text, one)), ()):
            made = replace(meaning, match_kind="normalised", score=composed_score(meaning))
            added.append((one.start, one.end, meanings.number(made)))
    return with_added(hits, added, meanings)


def _sure(
    block: Block,
    found: Sequence[_Eponym],
    known: Mapping[str, list[Meaning]],
    named: set[tuple[int, str | None]],
) -> dict[tuple[int, str], list[Meaning]]:
    """Return, by document and name, what a name stands for wherever the document has it."""
    sure: dict[tuple[int, str], list[Meaning]] = {}
    last = -1
    for one in found:
        key = (one.document, _name(block.text, one))
        choices = known[key[1]]
        if key not in sure:
            full = [m for m in choices if (one.document, m.curie) in named]
            joined_to_last = last >= 0 and _AND.fullmatch(block.text, last, one.start)
            if (
                full
                or joined_to_last
                or _BEFORE.search(block.text, max(0, one.start - _FURTHEST), one.start)
            ):
                chosen = full or _alone(block, one, choices)
                if chosen:
                    sure[key] = chosen
        if key in sure:
            last = one.end
    return sure


def _possessives(block: Block, hits: Hits, meanings: Meanings) -> Iterator[_Eponym]:
    """Yield capitalised possessives outside of any disease, before what a disease may stand."""
    marks = block.marks("'\u2019")
    before_s = block.have(marks + 1, "s") & ~block.have(marks - 1, "s")
    ends = np.where(before_s, marks + 2, marks + 1)
    is_possessive = before_s | block.have(marks - 1, "s")
    ends = ends[is_possessive & ~block.are_in_words(ends)]
    diseases = hits.pick(meanings.are(hits.meaning, _DISEASES))
    ends = ends[~_are_covered(ends, diseases)]
    owners = block.owners(ends - 1)
    for document, end in zip(owners.tolist(), ends.tolist(), strict=True):
        written = _POSSESSIVE.search(block.text, max(0, end - _LONGEST_NAME), end)
        if written and _BEHIND.match(block.text, end):
            yield _Eponym(document, written.start(), end)


def _are_covered(ends: Positions, diseases: Hits) -> np.ndarray:
    """Mark the places that stand in a disease, or at its end."""
    order = np.argsort(diseases.start, kind="stable")
    starts = diseases.start[order]
    reach = np.concatenate(([0], np.maximum.accumulate(diseases.end[order])))
    covered: np.ndarray = reach[np.searchsorted(starts, ends, side="left")] >= ends
    return covered


def _is_person(text: str, one: _Eponym) -> bool:
    """Whether a given name, an initial or a title stands before the name."""
    before = _CAPITAL.search(text, max(0, one.start - _LONGEST_NAME), one.start)
    return before is not None and before.group(1).lower() not in _SMALL_WORDS


def _name(text: str, one: _Eponym) -> str:
    return text[one.start : one.end].rstrip("'\u2019").replace("\u2019", "'").removesuffix("'s")


def _meant(names: Sequence[str], searcher: Searcher) -> list[list[Meaning]]:
    """Return the diseases and syndromes of each name."""
    wanted = [f"{name}'s {head}" for name in names for head in _HEADS]
    found = searcher.look_up(wanted)
    known = searcher.meanings.known
    per_name = len(_HEADS)
    return [
        [
            known[number]
            for numbers in found[at * per_name : (at + 1) * per_name]
            for number in numbers
            if known[number].type in _DISEASES
        ]
        for at in range(len(names))
    ]


def _named(block: Block, hits: Hits, meanings: Meanings) -> set[tuple[int, str | None]]:
    """Return the diseases that each document names."""
    own = hits.pick(meanings.are(hits.meaning, _DISEASES))
    curies = [meanings.known[number].curie for number in own.meaning.tolist()]
    return set(zip(block.owners(own.start).tolist(), curies, strict=True))


def _alone(block: Block, one: _Eponym, choices: list[Meaning]) -> list[Meaning]:
    """Return what a name means in a document that does not name it in full."""
    types = [meaning.type for meaning in choices]
    if len(types) != len({*types}):
        # A disease and a syndrome have the name, and are not the same.
        by_type = {meaning.type: meaning for meaning in choices}
        if len({m.curie for m in choices}) != len(by_type):
            return []
        choices = list(by_type.values())
    bare = rf"\b{re.escape(_name(block.text, one))}\b(?!['\u2019]| (?:disease|syndrome))"
    return [] if re.search(bare, block.texts[one.document]) else choices
