from __future__ import annotations

import pytest

from opsonin_plugins.taggers.claims.insertions import noun_end


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("TNF", 1),
        ("TNF ( cachexin )", 1),
        ("TNF ( a ( b ) )", 1),
        ("TNF , a cytokine ,", 1),
        ("TNF , which is a cytokine ,", 1),
        ("A cytokine , TNF ,", 2),
        ("TNF , found in mice ,", 1),
        ("Interferon , however ,", 1),
        ("mice , rats and pigs ,", 6),
        ("In lupus , it is so ; TNF ,", 9),
        ("TNF , it is said ,", 6),
        (")", 1),
        ("", 0),
    ],
)
def test_what_stands_between_subject_and_verb_is_left_out(said: str, end: int) -> None:
    words = said.lower().split()
    assert noun_end([*words, "causes", "fever"], len(words)) == end


def test_a_list_before_a_participle_is_no_insertion() -> None:
    words = ["activated", "cells", ",", "thick", "tissue", ",", "elevated", "levels"]
    assert noun_end(words, 6) == 6
