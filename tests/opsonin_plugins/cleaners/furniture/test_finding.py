from __future__ import annotations

from opsonin_plugins.cleaners.furniture.finding import learned_lines
from opsonin_plugins.cleaners.furniture.model import text_chances, trained_model
from opsonin_plugins.cleaners.lines import split_lines

STORY = (
    "Walking to school lowers the blood pressure of children, a survey in four towns has found.",
    (
        "The survey followed 812 children for three years. Those who walked had a pressure "
        "that was 2.1 mmHg lower than that of the others, whatever they weighed."
    ),
    (
        "Researchers at the university said that they could not rule out other causes, and that a "
        "trial in which schools are drawn by lot will begin in the autumn of next year."
    ),
)
BAR = ("Print", "Email us", "Facebook", "Sign in", "My account")
LINKS = ("Terms of sale", "Site map", "Work for us", "Newsletter sign-up", "Contact the newsroom")


def found(*contents: str, removed: tuple[str, ...] = ()) -> list[str]:
    lines = split_lines("\n\n".join(contents))
    known = {at: "site_chrome" for at, line in enumerate(lines) if line.content in removed}
    return [lines[at].content for at in learned_lines(lines, known)]


def test_furniture_that_no_list_knows_goes_and_the_story_stays() -> None:
    gone = found(*BAR, *STORY, *LINKS, removed=("Print",))
    assert set(gone) >= {"Terms of sale", "Site map", "Work for us", "Contact the newsroom"}
    assert not set(gone) & set(STORY)


def test_page_without_any_known_furniture_is_known_by_its_buttons() -> None:
    assert set(found(*BAR, *STORY, *LINKS)) >= {"Site map", "Work for us"}


def test_text_that_is_no_page_is_left_alone() -> None:
    assert found("Methods of the survey", *STORY, "Work for us") == []


def test_text_with_hardly_a_sentence_is_left_alone() -> None:
    assert found(*BAR, "He slept.", *LINKS, removed=("Print",)) == []


def test_headings_of_papers_and_cells_of_tables_stay() -> None:
    paper = (
        "Abstract",
        STORY[0],
        "Methods",
        STORY[1],
        "Control group",
        "12.4",
        "Results",
        STORY[2],
    )
    assert found("Print", *paper, "Site areas", removed=("Print",)) == []


def test_what_other_rules_read_stays() -> None:
    head = ("By Ada Byron", "March 3, 2021", "Source: Example Wire", "doi: 10.1000/xyz12")
    assert not set(found(*BAR, *head, *STORY, *LINKS, removed=("Print",))) & set(head)


def test_chances_of_no_lines_are_none() -> None:
    assert text_chances([], trained_model()).tolist() == []
