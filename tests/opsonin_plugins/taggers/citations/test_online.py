from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.fields import Citation, citation_of
from opsonin_plugins.taggers.citations.labelling import shipped
from opsonin_plugins.taggers.citations.online import names_body, online
from runaway import must_end


def _read(text: str) -> Citation:
    (runs,) = shipped().label([text])
    return citation_of(text, runs)


@pytest.mark.parametrize(
    ("text", "author", "title"),
    [
        (
            (
                "Centers for Tea Control and Supply. Tea data tracker. Accessed March 3, 2021. "
                "https://tea.example.org"
            ),
            "Centers for Tea Control and Supply",
            "Tea data tracker",
        ),
        (
            (
                "Food and Tea Administration. FTA briefing document: green tea. December 17, 2020 "
                "(https://www.example.org/media/144434/download)."
            ),
            "Food and Tea Administration",
            "FTA briefing document: green tea",
        ),
        (
            (
                "National Institutes of Tea. Guidelines for green tea [Internet]. Lund: NIT; 2020 "
                "[cited 2020 Mar 3]. Available from: https://www.example.org/"
            ),
            "National Institutes of Tea",
            "Guidelines for green tea",
        ),
        (
            "ABC 2019 Tea and Water Collaborators. Burden of 369 teas. Lancet 2020; 396: 1204-22.",
            "ABC 2019 Tea and Water Collaborators",
            "Burden of 369 teas",
        ),
    ],
)
def test_bodies_write_pages_and_reports(text: str, author: str, title: str) -> None:
    found = _read(text)
    assert (found.authors, found.title) == ((author,), title)
    assert found.volume in (None, "396")


def test_words_are_no_number_of_a_reference() -> None:
    runs = [("citation-number", (0, 9)), ("title", (10, 14))]
    assert online("WHO green teas", runs) == [("title", (0, 14))]
    assert online("12. 45678 teas", runs) == runs


@pytest.mark.parametrize("words", ["Doe J, Poe A.", "Roe R and Poe A.", "The teas of the world."])
def test_people_are_no_body(words: str) -> None:
    assert not names_body(words)


@pytest.mark.parametrize(
    "bait", ["Centers of " * 9_000, "https://" * 9_000, "Accessed March " * 9_000]
)
def test_bait_costs_linear_time(bait: str) -> None:
    with must_end():
        online(bait, [("title", (0, len(bait)))])
