from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.cleaners.damage.page import Page
from opsonin_plugins.cleaners.damage.splices import splices
from runaway import must_end

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("She wrote a report It describes the case of a boy.", "report It"),
        ("There are doctors Supported by data from trials.", "doctors Supported by"),
        ("In their new paper Published In Cell the team met.", "paper Published In"),
        ("as if Study On Thursday, the team said so.", "Study On Thursday"),
        ("Asthma is a A chronic disease of the lung.", "a A"),
        ("It was posted on Friday 30 year old woman in Rome.", "Friday 30 year old woman"),
        ("It was found in a new Study Published Monday in Cell.", "new Study"),
        ("Last year a 61 year old man Was admitted to a clinic.", "man Was"),
        ("He wrote in an editorial That went with it.", "editorial That"),
        ("The man in italy Died during the trial.", "italy Died during"),
    ],
)
def test_clauses_behind_a_gap_are_lost_links(found: Found, text: str, hit: str) -> None:
    assert ("link_loss", hit) in found(splices, text)


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("They will be seen for a longer time If they stay well.", "If"),
        ("If cells are found in patients, Removing these cells may help.", "Removing"),
        ("A case in Peru, Newly described, raised fears.", "Newly"),
        ("It was first seen in 2009 Since then it has spread.", "in 2009 Since"),
        ("The leader of the whole group, Dr. Roe Said that more is needed.", "Said"),
        ("They were sent home, All close contacts stayed.", "All"),
        ("It is seen in most countries. patients who use it", "patients"),
        ("In one town, The illness was severe.", "The"),
        ("It is hard to find in the laboratory. such as some cells.", "such"),
    ],
)
def test_capitals_and_small_letters_out_of_place_are_found(
    found: Found, text: str, hit: str
) -> None:
    assert ("mt_case", hit) in found(splices, text)


def test_a_small_start_that_belongs_to_a_lost_link_is_told_once(found: Found) -> None:
    text = "They treat chronic lupus. as if Research On Thursday, the team said."
    assert [kind for kind, _ in found(splices, text)] == ["link_loss"]


@pytest.mark.parametrize(
    "text",
    [
        "It was published in The lancet and by The guardian.",
        "The film If beale street could talk.",
        "The work of He and colleagues, and by He et al. in China.",
        "Vitamin A is needed, and hepatitis A was found. Group A had more.",
        "We found subsp. the other, approx. in half, e.g. the first.",
        "Patients were treated on Thursday. In the study, they slept.",
        "Her Book Of The Dead And It Was Read By The town, The Great Work of all",
        "On Monday a 25-year-old man died, and on Friday a 30 year old woman.",
        "The doctors of Ahmed in Cairo, said Mohammed in Giza, went to a trial in 2009.",
        "hi, i'm dan and i hack companies. in my free time, i sleep",
        "They went to the place. iPhones and p53 were found. mRNA too.",
        "Boys, Beijing says, and girls, Reading fans.",
    ],
)
def test_titles_names_and_abbreviations_are_left_alone(found: Found, text: str) -> None:
    assert found(splices, text) == []


def test_a_small_start_ends_with_its_line(found: Found) -> None:
    assert found(splices, "It was done in both groups. we\nassessed.") == [("mt_case", "we")]


def test_only_prose_is_searched() -> None:
    text = "She wrote a report It describes the case of a boy."
    assert list(splices(Page(text, []))) == []


@pytest.mark.parametrize(
    "bait", ["a A " * 120_000, "Aa " * 160_000, "aaaaa. " * 80_000, "a, An" * 80_000]
)
def test_bait_takes_linear_time(bait: str) -> None:
    with must_end():
        list(splices(Page(bait, [(0, len(bait))])))
