from __future__ import annotations

import pytest

from opsonin_plugins.taggers.claims.senses import TRIGGERS

_PREDICATES = {
    "causes", "treats", "prevents", "associated_with", "increases", "decreases", "impairs",
    "produces", "targets", "detected_in", "part_of", "compared_with",
}  # fmt: skip


@pytest.mark.parametrize(
    "word", ["identifies", "identified", "suppressing", "led", "found", "rose"]
)
def test_verbs_are_known_in_all_forms(word: str) -> None:
    assert word in TRIGGERS


def test_predicates_are_those_of_the_closed_list() -> None:
    assert {one.sense.predicate for one in TRIGGERS.values()} <= _PREDICATES
