from __future__ import annotations

from collections.abc import Callable
from typing import Any

_SPUN = (
    "Doctors in Ghent found a new way to treat asthma. They wrote a paper It describes ten cases "
    "of children who were treated in the clinic for a year.\n\n"
    "Asthma is a rare conditionThere were few cases. Critics point to another study There are "
    "many more like it.The end is open, and the team of the clinic will go on.\n\n"
    "A scientist Supported by data from the trial said If they stay well, it works..\n"
)


def test_damage_is_flagged_and_nothing_is_changed(clean_page: Callable[..., Any]) -> None:
    page = clean_page(_SPUN)
    assert page.flagged("link_loss") == [
        "paper It",
        "condition There",
        "study There",
        "scientist Supported by",
    ]
    assert page.flagged("mt_case") == ["If"]
    assert page.values("text_origin") == ["spun"]


def test_a_dateline_in_the_text_is_flagged(clean_page: Callable[..., Any]) -> None:
    page = clean_page("LISBON, June 3 (Reuters) - Two trials began on Monday, officials said.\n")
    assert page.flagged("dateline") == ["LISBON, June 3 (Reuters)"]


def test_headings_and_references_are_not_flagged(clean_page: Callable[..., Any]) -> None:
    text = (
        "What the Paper Of the Year says\n\n"
        "An ordinary paragraph has sound sentences. They end as they should.\n\n"
        "References\n\n"
        "1. Roe J, Doe P. A report It describes. Lancet. 2019;3:1-2.\n"
        "2. Poe K. The the study of cells. Cell. 2018;4:5-9.\n"
    )
    assert clean_page(text).flags == []


def test_a_paper_is_not_said_to_have_lost_links(clean_page: Callable[..., Any]) -> None:
    text = (
        "ABSTRACT\n\nMETHODS: Patients were randomised, and informed consent was given. The "
        "difference was significant There was no other (P < 0.05). We used ANOVA as shown in "
        "Table 1 [1,2].\n\nRESULTS: The control group had a lower score than the intervention "
        "group at baseline (95% CI 1.1 to 2.0), as Fig. 2 shows.\n"
    )
    page = clean_page(text)
    assert page.document["doc_type"] in {"paper", "abstract"}
    assert page.flagged("lost_words") == ["significant There"]


def test_other_languages_are_left_alone(clean_page: Callable[..., Any]) -> None:
    page = clean_page(
        "Une fois par an, nettoyez le fond de la cuve et v\u00e9rifiez l'\u00e9tat de la grille. "
        "Il faut aussi nettoyer la cuisine avec une brosse adapt\u00e9e.\n"
    )
    assert page.document["language"] == "fr"
    assert page.flags == []
