from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.block import Block
from opsonin_plugins.taggers.matching.eponyms import eponyms
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_plugins.taggers.matching.longest import longest
from opsonin_plugins.taggers.matching.search import Searcher

Make = Callable[..., Vocabulary]
Find = Callable[..., list[tuple[int, str, str | None]]]

TERMS = [
    ("D:1", "Parkinson disease", "Parkinson disease", "disease"),
    ("D:2", "Graves disease", "Graves disease", "disease"),
    ("D:3", "Down syndrome", "Down syndrome", "disease"),
    ("D:4", "Cushing disease", "Cushing disease", "disease"),
    ("D:5", "Cushing syndrome", "Cushing syndrome", "disease"),
    ("H:1", "Graves disease", "Graves disease", "phenotype"),
]


@pytest.fixture(name="find")
def _find(make_vocabulary: Make) -> Find:
    searcher = Searcher(index_of((make_vocabulary("x", TERMS),), None))

    def find(*texts: str) -> list[tuple[int, str, str | None]]:
        block = Block.of(texts)
        hits = longest(searcher.search(block.text), searcher.meanings)
        hits = eponyms(block, hits, searcher)
        columns = (hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist())
        known = searcher.meanings.known
        return sorted(
            (int(block.owners(hits.start[[row]])[0]), block.text[start:end], known[number].curie)
            for row, (start, end, number) in enumerate(zip(*columns, strict=True))
        )

    return find


@pytest.mark.parametrize(
    "text",
    [
        "She was diagnosed with Parkinson's last year.",
        "Drugs for Parkinson\u2019s: a cure",
        "people with early-onset Parkinson's",
        "He has Parkinson's.",
    ],
)
def test_a_name_is_its_disease_where_the_words_around_it_speak_of_one(
    find: Find, text: str
) -> None:
    ((_, written, curie),) = find(text)
    assert written.startswith("Parkinson")
    assert curie == "D:1"


def test_a_name_is_the_disease_that_the_document_names_in_full(find: Find) -> None:
    text = "Cushing syndrome is rare. Cushing's is treated."
    assert (0, "Cushing's", "D:5") in find(text)


def test_what_holds_at_one_place_holds_through_the_document_alone(find: Find) -> None:
    assert find("He has Parkinson's. Parkinson's patients know.", "Parkinson's patients know.") == [
        (0, "Parkinson's", "D:1"),
        (0, "Parkinson's", "D:1"),
    ]


def test_names_that_are_joined_stand_for_a_disease_each(find: Find) -> None:
    assert find("patients with Graves' and Down's.") == [
        (0, "Down's", "D:3"),
        (0, "Graves'", "D:2"),
        (0, "Graves'", "H:1"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Parkinson's is closed.",
        "a book like James Parkinson's.",
        "He has Parkinson's, and Parkinson said so.",
        "Parkinson's is a shop.",
        "They met people with Parkinson's colleagues.",
        "She has Cushing's.",
        "It has Miller's.",
    ],
)
def test_a_person_and_what_is_not_clear_stay_alone(find: Find, text: str) -> None:
    assert find(text) == []
