from __future__ import annotations

from opsonin import Vocabulary
from opsonin_statistical.model import Names
from opsonin_statistical.training.corpora import Annotated, Annotation
from opsonin_statistical.training.names import names_of


def names(vocabulary: Vocabulary, *given: tuple[str, str, tuple[str, ...]]) -> Names:
    """Return the names of documents that hold one each: document, name, ids."""
    documents = [
        Annotated(
            "made", doc_id, name, frozenset({"disease"}),
            (Annotation(0, len(name), "disease", ids),),
        )
        for doc_id, name, ids in given
    ]  # fmt: skip
    return names_of(documents, ("disease",), (vocabulary,))


def test_a_name_has_the_ids_that_it_was_given_most_often(vocabulary: Vocabulary) -> None:
    one, other = ("MESH:D000001",), ("MESH:D000002",)
    found = names(vocabulary, ("1", "lumps", one), ("2", "lump", one), ("3", "lumps", other))
    assert found.curies == (("MONDO:0000001",),)
    assert found.n_given.tolist() == [2]


def test_a_name_of_several_concepts_keeps_all_ids(vocabulary: Vocabulary) -> None:
    found = names(vocabulary, ("1", "bleeding lumps", ("MESH:D000009", "MESH:D000001")))
    assert found.curies == (("MESH:D000009", "MONDO:0000001"),)


def test_ids_that_mean_that_there_is_no_concept_teach_nothing(vocabulary: Vocabulary) -> None:
    assert names(vocabulary, ("1", "lumps", ("-1",)), ("2", "bumps", ())).curies == ()


def test_names_of_the_same_stems_share_a_bag(vocabulary: Vocabulary) -> None:
    one = ("MESH:D000001",)
    found = names(vocabulary, ("1", "memory impairment", one), ("2", "impaired memory", one))
    assert len(found.keys) == 2
    assert len(set(found.bags.tolist())) == 1
