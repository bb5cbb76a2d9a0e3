from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.library_pages import furniture, library_feature
from opsonin_plugins.cleaners.lines import split_lines


@pytest.mark.parametrize(
    ("line", "feature"),
    [
        ("PubMed Commons home", "pubmed_page"),
        ("Tea Press full text link", "pubmed_page"),
        ("Articles from Tea Medicine are provided here courtesy of Tea Press", "pubmed_page"),
        ("Show all 46 references", "pubmed_page"),
        ("Europe PMC requires Javascript to function effectively.", "europe_pmc_page"),
        ("How to Read a Study Record", "registry_page"),
        ("Search", None),
        ("Cited by many, the paper was wrong.", None),
        ("PubMed was searched for trials of tea.", None),
    ],
)
def test_lines_tell_the_site(line: str, feature: str | None) -> None:
    assert library_feature(split_lines(line)[0]) == feature


def test_a_long_notice_tells_the_site() -> None:
    notice = (
        "The safety and scientific validity of this study is the responsibility of the study "
        "sponsor and investigators. " + "Listing a study does not mean that it is sound. " * 6
    )
    assert library_feature(split_lines(notice)[0]) == "registry_page"


def kept(text: str) -> list[str]:
    lines = split_lines(text)
    gone = set(furniture(lines, ()))
    return [line.content for n, line in enumerate(lines) if line.content and n not in gone]


def test_words_of_the_site_are_furniture() -> None:
    assert kept("Search\nAdvanced\nTea and sleep\nGo to:\nPDF (1.2M)") == ["Tea and sleep"]


def test_label_of_a_thumbnail_is_furniture_only_above_its_caption() -> None:
    assert kept("Figure 1\nFigure 1. Tea leaves.") == ["Figure 1. Tea leaves."]
    assert kept("Figure 1\nTea leaves.") == ["Figure 1", "Tea leaves."]


def test_menu_of_a_study_goes_and_its_parts_stay() -> None:
    menu = "Study Overview\nContacts and Locations\nStudy Plan\nStudy Overview\nTea helps."
    assert kept(menu) == ["Study Overview", "Tea helps."]


def test_choices_of_the_format_go_and_the_heading_of_the_abstract_stays() -> None:
    prose = "The mice that were given the drug slept all day long, and the others did not."
    page = f"Display options\nFormat\nAbstract\nPubMed\nPMID\nTea and mice\nAbstract\n{prose}"
    assert kept(page) == ["Display options", "Tea and mice", "Abstract", prose]
    assert kept(f"Format\nAbstract\n{prose}") == ["Abstract", prose]
