from __future__ import annotations

import pytest

from opsonin_plugins.taggers.claims.outcomes import find_outcomes, opposed_outcomes, outcome_in
from runaway import must_end


def _found(*sentences: str) -> list[str]:
    text = " ".join(sentences)
    places, start = [], 0
    for sentence in sentences:
        places.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return [text[one.start : one.end] for one in find_outcomes(text, places)]


def test_exception_to_what_is_said_of_all_is_claimed_with_it() -> None:
    found = _found(
        "A 70 year old man with relapsed malaria died on Friday.",
        "All patients with relapsed malaria appear to have recovered, he said.",
    )
    assert found == [
        "A 70 year old man with relapsed malaria died on Friday",
        "All patients with relapsed malaria appear to have recovered",
    ]


@pytest.mark.parametrize(
    ("whole", "exception"),
    [
        ("All patients recovered.", "The man bought a car."),
        ("Most patients recovered.", "One patient died."),
        ("All patients recovered.", "No patients died."),
        ("All patients in the first group recovered.", "Two patients died."),
        ("All patients survived surgery.", "One patient died."),
        ("All patients recovered.", "Two patients would have died."),
        ("All patients with malaria recovered.", "Two patients died of a stroke."),
        ("No patients died within 30 days.", "Two patients died."),
    ],
)
def test_what_may_be_true_together_is_no_contradiction(whole: str, exception: str) -> None:
    opening = "The report tells of a hot summer in the north of the country. " * 6
    assert _found(opening, exception, whole) == []


def test_nobody_died_but_one() -> None:
    found = _found("None of the infected children died.", "A girl in Peru died in May.")
    assert found == ["None of the infected children died", "A girl in Peru died in May"]


def test_hedge_is_told() -> None:
    text = "One patient died. All patients seem to have survived."
    [_, claim] = find_outcomes(text, [(0, 17), (18, len(text))])
    assert (claim.certainty, claim.predicate, claim.object) == ("hedged", None, None)
    assert claim.cue is not None
    assert text[slice(*claim.cue)] == "seem to"


def test_claims_are_read_again_from_their_stretch() -> None:
    text = "One patient died. All patients survived."
    claims = find_outcomes(text, [(0, 17), (18, len(text))])
    outcomes = [outcome_in(text, one.start, one.end) for one in claims]
    assert None not in outcomes
    found = [one for one in outcomes if one is not None]
    assert opposed_outcomes(text, found) == [(found[1], found[0])]


@pytest.mark.parametrize("bait", ["All the ", "patients of ", "All patients with ", "a "])
def test_bait_costs_no_more_than_its_length(bait: str) -> None:
    text = "died recover " + bait * (320_000 // len(bait))
    with must_end():
        find_outcomes(text, [(0, len(text))])
