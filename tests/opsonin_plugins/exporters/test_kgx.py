from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from opsonin import Context, Snapshot
from opsonin_plugins.exporters.kgx import _CATEGORIES, _PREDICATES, KGX, KgxOptions

#: What KGX allows and Biolink's general association does not have.
OWN = {"doc_ids", "spans", "certainties", "object_direction_qualifier"}
TEXTS = {
    "a.txt": "PMID: 32788708\n\nInterferon reduces influenza.\n\nInfluenza causes pneumonia.\n",
    "b.txt": "We found that influenza causes pneumonia, as everybody knew.\n",
    "c.txt": "Aspirin does not cause asthma. A word about nothing.\n",
}


@pytest.fixture(scope="module")
def claiming(snapshot_of: Callable[[Mapping[str, str]], Snapshot]) -> Snapshot:
    return snapshot_of(TEXTS)


@pytest.fixture(scope="module")
def graph(claiming: Snapshot) -> dict[str, list[dict[str, Any]]]:
    place = KGX.export(claiming, Context(KgxOptions()))
    found: dict[str, list[dict[str, Any]]] = json.loads(Path(place).read_text(encoding="utf-8"))
    return found


def test_claims_of_several_documents_are_one_edge_with_all_its_spans(
    claiming: Snapshot, graph: dict[str, list[dict[str, Any]]]
) -> None:
    raw = {row["doc_id"]: row["text"] for row in claiming.read("raw").to_pylist()}
    names = {node["id"]: node["name"] for node in graph["nodes"]}
    (flu,) = (edge for edge in graph["edges"] if "pneumonia" in names[edge["object"]].lower())
    assert flu["predicate"] == "biolink:causes"
    assert len(flu["doc_ids"]) == len(flu["spans"]) == 2
    for span, text in zip(flu["spans"], flu["supporting_text"], strict=True):
        doc_id, _, place = span.partition(":")
        start, end = map(int, place.split("-"))
        assert raw[doc_id][start:end] == text
        assert "causes pneumonia" in text


def test_denied_claim_is_a_negated_edge(graph: dict[str, list[dict[str, Any]]]) -> None:
    (denied,) = (edge for edge in graph["edges"] if edge["negated"])
    assert denied["predicate"] == "biolink:causes"
    assert denied["supporting_text"][0].startswith("Aspirin does not cause asthma")


def test_direction_qualifies_the_object(graph: dict[str, list[dict[str, Any]]]) -> None:
    (edge,) = (edge for edge in graph["edges"] if edge["original_predicate"] == "decreases")
    assert edge["predicate"] == "biolink:affects"
    assert edge["object_direction_qualifier"] == "decreased"


def test_every_edge_ends_in_a_node(graph: dict[str, list[dict[str, Any]]]) -> None:
    ids = [node["id"] for node in graph["nodes"]]
    assert len(set(ids)) == len(ids)
    assert {edge[end] for edge in graph["edges"] for end in ("subject", "object")} == set(ids)
    assert len({edge["id"] for edge in graph["edges"]}) == len(graph["edges"])


@pytest.mark.slow
def test_biolink_accepts_every_node_and_edge(graph: dict[str, list[dict[str, Any]]]) -> None:
    from biolink_model.datamodel import pydanticmodel_v2 as biolink  # noqa: PLC0415 - seconds

    for node in graph["nodes"]:
        (category,) = node["category"]
        getattr(biolink, category.removeprefix("biolink:"))(**node)
    for edge in graph["edges"]:
        biolink.Association(**{key: edge[key] for key in edge.keys() - OWN})
        if "object_direction_qualifier" in edge:
            biolink.DirectionQualifierEnum(edge["object_direction_qualifier"])


def test_categories_and_predicates_are_biolinks() -> None:
    schema = (files("biolink_model") / "schema" / "biolink_model.yaml").read_text("utf-8")
    model = yaml.load(schema, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    slots, classes = ({name.lower() for name in model[kind]} for kind in ("slots", "classes"))
    assert {name.replace("_", " ") for name, _ in _PREDICATES.values()} <= slots
    assert {name.lower() for name in _CATEGORIES.values()} <= {
        name.replace(" ", "") for name in classes
    }


def test_source_must_be_of_the_catalogue() -> None:
    with pytest.raises(ValueError, match="expected infores:<name>"):
        KgxOptions(knowledge_source="me")
