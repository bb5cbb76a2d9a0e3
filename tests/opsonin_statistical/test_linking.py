from __future__ import annotations

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_statistical.linking import Linker
from opsonin_statistical.model import Model, Names


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
