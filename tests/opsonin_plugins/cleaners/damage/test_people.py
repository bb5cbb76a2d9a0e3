from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from opsonin_plugins.cleaners.damage.page import Page
from opsonin_plugins.cleaners.damage.people import name_variants, pronouns
from runaway import must_end

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Jane Halloran, a virologist, agreed.\n\nDr. Haloran said it is rare.",
            ["Halloran", "Haloran"],
        ),
        (
            "according to author Karl Schmidt, an immunologist.\n\nSchmitt and his team met.",
            ["Schmidt", "Schmitt"],
        ),
        (
            "Georg Zetterholm, a surgeon, agreed.\n\n\u201cNo,\u201d Setterholm told us.",
            ["Zetterholm", "Setterholm"],
        ),
        (
            "said Dr. Helen McAllister, the lead.\n\nDr. McAlister said no.",
            ["McAllister", "McAlister"],
        ),
        (
            "Ana Petrovic, a surgeon, agreed.\n\nPetrovich said so. Petrowic and his team left.",
            ["Petrovic", "Petrowic"],
        ),
    ],
)
def test_two_spellings_of_one_name_are_found(found: Found, text: str, names: list[str]) -> None:
    assert [name for _, name in found(name_variants, text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "Li Zhang, a doctor, agreed.\n\nMin Zheng, a nurse, left.\n\nDr. Zhang said so.",
        "Jane Hansen, a doctor, agreed.\n\nDr. Hansen said so. Dr. Olsen said no.",
        "Zhang and colleagues saw it. Zheng and colleagues did not.",
        "Paul Smith, a doctor, agreed.\n\nJane Smyth, a nurse, left. Dr. Smith said so.",
    ],
)
def test_different_people_are_left_alone(found: Found, text: str) -> None:
    assert found(name_variants, text) == []


def test_a_person_with_two_pronouns_is_found(found: Found) -> None:
    text = "Dr. Roelants said he is worried. \u201cIt may grow,\u201d she said."
    assert found(pronouns, text) == [("mt_pronoun", "she")]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Roelants said she is worried. \u201cIt may grow,\u201d she said.",
        "Dr. Roelants said he is worried. Dr. Doe was not. \u201cIt may grow,\u201d she said.",
        "Dr. Roelants said he saw the woman. \u201cIt may grow,\u201d she said.",
        "Dr. Roelants said he is worried. Jane Doering said no. \u201cIt may,\u201d she said.",
    ],
)
def test_pronouns_of_others_are_left_alone(found: Found, text: str) -> None:
    assert found(pronouns, text) == []


def test_many_names_of_one_sound_take_little_time() -> None:
    names = ["B{}t{}m{}s{}n{}".format(*vowels) for vowels in product("aeiou", repeat=5)]
    text = " ".join(f"said {name}." for name in names)
    with must_end():
        assert list(name_variants(Page(text, [(0, len(text))]))) == []
