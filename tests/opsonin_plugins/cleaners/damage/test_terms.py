from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.cleaners.damage.terms import terms

Found = Callable[..., list[tuple[str, str]]]


def test_literal_names_of_covid_are_found_in_a_translation(found: Found) -> None:
    text = "Patients with new crowns got the new crown vaccine. The vaccine was new."
    hits = [("mt_term", "new crowns"), ("mt_term", "new crown vaccine")]
    assert found(terms, text) == hits
    assert found(terms, "He got the new crown vaccine.") == []
    assert found(terms, "He got the new crown vaccine.", origin="translated") == [hits[1]]


def test_exchanged_terms_are_found_where_there_are_several(found: Found) -> None:
    text = "It ends in kidney disappointment, myosis or numerous sclerosis."
    assert [hit for _, hit in found(terms, text)] == [
        "kidney disappointment",
        "myosis",
        "numerous sclerosis",
    ]
    assert found(terms, "It ends in heart disappointment.") == []


@pytest.mark.parametrize(
    "text",
    [
        "A new crown was fitted; new crowns last longer.",
        "The new crown prince had the virus, said the new crown court.",
        "Of all patients with new coronary disease, few had stents.",
    ],
)
def test_the_same_words_elsewhere_are_left_alone(found: Found, text: str) -> None:
    assert found(terms, text) == []
