from __future__ import annotations

import pytest

from opsonin_plugins.taggers.matching.terms import forms, term_keys


@pytest.mark.parametrize(
    ("term", "natural"),
    [
        ("Interferon, Type I", "Type I Interferon"),
        ("Respiratory Syndrome, Severe Acute", "Severe Acute Respiratory Syndrome"),
    ],
)
def test_inverted_terms_get_their_natural_order(term: str, natural: str) -> None:
    assert forms(term) == [term, natural]


@pytest.mark.parametrize(
    "term", ["Arteritis", "2,4-D", "infection, with rash", "a, b, c", "leukemia, NOS", "a, "]
)
def test_other_commas_are_left_alone(term: str) -> None:
    assert forms(term) == [term]


def test_terms_that_fold_alike_have_one_key() -> None:
    keys, n_words = term_keys(["Type I interferons", "type 1 interferon", "two\nlines"])
    assert keys[0] == keys[1]
    assert n_words.tolist() == [3, 3, 2]


def test_a_term_without_words_has_no_key() -> None:
    keys, n_words = term_keys(["lupus", "+", "", "flu"])
    assert (keys == 0).tolist() == [False, True, True, False]
    assert n_words.tolist() == [1, 0, 0, 1]


def test_the_key_of_a_term_does_not_depend_on_its_neighbours() -> None:
    alone = [int(term_keys([term])[0][0]) for term in ("blood type", "I 131", "'s disease")]
    assert term_keys(["blood type", "I 131", "'s disease"])[0].tolist() == alone
