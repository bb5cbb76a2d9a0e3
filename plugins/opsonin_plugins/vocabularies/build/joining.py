"""Join the concepts of a further vocabulary to those of MeSH that they equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.vocabularies.build.concepts import Concept


def join(
    concepts: Iterable[Concept],
    mesh: Iterable[Concept],
    mapped: Mapping[str, str],
    gained: dict[str, set[str]],
) -> list[Concept]:
    """Return the concepts, those that MeSH has under MeSH's identity.

    A concept equals the one of MeSH that ``mapped`` says, or the only one of its type that has
    its preferred name. Its names then are further names of that one, and its id another id. One
    whose name MeSH has for something else, or for several concepts, is left out.

    Args:
        concepts: Those of the further vocabulary.
        mesh: Those of MeSH, with their preferred ids.
        mapped: MeSH's id of some of the concepts.
        gained: Further ids of each concept; ids are added here.
    """
    mesh = list(mesh)
    by_id = {concept.curie: concept for concept in mesh}
    by_name = _by_name(mesh)
    taken = {key for _, key in by_name}
    concepts = list(concepts)
    keys = term_keys([concept.label for concept in concepts])[0].tolist()
    joined = []
    for concept, key in zip(concepts, keys, strict=True):
        namesakes = by_name.get((concept.type, key), set())
        same = by_id.get(mapped.get(concept.curie, ""))
        if same is None and len(namesakes) == 1:
            same = by_id[next(iter(namesakes))]
        if same is None or same.type != concept.type:
            if key not in taken:
                joined.append(concept)
        else:
            gained.setdefault(same.curie, set()).add(concept.curie)
            joined.append(replace(same, terms=concept.terms))
    return joined


def _by_name(concepts: list[Concept]) -> dict[tuple[str, int], set[str]]:
    pairs = [(concept, term) for concept in concepts for term in concept.terms]
    keys = term_keys([term for _, term in pairs])[0].tolist()
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for (concept, _), key in zip(pairs, keys, strict=True):
        found[concept.type, key].add(concept.curie)
    return found
