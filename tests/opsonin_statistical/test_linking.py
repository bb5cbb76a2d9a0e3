from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotated_texts import given
from opsonin import Term, Vocabulary, from_terms
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_statistical.linking import Linker
from opsonin_statistical.model import Model, Names


def with_terms(*terms: tuple[str, str], type_: str = "disease") -> Vocabulary:
    """Return a vocabulary of these names and ids."""
    made = [Term(curie=curie, label=name, term=name, type=type_) for name, curie in terms]
    return from_terms(made, name="terms", version="1", licence="CC0-1.0")


def curies(linker: Linker, *names: str) -> list[str | None]:
    found = linker.concepts([(name, "disease") for name in names])
    return [one.curie if one else None for one in found]


def test_modifiers_in_front_are_dropped(vocabulary: Vocabulary) -> None:
    linker = Linker(index_of([vocabulary], None), Names.none(), ("disease",))
    found = curies(linker, "neuropathy", "severe Neuropathies", "neuropathy of birds", "ataxia")
    assert found == ["MONDO:0000001", "MONDO:0000001", None, None]


def test_a_name_of_another_type_is_no_concept(vocabulary: Vocabulary) -> None:
    linker = Linker(index_of([vocabulary], None), Names.none(), ("disease",))
    assert curies(linker, "rooms") == [None]


def test_names_of_the_training_documents_have_the_ids_they_had_there(
    vocabulary: Vocabulary, model: Model
) -> None:
    linker = Linker(index_of([vocabulary], None), model.names, model.types)
    (concept,) = linker.concepts([("Ostrow syndromes", "disease")])
    assert concept is not None
    assert (concept.curie, concept.label) == ("MONDO:0000001", "neuropathy")
    assert (concept.vocabulary, concept.version) == ("made", "1")


def test_ids_that_a_concept_had_before_are_among_its_others(vocabulary: Vocabulary) -> None:
    names = replace(Names.none(), former={"MESH:C000001": "MONDO:0000001"})
    linker = Linker(index_of([vocabulary], None), names, ("disease",))
    (concept,) = linker.concepts([("neuropathy", "disease")])
    assert concept is not None
    assert concept.alt_curies == ("MESH:D000001", "MESH:C000001")


def test_an_abbreviation_means_what_annotators_say_before_what_vocabularies_say(
    vocabulary: Vocabulary,
) -> None:
    term = Term(curie="MONDO:0000007", label="other", term="NP", type="disease")
    other = from_terms([term], name="other", version="1", licence="CC0-1.0")
    names = replace(given({"NP": ("MONDO:0000001",)}), are_short=np.ones(1, np.bool_))
    index = index_of([vocabulary, other], None)
    assert curies(Linker(index, names, ("disease",)), "NP") == ["MONDO:0000001"]
    assert curies(Linker(index, Names.none(), ("disease",)), "NP") == ["MONDO:0000007"]


def test_a_name_of_other_words_has_the_id_of_the_nearest(vocabulary: Vocabulary) -> None:
    term = Term(
        curie="HP:0000001", label="Iron lack", term="iron deficiency", type="phenotype",
        alt_curies=("MESH:D000002",),
    )  # fmt: skip
    more = from_terms([term], name="more", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary, more], None), Names.none(), ("disease",))
    assert curies(linker, "deficient in iron", "deficient in words") == ["HP:0000001", None]


def test_a_concept_that_corpora_do_not_know_is_filed_under_one_that_they_know(
    vocabulary: Vocabulary,
) -> None:
    term = Term(curie="HP:0000002", label="x", term="recurrent neuropathy", type="phenotype")
    more = from_terms([term], name="more", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary, more], None), Names.none(), ("disease",))
    (concept,) = linker.concepts([("recurrent neuropathy", "disease")])
    assert concept is not None
    assert (concept.curie, concept.alt_curies) == ("HP:0000002", ("MESH:D000001",))


def test_a_protein_is_a_chemical_where_the_model_finds_one() -> None:
    term = Term(curie="MESH:D000809", label="x", term="angiotensin", type="protein")
    vocabulary = from_terms([term], name="made", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary], None), Names.none(), ("chemical",))
    (concept,) = linker.concepts([("angiotensin", "chemical")])
    assert concept is not None
    assert concept.curie == "MESH:D000809"


def test_a_salt_or_an_isomer_has_the_id_of_its_substance() -> None:
    term = Term(curie="MESH:D000001", label="x", term="Fictimycin", type="chemical")
    vocabulary = from_terms([term], name="made", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary], None), Names.none(), ("chemical",))
    names = ("fictimycin disodium salt", "[3H]-L-fictimycin", "(R,S)-fictimycin", "fictin sulfate")
    found = linker.concepts([(name, "chemical") for name in names])
    assert [one.curie if one else None for one in found] == ["MESH:D000001"] * 3 + [None]


def test_case_tells_nothing_once_the_type_is_known() -> None:
    terms = [
        Term(curie="MESH:D000001", label="x", term="ZORP", type="chemical"),
        Term(curie="MESH:D000002", label="y", term="zorp", type="disease"),
    ]
    vocabulary = from_terms(terms, name="made", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary], None), Names.none(), ("chemical", "disease"))
    found = linker.concepts([("zorp", "chemical"), ("ZORP", "disease"), ("Zorp", "gene")])
    assert [one.curie if one else None for one in found] == ["MESH:D000001", "MESH:D000002", None]


def test_of_several_concepts_the_one_that_is_written_so_counts() -> None:
    terms = [
        Term(curie="MESH:D000001", label="x", term="PAR", type="chemical"),
        Term(curie="MESH:D000002", label="y", term="Par", type="chemical"),
    ]
    vocabulary = from_terms(terms, name="made", version="1", licence="CC0-1.0")
    linker = Linker(index_of([vocabulary], None), Names.none(), ("chemical",))
    found = linker.concepts([("PAR", "chemical"), ("Par", "chemical")])
    assert [one.curie if one else None for one in found] == ["MESH:D000001", "MESH:D000002"]


def test_a_name_that_was_given_several_concepts_has_the_ids_of_all(vocabulary: Vocabulary) -> None:
    names = given({"bleeding neuropathy": ("MONDO:0000001", "MESH:D000009")})
    linker = Linker(index_of([vocabulary], None), names, ("disease",))
    (concept,) = linker.concepts([("bleeding neuropathy", "disease")])
    assert concept is not None
    assert concept.curie == "MONDO:0000001"
    assert concept.alt_curies == ("MESH:D000001", "MESH:D000009")


def test_a_name_of_the_stems_of_an_annotated_one_has_its_id(vocabulary: Vocabulary) -> None:
    names = given({"impairment of gait": ("MESH:D000009",)})
    linker = Linker(index_of([vocabulary], None), names, ("disease",))
    assert curies(linker, "impaired gait", "impaired gates") == ["MESH:D000009", None]


@pytest.mark.parametrize(
    "name",
    [
        "hepatic and renal failure",
        "hepatic or renal failure",
        "hepatic/renal failure",
        "failure of the liver and kidney",
    ],
)
def test_a_coordinated_name_has_the_ids_of_all_parts(name: str) -> None:
    terms = (("liver failure", "MESH:D000001"), ("renal failure", "MESH:D000002"))
    linker = Linker(index_of([with_terms(*terms)], None), Names.none(), ("disease",))
    (concept,) = linker.concepts([(name, "disease")])
    assert concept is not None
    assert (concept.curie, concept.alt_curies) == ("MESH:D000001", ("MESH:D000002",))


def test_no_ids_are_put_together_where_a_part_is_unknown() -> None:
    terms = (("liver failure", "MESH:D000001"), ("liver failure and stones", "MESH:D000002"))
    linker = Linker(index_of([with_terms(*terms)], None), Names.none(), ("disease",))
    assert linker.together("hepatic and pecuniary failure", "disease") is None
    assert curies(linker, "liver failure and stones") == ["MESH:D000002"]


def test_damage_to_an_organ_is_filed_under_its_diseases_and_no_other_organs() -> None:
    terms = (("kidney damage", "MESH:D000001"), ("heart diseases", "MESH:D000002"))
    linker = Linker(index_of([with_terms(*terms)], None), Names.none(), ("disease",))
    found = curies(linker, "cardiac damage", "cardiac complications", "splenic damage")
    assert found == ["MESH:D000002", "MESH:D000002", None]
