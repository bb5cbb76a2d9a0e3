from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.prose import is_reported, is_research

SECTION = (
    "METHODS.STATISTICAL ANALYSIS:\nParticipants were randomized after informed consent. Data are "
    "mean \u00b1 SD (Table 2), as in earlier work [12]."
)


def test_section_of_a_paper_is_research() -> None:
    assert is_research(SECTION, has_abstract=False)
    assert is_research(SECTION, has_abstract=True)


def test_paper_without_headings_is_research_by_its_turns() -> None:
    assert is_research(SECTION.split("\n")[1], has_abstract=False)


def test_abstract_refers_to_nothing() -> None:
    text = "METHODS:\nParticipants were randomized. RESULTS:\nThe odds rose (P < 0.01, 95% CI 1-2)."
    assert not is_research(text, has_abstract=True)


def test_news_of_a_study_are_no_research() -> None:
    text = "The placebo did no worse, Dr. Roe said on Monday. Participants gave informed consent."
    assert not is_research(text, has_abstract=False)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", 'Gov. Roe said Monday it was over. "It was a long way to here," he told CNN.'),
        ("de", "Das sagte der Sprecher am Montag. \u201eDas war ein langer Weg bis hierher\u201c."),
        ("es", "El ministro dijo el lunes: \u201cfue un camino muy largo hasta ahora\u201d."),
        (
            "fr",
            "Le ministre a d\u00e9clar\u00e9 lundi : \u00ab la route a dur\u00e9 \u00bb.",
        ),
    ],
)
def test_news_tell_who_said_what_and_when(language: str, text: str) -> None:
    assert is_reported(text, language)
    assert not is_reported(text, "zz")
    assert not is_reported(text[:8], language)


def test_nobody_says_anything_in_a_manual() -> None:
    assert not is_reported("Press the button on Monday. Officials may press twice.", "en")


@pytest.mark.parametrize(
    "bait", ["[1", "(1)", "were ", "\u201c", "''", '"', "1. ", "BODY.", "said "]
)
def test_baits_cost_no_more_than_their_length(bait: str) -> None:
    text = bait * 30_000
    assert not is_research(text, has_abstract=True) or bait in {"(1)", "[1"}
    assert not is_reported(text, "en")
