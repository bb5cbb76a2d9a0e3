from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.block import Block
from opsonin_plugins.taggers.matching.composing import compose
from opsonin_plugins.taggers.matching.coordination import coordinate
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_plugins.taggers.matching.longest import longest
from opsonin_plugins.taggers.matching.search import Searcher

Make = Callable[..., Vocabulary]
Find = Callable[[str], list[tuple[str, str, str | None]]]

TERMS = [
    ("D:1", "retinitis pigmentosa", "retinitis pigmentosa", "disease"),
    ("D:2", "von Hippel-Lindau disease", "VHL", "disease"),
    ("D:3", "breast cancer", "breast cancer", "disease"),
    ("D:4", "ovarian cancer", "ovarian cancer", "disease"),
    ("D:5", "type 1 diabetes", "type 1 diabetes", "disease"),
    ("D:6", "type 2 diabetes", "type 2 diabetes", "disease"),
    ("D:7", "diabetes", "diabetes", "disease"),
    ("D:8", "skin cancer", "skin cancer", "disease"),
    ("D:9", "iron deficiency anemia", "iron deficiency anemia", "disease"),
    ("A:1", "skin", "skin", "anatomy"),
    ("C:1", "iron", "iron", "chemical"),
    ("C:2", "dopamine", "dopamine", "chemical"),
    ("G:1", "G6PD", "G6PD", "gene"),
    ("G:2", "IL1B", "interleukin-1", "gene"),
    ("G:3", "IL6", "interleukin-6", "gene"),
    ("G:4", "FEV", "FEV", "gene"),
    ("G:5", "CA2", "CA2", "gene"),
    ("G:6", "AGTR1", "AT1", "gene"),
    ("G:7", "CTNNB1", "catenin", "gene"),
]


@pytest.fixture(name="find")
def _find(make_vocabulary: Make) -> Find:
    searcher = Searcher(index_of((make_vocabulary("x", TERMS),), None))

    def find(text: str) -> list[tuple[str, str, str | None]]:
        block = Block.of([text])
        hits = coordinate(block, longest(searcher.search(text), searcher.meanings), searcher)
        hits = compose(block, hits, searcher.meanings)
        columns = (hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist())
        known = searcher.meanings.known
        return sorted(
            (text[start:end], known[number].type, known[number].curie)
            for start, end, number in zip(*columns, strict=True)
        )

    return find


@pytest.mark.parametrize(
    ("text", "name", "curie"),
    [
        (
            "an autosomal dominant retinitis pigmentosa",
            "autosomal dominant retinitis pigmentosa",
            "D:1",
        ),
        ("of X-linked retinitis pigmentosa", "X-linked retinitis pigmentosa", "D:1"),
        ("the VHL disease gene", "VHL disease", "D:2"),
        ("VHL type 2B families", "VHL type 2B", "D:2"),
        ("known type IIA VHL", "type IIA VHL", "D:2"),
        ("severe skin breast cancer", "skin breast cancer", "D:3"),
    ],
)
def test_a_disease_takes_in_what_modifies_it(find: Find, text: str, name: str, curie: str) -> None:
    assert (name, "disease", curie) in find(text)


@pytest.mark.parametrize("text", ["The X retinitis pigmentosa-", "a rare retinitis pigmentosa"])
def test_other_words_stay_outside(find: Find, text: str) -> None:
    assert [curie for *_, curie in find(text)] == ["D:1"]


def test_a_gene_or_a_part_of_the_body_becomes_a_disease_without_an_id(find: Find) -> None:
    assert ("G6PD deficiency", "disease", None) in find("with G6PD deficiency")
    assert ("skin lesions", "disease", None) in find("with skin lesions")
    assert ("dopamine receptor", "protein", None) in find("a dopamine receptor")


def test_a_known_disease_is_not_composed_anew(find: Find) -> None:
    assert [type_ for _, type_, _ in find("iron deficiency anemia")] == ["chemical", "disease"]


def test_deficient_mice_have_no_disease(find: Find) -> None:
    assert find("in G6PD-deficient mice") == [("G6PD", "gene", "G:1")]
    assert ("G6PD-deficient", "disease", None) in find("in G6PD-deficient men")


def test_forms_of_a_gene_belong_to_its_name(find: Find) -> None:
    assert find("AT1a and b-catenin") == [("AT1a", "gene", "G:6"), ("b-catenin", "gene", "G:7")]


def test_a_piece_of_something_else_is_no_gene(find: Find) -> None:
    assert find("FEV1 and Ca2+") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "breast and ovarian cancer",
            [("breast and ovarian cancer", "D:3"), ("ovarian cancer", "D:4")],
        ),
        ("breast/ovarian cancers", [("breast/ovarian cancers", "D:3"), ("ovarian cancers", "D:4")]),
        (
            "skin, breast, or ovarian cancer",
            [
                ("breast, or ovarian cancer", "D:3"),
                ("ovarian cancer", "D:4"),
                ("skin, breast, or ovarian cancer", "D:8"),
            ],
        ),
    ],
)
def test_names_that_share_a_word_are_found_in_full(
    find: Find, text: str, names: list[tuple[str, str]]
) -> None:
    assert [(name, curie) for name, type_, curie in find(text) if type_ == "disease"] == names


def test_unknown_parts_add_nothing(find: Find) -> None:
    assert find("colon and ovarian cancer") == [("ovarian cancer", "disease", "D:4")]


def test_types_that_share_a_name_are_both_found(find: Find) -> None:
    found = find("type 1 and 2 diabetes")
    assert ("type 1 and 2 diabetes", "disease", "D:5") in found
    assert ("2 diabetes", "disease", "D:6") in found


def test_further_members_of_a_family_are_found(find: Find) -> None:
    found = find("interleukin-1, -6 and -99 rose")
    assert ("6", "gene", "G:3") not in found
    assert ("-6", "gene", "G:3") in found
    assert len(found) == 2


@pytest.mark.parametrize("bait", ["a, " * 5000, "type 1, " * 5000, "skin-" * 5000, "-9" * 9000])
def test_bait_costs_no_more_than_its_length(find: Find, bait: str) -> None:
    assert len(find(bait + "ovarian cancer")) >= 1
