from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.foreign_signs import foreign_signs
from opsonin_plugins.cleaners.translation import text_origin


@pytest.mark.parametrize(
    "text",
    [
        "Tea Agency (Reporter Li Yu) As of the 3rd, tea was short.",
        '"Tea helps", - said Ivan Roe. About 450 thousand cups were sold.',
        "(Seoul = Tea News) A team led by Professor Jo found tea.",
        "[Bonn, October 3, Kyodo] On the 3rd, a research group including Professor Jo met.",
        "It will open soon, God willing. And she added that it is free.",
        "Lima (EFE) .- Some 800.000 people drink tea.",
    ],
)
def test_two_turns_of_other_languages_tell_a_translation(text: str) -> None:
    assert len(foreign_signs(text)) >= 2
    assert text_origin(text, 0) == "translated"


@pytest.mark.parametrize(
    "text",
    [
        "The reporter learned of it on May 3.",
        "He spoke on the 3rd of May on the 4th floor.",
        "About 450 thousand cups were sold, he said.",
    ],
)
def test_one_turn_tells_nothing(text: str) -> None:
    assert text_origin(text, 0) is None


def test_habits_that_were_mended_count() -> None:
    assert text_origin("Tea, he said, is old.", 0, n_foreign=2) == "translated"
