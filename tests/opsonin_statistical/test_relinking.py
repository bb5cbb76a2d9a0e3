from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest

from annotated_texts import given
from opsonin import Documents, Term, from_terms
from opsonin.tables.evidence import Mentions
from opsonin.tables.model import arrow_schema
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_statistical.linking import Linker
from opsonin_statistical.relinking import relinked

DOC = f"{0:032x}"
OBESITY: Mapping[str, object] = {
    "curie": "HP:0000001",
    "label": "Fatness",
    "alt_curies": ["MESH:D000001"],
}


def after(
    name: str, row: Mapping[str, object], ids: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    """Return a mention of a phenotype as it is when annotators gave names these ids."""
    terms = [
        Term(
            curie="MONDO:0000001", label="fatness disorder", term="fatness disorder",
            type="disease", alt_curies=("MESH:D000001",),
        ),
        Term(curie="MESH:D000002", label="Baldness", term="baldness", type="disease"),
    ]  # fmt: skip
    vocabulary = from_terms(terms, name="made", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary], None), given(ids), ("disease",))
    cells: dict[str, object] = {
        "doc_id": DOC, "clean_start": 0, "clean_end": len(name), "type": "phenotype",
        "match_kind": "exact", "vocabulary": "hp", "vocabulary_version": "1",
        **row,
    }  # fmt: skip
    columns = [pa.array([cells.get(one.name)], one.type) for one in arrow_schema(Mentions)]
    mentions = pa.table(columns, schema=arrow_schema(Mentions))
    batch = Documents(pa.record_batch({"doc_id": [DOC], "text": [name]}))
    (found,) = relinked(mentions, np.zeros(1, np.int64), batch, [{}], linker).to_pylist()
    return {column: found[column] for column in ("type", "curie", "label", "alt_curies")}


@pytest.mark.parametrize("stated", ["HP:0000001", "MESH:D000001", "MONDO:0000001"])
def test_a_mention_keeps_its_concept_where_annotators_name_the_same(stated: str) -> None:
    assert after("fatness", OBESITY, {"fatness": (stated,)}) == {"type": "phenotype", **OBESITY}


def test_a_mention_has_the_concept_that_annotators_gave_its_name() -> None:
    found = after("fatness", OBESITY, {"fatness": ("MESH:D000002",)})
    assert (found["type"], found["curie"], found["label"]) == (
        "disease",
        "MESH:D000002",
        "Baldness",
    )


def test_ids_of_what_a_name_stands_for_besides_are_added() -> None:
    found = after("fatness", OBESITY, {"fatness": ("MESH:D000001", "MESH:D000009")})
    assert (found["curie"], found["label"]) == ("HP:0000001", "Fatness")
    assert found["alt_curies"] == ["MESH:D000001", "MESH:D000009"]


def test_a_coordinated_name_gets_the_ids_of_all_parts() -> None:
    ids = {"fatness": ("MESH:D000001",), "baldness": ("MESH:D000002",)}
    found = after("fatness and baldness", OBESITY, ids)
    assert (found["curie"], found["alt_curies"]) == ("HP:0000001", ["MESH:D000001", "MESH:D000002"])
