from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.taggers.studies.finding import find_studies
from opsonin_plugins.taggers.studies.study import Count, Page, Range, Study

_NUMBER = re.compile(r"(\d[\d,]*) (\w+)")


def _spans(text: str, *names: str) -> tuple[Range, ...]:
    return tuple((found.start(), found.end()) for n in names for found in re.finditer(n, text))


def _page(text: str, *, is_paper: bool = False, journal: str | None = None) -> Page:
    """Return a document whose sentences end at a period, with all its numbers."""
    ends = [found.end() for found in re.finditer(r"\.(?: |\Z)", text)] or [len(text)]
    counts = [
        Count(
            found.start(), found.end(), number, "count", float(found[1].replace(",", "")),
            found[2].lower(), None, None, is_stated=True,
        )
        for number, found in enumerate(_NUMBER.finditer(text))
    ]  # fmt: skip
    return Page(
        text,
        tuple(zip([0, *ends[:-1]], ends, strict=True)),
        is_paper,
        journal,
        tuple(counts),
        _spans(text, "Nature Medicine"),
        _spans(text, "Nevada", "Hong Kong"),
        _spans(text, "lupus"),
    )


def _found(text: str, *, is_paper: bool = False, journal: str | None = None) -> list[Study]:
    return find_studies(_page(text, is_paper=is_paper, journal=journal))


def test_a_group_in_the_news_is_a_study() -> None:
    [study] = _found(
        "Their study appeared in Nature Medicine. They injected 5 patients with lupus with "
        "modified cells."
    )
    assert (study.design, study.population) == ("case_series", "5 patients with lupus")
    assert (study.intervention, study.publication) == ("modified cells", "Nature Medicine")
    assert study.statistic_ids == (0,)


def test_groups_of_one_sentence_are_studies_with_what_came_out() -> None:
    first, second = _found(
        "In a group of 659 patients, nearly all of them had mutations; in another group of 987 "
        "patients, nobody had such mutations."
    )
    assert (first.design, first.outcome) == ("cohort", "nearly all of them had mutations")
    assert second.outcome == "nobody had such mutations"


def test_a_case_gains_by_what_is_told_of_it_later() -> None:
    [study] = _found(
        "A 25-year-old man in Nevada was infected twice. The man was treated at home, and a man "
        "recovered from lupus. A case report from Nevada is in Nature Medicine."
    )
    assert (study.design, study.population) == ("case_report", "A 25-year-old man in Nevada")
    assert study.publication == "Nature Medicine"
    assert study.outcome == "was infected twice"


def test_patients_who_differ_in_sex_age_or_place_are_cases_of_their_own() -> None:
    found = _found(
        "A 25-year-old man in Nevada was infected. An 80-year-old woman died of lupus. A man in "
        "Hong Kong was asymptomatic."
    )
    assert [one.design for one in found] == ["case_report"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "A 25-year-old man was treated unfairly by a judge.",
        "More than 5 patients like it.",
        "A man was found in a car.",
        "Studies of many kinds are needed.",
    ],
)
def test_what_is_no_study(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "design"),
    [
        ("A randomized, double-blind, placebo-controlled trial of X.", "randomised_trial"),
        ("We did a systematic review and meta-analysis.", "meta_analysis"),
        ("This retrospective cohort study looked at women.", "cohort"),
        ("This was a cross-sectional survey.", "cross_sectional"),
        ("We report a case of lupus.", "case_report"),
        ("This is a phase II trial.", "clinical_trial"),
        ("Here we review what is known.", "review"),
        ("We used semi-structured interviews.", "survey"),
    ],
)
def test_designs_of_papers(text: str, design: str) -> None:
    assert [one.design for one in _found(text, is_paper=True)] == [design]


def test_the_study_of_a_paper_has_its_particulars() -> None:
    [study] = _found(
        "Effect of vitamin D on bone density in women with lupus: a randomised trial versus "
        "placebo. We enrolled 120 women with lupus. The primary outcome was bone density at "
        "2 years. Mean follow-up was 24 months.",
        is_paper=True,
        journal="Bone",
    )
    assert (study.intervention, study.comparison) == ("vitamin D", "placebo")
    assert (study.population, study.outcome) == (
        "120 women with lupus",
        "bone density at 2 years",
    )
    assert (study.follow_up, study.publication) == ("24 months", "Bone")


def test_studies_of_others_are_not_those_of_a_paper() -> None:
    text = "Lupus is common. Several recent randomised trials [3] found it. We discuss this."
    assert _found(text, is_paper=True) == []


def test_papers_of_journals_of_reviews_are_reviews() -> None:
    [study] = _found("Interferon in lupus.", is_paper=True, journal="Nat Rev Immunol")
    assert (study.design, study.publication) == ("review", "Nat Rev Immunol")


_PIECES = (
    "a randomised double-blind trial of 40 patients with lupus in Nevada man 25-year-old was "
    "treated infected . versus placebo cohort study group follow-up 2 years case report "
    "Nature Medicine , we"
)


@given(st.lists(st.sampled_from(_PIECES.split(" ")), min_size=1, max_size=25), st.booleans())
def test_studies_lie_in_their_text(pieces: Sequence[str], is_paper: bool) -> None:  # noqa: FBT001 - drawn
    text = " ".join(pieces)
    for one in _found(text, is_paper=is_paper):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize("text", ["randomised a " * 300, "a man " * 400, "effect of " * 300])
@pytest.mark.parametrize("is_paper", [True, False])
def test_bait_ends(text: str, is_paper: bool) -> None:  # noqa: FBT001 - a column
    assert len(_found(text, is_paper=is_paper)) <= 1


def test_population_and_treatment_end_where_the_other_begins() -> None:
    [study] = _found(
        "They randomly assigned 109 adults aged 40-80 years to colchicine 0.5 mg twice daily (n = "
        "54) or placebo."
    )
    assert study.population == "109 adults aged 40-80 years"
    assert study.intervention == "colchicine 0.5 mg twice daily"
    assert study.comparison == "placebo"


def test_two_choices_that_people_were_given() -> None:
    [study] = _found("They gave 70 adults with gout either two cups of tea a day or a placebo.")
    assert study.population == "70 adults with gout"
    assert study.intervention == "two cups of tea a day"


def test_samples_of_people_are_a_group() -> None:
    [study] = _found("The team collected the stool samples of 74 patients with gout.")
    assert study.population == "74 patients with gout"


def test_arms_are_told_apart_in_the_next_sentence() -> None:
    [study] = _found(
        "The team recruited 94 patients, and randomly divided them into two. One group took tea, "
        "and the other group took water."
    )
    assert (study.intervention, study.comparison) == ("tea", "water")


def test_what_came_out_is_no_study_and_where_no_outcome() -> None:
    [study] = _found(
        "The team studied 718 women at eight hospitals. The test identified 73 of 97 women."
    )
    assert (study.population, study.outcome) == ("718 women", None)


def test_cells_that_are_given_to_a_few_make_a_series() -> None:
    [study] = _found("A sheet of cells was transplanted into 3 patients with lupus.")
    assert (study.design, study.population) == ("case_series", "3 patients with lupus")


def test_a_paper_says_in_its_methods_who_got_what() -> None:
    text = (
        "Lupus is rare. It is bad. It is old. This randomised trial was conducted at 99 centers. "
        "Persons were randomly assigned to receive two injections of tea (one cup) or placebo."
    )
    [study] = _found(text, is_paper=True, journal="J Tea")
    assert (study.intervention, study.comparison) == ("two injections of tea", "placebo")


def test_trials_and_arms_in_words_of_spinners() -> None:
    [study] = _found(
        "In that trial, 6200 grownups were arbitrarily designated to tea or to no offer."
    )
    assert (study.design, study.outcome) == ("randomised_trial", None)


def test_patients_of_two_trials_are_those_of_trials() -> None:
    [study] = _found(
        "In two trials with 1,200 patients \u2014 all had lost hair \u2014 it grew, unlike "
        "in 5% on placebo."
    )
    assert (study.design, study.comparison) == ("clinical_trial", "placebo")
    assert study.population == "1,200 patients"
