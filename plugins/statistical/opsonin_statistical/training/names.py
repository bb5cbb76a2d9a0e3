"""Names of annotated documents and the concepts that annotators gave them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.linking import INDEXED, kin_of
from opsonin_statistical.model import Names
from opsonin_statistical.training.corpora import Annotated

#: The corpora's name of a vocabulary -> Bioregistry's.
_PREFIXES = {"EG": "NCBIGene"}
#: A name in capitals that is not longer may be an abbreviation.
_SHORT = 6


def names_of(
    annotated: Sequence[Annotated], types: Sequence[str], vocabularies: Sequence[Vocabulary]
) -> Names:
    """Return the concept that each name was given most often.

    A concept is called by the vocabularies' preferred id if they agree on one. Names of several
    concepts are left out, and ids of genes of other species, which no vocabulary has.
    Abbreviations are marked: they mean what their document says. An id of MeSH or OMIM that no
    vocabulary has is a former one of the concept that has the same names now.
    """
    known = _preferred_ids(vocabularies)
    given: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for one in annotated:
        for mention in one.mentions:
            if mention.type not in types or len(mention.ids) != 1:
                continue
            stated = _curie(mention.ids[0])
            # What is no CURIE says that the annotators found no concept.
            if ":" in stated:
                name = one.text[mention.start : mention.end]
                curie = known.get((mention.type, stated))
                if curie or stated.startswith(INDEXED.get(mention.type, ())):
                    given[types.index(mention.type), name][curie or stated] += 1
    rows = _rows(given)
    former = _former(rows, types, vocabularies, {curie for _, curie in known} | {*known.values()})
    rows = [(*row[:3], former.get(row[3], row[3])) for row in rows]
    return Names(
        np.array([key for key, *_ in rows], np.uint64),
        np.array([type_ for _, type_, *_ in rows], np.int64),
        tuple(curie for *_, curie in rows),
        np.array([is_short for _, _, is_short, _ in rows], np.bool_),
        former,
    )


def _rows(given: dict[tuple[int, str], Counter[str]]) -> list[tuple[int, int, bool, str]]:
    """Return key, type, whether it is an abbreviation, and id of each name, sorted."""
    keys, n_words = term_keys([name for _, name in given])
    votes: dict[tuple[int, int, bool], Counter[str]] = defaultdict(Counter)
    for key, size, ((type_, name), counted) in zip(
        keys.tolist(), n_words.tolist(), given.items(), strict=True
    ):
        if size:
            votes[key, type_, len(name) <= _SHORT and name.isupper()] += counted
    return sorted(
        (*name, min(counted, key=lambda curie: (-counted[curie], curie)))
        for name, counted in votes.items()
    )


def _former(
    rows: Sequence[tuple[int, int, bool, str]],
    types: Sequence[str],
    vocabularies: Sequence[Vocabulary],
    known: set[str],
) -> dict[str, str]:
    """Return the present id of ids that no vocabulary has, if their names agree on one."""
    unknown = {
        (key, types[type_]): curie
        for key, type_, is_short, curie in rows
        if not is_short and curie not in known
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
    """Return, by kind and any id of a concept, its preferred id; ambiguous ones stay."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for vocabulary in vocabularies:
        table = vocabulary.load().select(["curie", "type", "alt_curies"])
        columns = (table[name].to_pylist() for name in table.column_names)
        for curie, type_, others in zip(*columns, strict=True):
            kind = kin_of(type_)
            known[kind, curie].add(curie)
            for other in others:
                known[kind, other].add(curie)
    return {
        (kind, stated): next(iter(curies)) if len(curies) == 1 else stated
        for (kind, stated), curies in known.items()
    }
