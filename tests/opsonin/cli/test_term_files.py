from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rdflib import Graph

from opsonin.cli.term_files import read_terms
from opsonin.errors import ConfigError

OBO = """format-version: 1.2

[Term]
id: X:1
name: blorbitis
synonym: "blorb \\"disease\\"" EXACT layperson []
synonym: "blorb" RELATED []

[Term]
id: X:2
name: gone
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""
GRAPHS = {
    "graphs": [
        {
            "nodes": [
                {
                    "id": "http://purl.obolibrary.org/obo/X_1",
                    "lbl": "blorbitis",
                    "type": "CLASS",
                    "meta": {
                        "synonyms": [
                            {"pred": "hasExactSynonym", "val": 'blorb "disease"'},
                            {"pred": "hasRelatedSynonym", "val": "blorb"},
                        ]
                    },
                },
                {"id": "X:2", "lbl": "gone", "type": "CLASS", "meta": {"deprecated": True}},
                {"id": "X:3", "type": "CLASS"},
                {"id": "p", "lbl": "part of", "type": "PROPERTY"},
            ]
        }
    ]
}
SKOS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix x: <http://acme.example/X/> .
x:1 a skos:Concept ; skos:prefLabel "blorbitis"@en, "Blorbite"@fr ;
    skos:altLabel "blorb \\"disease\\""@en-GB ; skos:hiddenLabel "blorb" .
x:2 a skos:Concept ; skos:prefLabel "gone"@en ; owl:deprecated true .
x:3 a skos:Concept ; skos:prefLabel "seulement"@fr .
x:scheme a skos:ConceptScheme ; skos:prefLabel "words"@en .
"""
ROWS = [
    {"id": "X:1", "name": "blorbitis", "synonyms": 'blorb "disease"| blorbitis|', "type": "disease"}
]


def written(folder: Path, suffix: str) -> Path:
    path = folder / f"mine{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    elif suffix == ".obo":
        path.write_text(OBO, encoding="utf-8")
    elif suffix == ".json":
        path.write_text(json.dumps(GRAPHS), encoding="utf-8")
    elif suffix in {".ttl", ".rdf"}:
        graph = Graph().parse(data=SKOS, format="turtle")
        graph.serialize(path, "turtle" if suffix == ".ttl" else "xml", encoding="utf-8")
    else:
        comma = "," if suffix == ".csv" else "\t"
        cell = '"blorb ""disease""| blorbitis|"'
        lines = [comma.join(ROWS[0]), comma.join(["X:1", "blorbitis", cell, "disease"])]
        path.write_text("\ufeff" + "\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".obo", ".json", ".ttl", ".rdf"])
def test_every_format_gives_the_same_terms(tmp_path: Path, suffix: str) -> None:
    terms = list(read_terms(written(tmp_path, suffix), "disease"))
    assert [(t.curie, t.label, t.term, t.type) for t in terms] == [
        ("X:1", "blorbitis", "blorbitis", "disease"),
        ("X:1", "blorbitis", 'blorb "disease"', "disease"),
    ]


def test_synonyms_of_parquet_may_be_lists(tmp_path: Path) -> None:
    rows = [{"id": "X:1", "name": "a", "synonyms": ["b", "c"]}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "x.parquet")
    assert [t.term for t in read_terms(tmp_path / "x.parquet", "gene")] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.csv", "id,name\nx,y\n", r"concept 1: The id 'x' is no CURIE.*PREFIX:ID"),
        ("x.csv", "id,name\nX:1,\n", r"X:1 has no name"),
        ("x.csv", "id,name\nX:1,y\n", r"X:1 has no type.*--type"),
        ("x.csv", "id,name,type\nX:1,y,A B\n", r"'A B' is no word"),
        ("x.csv", "curie,name\nX:1,y\n", r"no column id"),
        ("x.tsv", "a\n", r"no column id and none name"),
        ("x.json", "{", r"cannot be read as json"),
        ("x.json", "{}", r"cannot be read as json"),
        ("x.parquet", "no", r"cannot be read as parquet"),
        ("x.owl", "", r"end in '\.owl' hold no terms.*\.csv, \.json"),
        ("x.ttl", "<a> <b", r"cannot be read as ttl"),
        ("x.rdf", "<a", r"cannot be read as rdf"),
        ("x.rdf", '<!DOCTYPE r [<!ENTITY a "aa">]><r>&a;</r>', r"declares entities.*Turtle"),
    ],
)
def test_what_is_wrong_is_said_with_the_remedy(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        list(read_terms(tmp_path / name, None))


def test_bytes_that_are_no_utf8_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"id,name\nX:1,\xff\n")
    with pytest.raises(ConfigError, match="cannot be read as csv"):
        list(read_terms(tmp_path / "x.csv", "gene"))


@pytest.mark.parametrize(
    ("address", "notation", "curie"),
    [
        ("http://purl.obolibrary.org/obo/MONDO_0005148", None, "MONDO:0005148"),
        ("http://id.example/mesh/D003920", None, "mesh:D003920"),
        ("http://id.example/thesaurus#c_12", "T.12", "thesaurus:T.12"),
        ("http://id.example/x", "ACME:7", "ACME:7"),
    ],
)
def test_ids_of_skos_are_made_of_notations_and_addresses(
    tmp_path: Path, address: str, notation: str | None, curie: str
) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    line = f'<{address}> a <{skos}Concept> ; <{skos}prefLabel> "name"'
    line += f' ; <{skos}notation> "{notation}" .' if notation else " ."
    (tmp_path / "x.ttl").write_text(line, encoding="utf-8")
    assert [term.curie for term in read_terms(tmp_path / "x.ttl", "disease")] == [curie]
