"""Give MeSH's concepts the id that is preferred for their type, where another vocabulary has one.

MONDO is preferred for diseases, HP for phenotypes, UBERON and CL for anatomy and cell types, the
NCBI Taxonomy for organisms; the MeSH id then stands among the others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.vocabularies.build.concepts import Concept

#: Types whose concepts may be the same one in two vocabularies.
_KIN = {
    "disease": ("disease",),
    "phenotype": ("phenotype", "disease"),
    "anatomy": ("anatomy",),
    "cell_type": ("cell_type",),
}


def prefer(
    mesh: Iterable[Concept], others: Iterable[Concept], xrefs: Mapping[str, str]
) -> tuple[list[Concept], dict[str, set[str]]]:
    """Rename MeSH's concepts to the preferred ids.

    A concept is renamed where another vocabulary refers to it (if several do, to the one of the
    same name), where ``xrefs`` has it, or where exactly one concept of the same type has its
    preferred name.

    Returns:
        The concepts of MeSH with preferred ids, and the MeSH ids that each preferred id has got.
    """
    others = list(others)
    by_id = {concept.curie: concept for concept in others}
    referring = defaultdict(list)
    for concept in others:
        for alt in concept.alt_curies:
            referring[alt].append(concept)
    named = _by_name(others)
    renamed: list[Concept] = []
    gained: dict[str, set[str]] = defaultdict(set)
    mesh = list(mesh)
    taxa = Counter(concept.alt_curies[0] for concept in mesh if concept.alt_curies)
    keys = term_keys([concept.label for concept in mesh])[0].tolist()
    for concept, key in zip(mesh, keys, strict=True):
        target = _target(concept, referring[concept.curie], named[key], by_id, xrefs)
        if target is not None:
            gained[target.curie].add(concept.curie)
            renamed.append(
                replace(
                    target, terms=tuple(term for term in concept.terms if term not in target.terms)
                )
            )
        elif concept.alt_curies and taxa[concept.alt_curies[0]] == 1:
            taxon = concept.alt_curies[0]
            renamed.append(replace(concept, curie=taxon, alt_curies=(concept.curie,)))
        else:
            # Of two descriptors with one id of the taxonomy, one has it by mistake.
            renamed.append(replace(concept, alt_curies=()))
    return renamed, gained


def _target(
    concept: Concept,
    referring: list[Concept],
    namesakes: list[Concept],
    by_id: Mapping[str, Concept],
    xrefs: Mapping[str, str],
) -> Concept | None:
    kin = _KIN.get(concept.type, ())
    for kind in kin:
        same_type = [other for other in referring if other.type == kind]
        same_name = [other for other in namesakes if other.type == kind]
        both = [other for other in same_type if other in same_name]
        for candidates in (both, same_type, same_name):
            if len(candidates) == 1:
                return candidates[0]
    mapped = by_id.get(xrefs.get(concept.curie, ""))
    return mapped if mapped and mapped.type in kin else None


def _by_name(concepts: list[Concept]) -> dict[int, list[Concept]]:
    names = [(concept, term) for concept in concepts for term in concept.terms]
    keys = term_keys([term for _, term in names])[0].tolist()
    found: dict[int, list[Concept]] = defaultdict(list)
    for (concept, _), key in zip(names, keys, strict=True):
        if concept not in found[key]:
            found[key].append(concept)
    return found
