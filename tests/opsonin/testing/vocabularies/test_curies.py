from __future__ import annotations

import pytest

from opsonin.testing.vocabularies.curies import curie_problem


@pytest.mark.parametrize(
    "curie",
    ["MONDO:0005148", "HP:0002829", "MESH:D003924", "HGNC:5438", "NCBITaxon:9606", "own:x-1"],
)
def test_curies_of_the_field_are_sound(curie: str) -> None:
    assert curie_problem(curie) == ""


@pytest.mark.parametrize(
    ("curie", "problem"),
    [
        ("D003924", "PREFIX:LOCAL"),
        ("MESH: D003924", "white space"),
        ("mesh:D003924", "written 'MESH'"),
        ("MSH:D003924", "written 'MESH'"),
        ("taxon:9606", "written 'NCBITaxon'"),
        ("MESH:3924", "look like"),
        ("HGNC:HGNC:5438", "write HGNC:5438"),
        ("MONDO_0005148", "write MONDO:0005148"),
        ("https://www.omim.org/entry/1", "URL"),
        ("", "PREFIX:LOCAL"),
    ],
)
def test_what_is_wrong_is_said(curie: str, problem: str) -> None:
    assert problem in curie_problem(curie)
