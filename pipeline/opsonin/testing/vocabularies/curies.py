"""Tells whether an id is a CURIE as this field writes it, without asking a registry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

#: Source: W3C, "CURIE Syntax 1.0", narrowed to what the Bioregistry accepts as prefix.
_CURIE = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]{0,60}):(\S{1,400})")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://")
#: ``MONDO_0000004``, as in the IRIs of OBO. Source: OBO Foundry, principle 3.
_UNDERSCORED = re.compile(r"([A-Za-z]{2,20})_([A-Za-z]?\d{2,12})")

# Source: Bioregistry 0.15 (CC0): prefix, the form of it that vocabularies write (the OBO Foundry's
# or the registry's own capitals, or those of the vocabularies that opsonin brings), the local part,
# other prefixes under which the same ids are found.
_KNOWN = """
MONDO      \\d{7}
HP         \\d{7}                  hpo
DOID       \\d+                    do
orphanet.ordo C?\\d+               ordo orpha orphanet
OMIM       \\d{6}                  mim
omim.ps    \\d{6}                  mimps omimps
MESH       [CDQ]\\d+               msh mesha meshc meshd meshuid mesh_descriptor_ui mesh_cui
UMLS       C\\d+                   umls.cui umls_cui
NCIT       (?:C|R|P|A|NHC)\\d+     nci nci_thesaurus ncithesaurus
snomedct   \\d+                    sctid snomed snomedct_us
EFO        \\d{7}
GO         \\d{7}                  gobp gocc gomf
SO         \\d{7}
UBERON     \\d+
CL         \\d{7}
CLO        \\d{7}
BTO        \\d{7}
cellosaurus [A-Z0-9]{4}            cvcl
HGNC       \\d{1,5}                hugo
NCBIGene   \\d+                    egid entrezgene geneid ncbi_geneid entrez
uniprot    (?:[OPQ]\\d[A-Z0-9]{3}\\d|[A-NR-Z]\\d(?:[A-Z][A-Z0-9]{2}\\d){1,2}) uniprotkb swissprot
PR         .+                      pro
CHEBI      \\d+                    chebiid
chembl.compound CHEMBL\\d+         chembl
drugbank   DB\\d{5}
pubchem.compound \\d+              cid pubchem pubchem_cid
rxnorm     \\d{1,7}                rxcui
NCBITaxon  \\d+                    taxid taxon taxonomy ncbi_taxid ncbitaxonomyid
PATO       \\d{7}
ENVO       \\d{7,8}
OBI        \\d{7}
MP         \\d{7}
VO         \\d{7}
ECO        \\d{7}
"""


@dataclass(frozen=True, slots=True)
class _Prefix:
    written: str
    local: re.Pattern[str]


def curie_problem(curie: str) -> str:
    r"""Say what is wrong with an id, and how it should be written; empty for a sound one.

    Prefixes that are not known here are only held to the syntax.

    >>> curie_problem("MONDO:0000004")
    ''
    >>> curie_problem("mondo:0000004")
    "the prefix is written 'MONDO'"
    >>> curie_problem("MONDO:4")
    "ids of MONDO look like '\\\\d{7}'"
    >>> curie_problem("http://purl.obolibrary.org/obo/MONDO_0000004")
    'it is a URL; a CURIE is PREFIX:LOCAL'
    """
    if _URL.match(curie):
        return "it is a URL; a CURIE is PREFIX:LOCAL"
    underscored = _UNDERSCORED.fullmatch(curie)
    if underscored:
        return f"write {underscored[1]}:{underscored[2]}"
    parts = _CURIE.fullmatch(curie)
    if parts is None:
        return "a CURIE is PREFIX:LOCAL without white space"
    return _prefix_problem(*parts.groups())


def _prefix_problem(prefix: str, local: str) -> str:
    if local.lower().startswith(f"{prefix.lower()}:"):
        return f"the prefix stands there twice; write {prefix}:{local[len(prefix) + 1 :]}"
    known = _prefixes().get(prefix.lower())
    if known is not None and prefix != known.written:
        return f"the prefix is written {known.written!r}"
    if known is not None and not known.local.fullmatch(local):
        return f"ids of {known.written} look like {known.local.pattern!r}"
    return ""


@cache
def _prefixes() -> dict[str, _Prefix]:
    found: dict[str, _Prefix] = {}
    for line in _KNOWN.split("\n"):
        if line:
            written, local, *others = line.split()
            prefix = _Prefix(written, re.compile(local))
            found |= dict.fromkeys((written.lower(), *others), prefix)
    return found
