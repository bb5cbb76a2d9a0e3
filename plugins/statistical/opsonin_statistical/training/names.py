"""Names of annotated documents and the concepts that annotators gave them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.concept import INDEXED, kin_of
from opsonin_statistical.model import Names
from opsonin_statistical.stems import bag_of
from opsonin_statistical.training.corpora import Annotated, Annotation

#: The corpora's name of a vocabulary -> Bioregistry's.
_PREFIXES = {"EG": "NCBIGene"}
#: A name in capitals that is not longer may be an abbreviation.
_SHORT = 6
_MOST = 255

Ids: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A name with what it was given most often; see `opsonin_statistical.model.Names`."""

    key: int
    bag: int
    type: int
    is_short: bool
    ids: Ids
    n_given: int


def names_of(
    annotated: Sequence[Annotated], types: Sequence[str], vocabularies: Sequence[Vocabulary]
) -> Names:
    """Return the concept, or the concepts, that each name was given most often.

    A concept is called by the vocabularies' preferred id if they agree on one. Left out are ids of
    genes of other species, which no vocabulary has.
    Abbreviations are marked: they mean what their document says. An id of MeSH or OMIM that no
    vocabulary has is a former one of the concept that has the same names now.
    """
    known = _preferred_ids(vocabularies)
    given: dict[tuple[int, str], dict[Ids, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for one in annotated:
        for mention in one.mentions:
            if mention.type in types and (ids := _ids(mention, known)):
                name = one.text[mention.start : mention.end]
                given[types.index(mention.type), name][ids][one.doc_id] += 1
    rows = _rows(given)
    former = _former(rows, types, vocabularies, {curie for _, curie in known} | {*known.values()})
    return Names(
        np.array([row.key for row in rows], np.uint64),
        np.array([row.bag for row in rows], np.uint64),
        np.array([row.type for row in rows], np.int64),
        tuple(tuple(former.get(one, one) for one in row.ids) for row in rows),
        np.array([row.n_given for row in rows], np.int64),
        np.array([row.is_short for row in rows], np.bool_),
        former,
    )


def _ids(mention: Annotation, known: Mapping[tuple[str, str], str]) -> Ids:
    """Return the ids of a mention as the vocabularies prefer them; none if it has an unknown one.

    Several genes mostly stand for a family, so that their ids say nothing of the name.
    """
    marks = INDEXED.get(mention.type, ())
    if len(mention.ids) > 1 and not marks:
        return ()
    found = []
    for stated in map(_curie, mention.ids):
        curie = known.get((mention.type, stated))
        # What is no CURIE says that the annotators found no concept.
        if ":" not in stated or not (curie or stated.startswith(marks)):
            return ()
        found.append(curie or stated)
    return tuple(dict.fromkeys(found))


def _rows(given: Mapping[tuple[int, str], Mapping[Ids, Counter[str]]]) -> list[_Row]:
    """Return what each name was given most often, sorted."""
    keys, n_words = term_keys([name for _, name in given])
    known: dict[str, str] = {}
    votes: dict[tuple[int, int, bool], dict[Ids, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    bags: dict[tuple[int, int, bool], int] = {}
    for key, size, ((type_, name), counted) in zip(
        keys.tolist(), n_words.tolist(), given.items(), strict=True
    ):
        if size:
            own = key, type_, len(name) <= _SHORT and name.isupper()
            bags[own] = bag_of(name, known)
            for ids, documents in counted.items():
                votes[own][ids] += documents
    rows = []
    for own, by_ids in sorted(votes.items()):
        ids = min(by_ids, key=lambda one: (-by_ids[one].total(), one))
        rows.append(_Row(own[0], bags[own], own[1], own[2], ids, min(len(by_ids[ids]), _MOST)))
    return rows


def _former(
    rows: Sequence[_Row],
    types: Sequence[str],
    vocabularies: Sequence[Vocabulary],
    known: set[str],
) -> dict[str, str]:
    """Return the present id of ids that no vocabulary has, if their names agree on one."""
    unknown = {
        (row.key, types[row.type]): row.ids[0]
        for row in rows
        if not row.is_short and len(row.ids) == 1 and row.ids[0] not in known
    }
    wanted = {key for key, _ in unknown}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for vocabulary in vocabularies:
        table = vocabulary.load().select(["term", "type", "curie"])
        columns = (table[name].to_pylist() for name in table.column_names)
        keys = term_keys(table["term"].to_pylist())[0].tolist()
        for key, (_, type_, curie) in zip(keys, zip(*columns, strict=True), strict=True):
            if key in wanted and (old := unknown.get((key, kin_of(type_)))):
                votes[old][curie] += 1
    return {old: next(iter(found)) for old, found in sorted(votes.items()) if len(found) == 1}


def _curie(stated: str) -> str:
    prefix, _, number = stated.partition(":")
    return f"{_PREFIXES.get(prefix, prefix)}:{number.strip()}"


def _preferred_ids(vocabularies: Sequence[Vocabulary]) -> dict[tuple[str, str], str]:
    """Return, by kind and any id of a concept, its preferred id; ambiguous ones stay.

    An id that a disease and a phenotype share is the disease's.
    """
    known: dict[tuple[str, str], set[tuple[bool, str]]] = defaultdict(set)
    for vocabulary in vocabularies:
        table = vocabulary.load().select(["curie", "type", "alt_curies"])
        columns = (table[name].to_pylist() for name in table.column_names)
        for curie, type_, others in zip(*columns, strict=True):
            kind = kin_of(type_)
            for one in (curie, *others):
                known[kind, one].add((type_ != kind, curie))
    return {asked: _only(concepts, asked[1]) for asked, concepts in known.items()}


def _only(concepts: set[tuple[bool, str]], stated: str) -> str:
    """Return the only concept of the type, or the only one of its kin, or what was stated."""
    own = {curie for is_kin, curie in concepts if not is_kin} or {curie for _, curie in concepts}
    return next(iter(own)) if len(own) == 1 else stated
