from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.people.finding import find_names
from opsonin_plugins.taggers.people.gathering import Entity
from runaway import must_end


def _people(text: str, authors: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return the names of each person by the person's canonical name."""
    names = find_names(text, authors)
    found: dict[str, list[str]] = {}
    for one in names.mentions:
        if one.type == "person" and one.entity is not None:
            known = found.setdefault(names.entities[one.entity].canonical, [])
            known.append(text[one.start : one.end])
    return found


def _typed(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in find_names(text).mentions if one.type == kind]


def _one(text: str, canonical: str) -> Entity:
    return next(one for one in find_names(text).entities if one.canonical == canonical)


def test_apposition_gives_role_and_affiliation() -> None:
    text = "Ines Okafor, a pediatric virologist at Leiden University in the Netherlands, agreed."
    found = _one(text, "Ines Okafor")
    assert (found.role, found.affiliation) == ("pediatric virologist", "Leiden University")


def test_title_is_part_of_the_mention_and_surname_stands_for_the_person() -> None:
    text = "Dr. Amara Vance spoke. Later Dr. Vance left, and Vance's team stayed."
    assert _people(text) == {"Amara Vance": ["Dr. Amara Vance", "Dr. Vance", "Vance"]}
    assert _one(text, "Amara Vance").title == "Dr."


def test_noun_before_a_name_is_the_role() -> None:
    text = "It failed, according to study author Tomas Lindqvist, a chemist at Lund University."
    found = _one(text, "Tomas Lindqvist")
    assert (found.role, found.affiliation) == ("study author; chemist", "Lund University")


def test_surname_spelt_anew_is_the_same_person() -> None:
    text = (
        "The drug works, said Pieter Haasch, a chemist at Ghent University.\n\n"
        "“It is new,” Hash told reporters. Haash's team will go on."
    )
    assert _people(text) == {"Pieter Haasch": ["Pieter Haasch", "Hash", "Haash"]}
    assert set(_one(text, "Pieter Haasch").variants) == {"Haasch", "Hash", "Haash"}


def test_frequent_spelling_one_letter_away_gives_the_canonical_name() -> None:
    text = (
        "Karin Petersson, a nurse, came. Dr. Peterson sat. Dr. Peterson spoke. Dr. Peterson left."
    )
    assert list(_people(text)) == ["Karin Peterson"]


def test_two_people_of_one_surname_stay_two() -> None:
    text = "Dr. Anna Berg met Dr. Paul Berg. Anna Berg left."
    assert _people(text) == {
        "Anna Berg": ["Dr. Anna Berg", "Anna Berg"],
        "Paul Berg": ["Dr. Paul Berg"],
    }


def test_mr_and_mrs_of_one_surname_are_two() -> None:
    text = "Mr. Okoye came with Mary Okoye. Mrs. Okoye spoke. Mr. Okoye left."
    assert _people(text) == {
        "Okoye": ["Mr. Okoye", "Mr. Okoye"],
        "Mary Okoye": ["Mary Okoye", "Mrs. Okoye"],
    }


def test_surname_that_is_a_word_of_no_name_needs_a_title_or_given_name() -> None:
    assert _people("Dr. Park met Kevin White and Mr. King.") == {
        "Park": ["Dr. Park"],
        "Kevin White": ["Kevin White"],
        "King": ["Mr. King"],
    }
    assert _people("They met in Hyde Park and in White Hall.") == {}


def test_surname_like_another_word_is_no_misspelling_without_a_verb_of_saying() -> None:
    text = "Dr. Mary Slater came. Slate is a rock. In Slatter we stayed."
    assert _people(text) == {"Mary Slater": ["Dr. Mary Slater"]}


@pytest.mark.parametrize(
    "text",
    [
        "Parkinson's disease and Hodgkin lymphoma were compared by Kaplan-Meier curves.",
        "We used the Mann-Whitney U test, Fisher exact test and Cox Regression.",
        "Patients with Guillain-Barré Syndrome had Creutzfeldt-Jakob Disease.",
        "Informed Consent was obtained; Adverse Events were graded. Data Analysis followed.",
        "Gender Male 21 (78%) 22 (81%) Female 6 (22%)",
        "John Wiley & Sons, Ltd. at the John Hunter Children's Hospital.",
        "Johns Hopkins Hospital and Sloan Kettering Institute signed.",
        "Treatment was given according to Good Manufacturing Practice.",
    ],
)
def test_capitals_that_are_no_person(text: str) -> None:
    assert _people(text) == {}


def test_author_of_the_document_is_found_by_his_name() -> None:
    text = "Yoon Ji Park et al. Nat Rev. 2020."
    assert _people(text, ("Yoon Ji Park",)) == {"Yoon Ji Park": ["Yoon Ji Park"]}
    assert find_names(text, ("Yoon Ji Park",)).entities[0].role == "author"


def test_organisations_go_as_far_as_their_names() -> None:
    text = (
        "The University of Porto, the Centers for Disease Control and Prevention (CDC) and "
        "Bern University Hospital agreed with Columbia University. The CDC paid."
    )
    assert _typed(text, "organisation") == [
        "University of Porto",
        "Centers for Disease Control and Prevention",
        "CDC",
        "Bern University Hospital",
        "Columbia University",
        "CDC",
    ]
    assert _one(text, "Centers for Disease Control and Prevention").variants == ("CDC",)


def test_words_that_and_joins_belong_to_an_authority() -> None:
    text = "The Food and Drug Administration met the Lancet and Yale University."
    assert _typed(text, "organisation") == ["Food and Drug Administration", "Yale University"]


def test_person_who_works_somewhere() -> None:
    text = "It is new, said Ines Okafor, who studies bats at Leiden University."
    assert _one(text, "Ines Okafor").affiliation == "Leiden University"


def test_generic_bodies_and_arms_of_a_trial_are_no_organisations() -> None:
    text = "The Institutional Review Board approved. The Control Group and Group B got Placebo."
    assert _typed(text, "organisation") == []


def test_outlet_that_somebody_talks_to() -> None:
    assert _typed("She told Gazettely in an email.", "organisation") == ["Gazettely"]
    assert _typed("She told Anna about it.", "organisation") == []


def test_places_by_list_by_country_and_after_an_organisation() -> None:
    text = (
        "At Lund University in Malmo, in Erlangen, Germany, and in the netherlands; the U.S. too."
    )
    assert _typed(text, "place") == ["Malmo", "Erlangen", "Germany", "netherlands", "U.S."]
    assert _one(text, "United States").variants == ("U.S.",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was published in the American journal Science.", ["Science"]),
        ("The study, published in Nature Medicine Thursday, is small.", ["Nature Medicine"]),
        ("It stood in The New York Times.", ["The New York Times"]),
        (
            "It appeared in the New England Journal of Medicine.",
            ["New England Journal of Medicine"],
        ),
        ("The nature of science is published in China in March.", []),
    ],
)
def test_publications(text: str, expected: list[str]) -> None:
    assert _typed(text, "publication") == expected


def test_stretches_that_are_skipped_give_nothing() -> None:
    text = "Dr. Jane Doe wrote. Doe J, Dr. John Roe. 2020."
    assert find_names(text, skipped=[(20, len(text))]).mentions[-1].end <= 20


_PIECES = [
    "Dr. ", "Jane ", "Doe ", "Doe's ", "said ", "University ", "of ", "and ", "the ", "The ", ", ",
    "a virologist ", "at ", "Germany ", "(WHO) ", "J. ", "Nature ", "journal ", "\n", "told ", "”",
    "van ", "disease ", "İ ", "ß", "-", "'", "Prof ", "Jr. ", "President ", "Mann-Whitney ",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_mentions_in_order_that_slice(text: str) -> None:
    names = find_names(text)
    assert [one.start for one in names.mentions] == sorted(one.start for one in names.mentions)
    for one in names.mentions:
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert one.entity is None or one.entity < len(names.entities)
    assert all(one.canonical for one in names.entities)


_BAIT = {
    "capitals": "Jane " * 8_000,
    "particles": "Jane de la " * 16_000,
    "initials": "J." * 48_000,
    "hyphens": "A" + "-a" * 64_000,
    "heads": "University of " * 16_000,
    "titles": "Dr. " * 8_000,
    "roles": "Jane Doe, " + "a senior " * 16_000,
    "described": "Jane Doe, a virologist, " * 8_000,
    "surnames": "Dr. Jane Doe. " + "Doe said. " * 16_000,
    "journals": "Journal of " * 16_000,
    "letters": "Health Institute (HI) " * 8_000,
    "spaces": "Jane" + " " * 120_000 + "Doe",
    "one line": "Mary Berg " * 12_000,
}


@pytest.mark.parametrize("text", _BAIT.values(), ids=_BAIT.keys())
def test_bait_costs_linear_time(text: str) -> None:
    # A search that goes back over what it has seen takes minutes.
    with must_end():
        find_names(text)


@pytest.mark.parametrize(
    ("text", "role", "affiliation"),
    [
        (
            "A spokeswoman for the Lund Trust, Ines Okafor, declined to comment.",
            "spokeswoman",
            "Lund Trust",
        ),
        ("Ines Okafor, 67, a retired nurse, took the test.", "retired nurse", None),
        (
            "Ines Okafor, a consultant neonatologist at Lund Hospital, agreed.",
            "consultant neonatologist",
            "Lund Hospital",
        ),
        (
            "said Professor Ines Okafor, Lindqvist Chair in Systems Medicine at Lund University.",
            None,
            "Lund University",
        ),
        (
            "The first author of the paper, Dr. Ines Okafor, told reporters.",
            "first author",
            None,
        ),
    ],
)
def test_offices_before_and_behind_a_name(
    text: str, role: str | None, affiliation: str | None
) -> None:
    found = _one(text, "Ines Okafor")
    assert (found.role, found.affiliation) == (role, affiliation)


@pytest.mark.parametrize(
    ("text", "role", "affiliation"),
    [
        ("For Okwui Lindq, a 43-year-old schoolteacher from Lund, it", "schoolteacher", None),
        ("Okwui Lindq, Vice Minister of Health, met them.", "Vice Minister", None),
        ("Okwui Lindq, academician of Lund University, came.", "academician", "Lund University"),
        ("the actor Okwui Lindq slept.", "actor", None),
        ("It is rare, said UNICEF's Okwui Lindq on Monday.", None, None),
        ("Okwui Lindq, a 51-year-old from Lund, felt it.", None, None),
        ("Okwui Lindq of the Rare Trust, who was not involved in it, stated that", None,
         "Rare Trust"),
        ("Professor Okwui Lindq (virology) of Lund University agreed.", None, "Lund University"),
    ],
)  # fmt: skip
def test_ages_and_organisations_show_a_person(
    text: str, role: str | None, affiliation: str | None
) -> None:
    found = _one(text, "Okwui Lindq")
    assert (found.role, found.affiliation) == (role, affiliation)


def test_a_single_letter_after_a_given_name_is_an_initial() -> None:
    assert "Stephen A Roe" in _people("said Stephen A Roe, a chemist.")
    assert _people("Take Vitamin A Doses, said nobody.") == {}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She works at Roe and Women\u2019s Hospital in Lund.", "Roe and Women\u2019s Hospital"),
        (
            "It was funded by the Rare Advanced Research and Supply Authority.",
            "Rare Advanced Research and Supply Authority",
        ),
        ("She is at the University of California, Irvine.", "University of California, Irvine"),
        ("He is of Karolinska Institutet.", "Karolinska Institutet"),
        (
            "They met the Rare Production and Building Corps.",
            "Rare Production and Building Corps",
        ),
        ("He is at Lund Eighth People's Hospital.", "Lund Eighth People's Hospital"),
        ("It went to London and King's College.", "King's College"),
    ],
)
def test_and_joins_words_of_one_organisation(text: str, name: str) -> None:
    assert _typed(text, "organisation") == [name]


def test_commas_alone_make_nobody_of_a_name() -> None:
    assert _people("Of the cities for the trial, Ines Okafor, none was chosen.") == {}


def test_word_that_is_a_day_may_begin_a_name() -> None:
    assert _typed("The Sun Yat-sen University met on Sun Oct 3.", "organisation") == [
        "Sun Yat-sen University"
    ]


def test_title_and_given_name_make_a_surname_of_any_word() -> None:
    text = "said Dr. Alice Police, a director. The Police said nothing."
    assert _people(text) == {"Alice Police": ["Dr. Alice Police"]}


def test_an_initial_that_is_an_article_elsewhere_begins_a_name_of_an_author() -> None:
    text = "J Roe, A Serrano, M Doe\n\nA Serrano effect was seen."
    assert "A Serrano" in _people(text, ("J Roe", "A Serrano"))
    assert _people(text) == {}


def test_the_number_of_an_affiliation_is_no_part_of_a_name() -> None:
    assert _people("Hay AD1, Roe P2.", ("Hay AD", "Roe P")) == {
        "Hay AD": ["Hay AD"],
        "Roe P": ["Roe P"],
    }


def test_letters_that_are_defined_later_name_the_same_body() -> None:
    text = "WHO warns of it. The World Health Organization (WHO) said so."
    assert [one.variants for one in find_names(text).entities] == [("WHO",)]
