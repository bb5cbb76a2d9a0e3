"""Names of annotated documents and the concepts that annotators gave them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.linking import kin_of
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
    concepts are left out, so are concepts that no vocabulary has, and abbreviations, which mean
    what their document says.
    """
    known = _preferred_ids(vocabularies)
    given: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for one in annotated:
        for mention in one.mentions:
            if mention.type not in types or len(mention.ids) != 1:
                continue
            curie = known.get((mention.type, _curie(mention.ids[0])))
            if curie is not None:
                name = one.text[mention.start : mention.end]
                if len(name) > _SHORT or not name.isupper():
                    given[types.index(mention.type), name][curie] += 1
    return _sorted(given)


def _sorted(given: dict[tuple[int, str], Counter[str]]) -> Names:
    keys, n_words = term_keys([name for _, name in given])
    votes: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for key, size, ((type_, _), counted) in zip(
        keys.tolist(), n_words.tolist(), given.items(), strict=True
    ):
        if size:
            votes[key, type_] += counted
    rows = sorted(
        (key, type_, min(counted, key=lambda curie: (-counted[curie], curie)))
        for (key, type_), counted in votes.items()
    )
    return Names(
        np.array([key for key, _, _ in rows], np.uint64),
        np.array([type_ for _, type_, _ in rows], np.int64),
        tuple(curie for _, _, curie in rows),
    )


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
