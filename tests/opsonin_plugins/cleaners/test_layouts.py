"""Invented documents in the layouts of library sites and of translated newswire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Clean = Callable[..., "Page"]  # type: ignore[name-defined]  # noqa: F821 - the fixture's own class
LAYOUTS = Path(__file__).with_name("layouts")

#: Layout -> columns of ``documents``, beginnings of the main text's blocks.
EXPECTED: dict[str, tuple[dict[str, object], list[str]]] = {
    "old_pubmed": (
        {
            "doc_type": "abstract_page",
            "title": "Methotrexate and risk of serious infection in psoriatic arthritis: a "
            "population-based cohort study.",
            "journal": "J Rheumatol",
            "published_value": "2014-05",
            "pages": "934-42",
            "doi": "10.3899/jrheum.130912",
            "pmid": "24692525",
            "authors": ["Harding LM", "O'Rourke P", "Vandenberg CJ", "Iyer S"],
        },
        ["Methotrexate", "Abstract", "OBJECTIVE:", "To determine", "METHODS:", "We studied",
         "RESULTS:", "During", "CONCLUSION:", "MTX did not"],
    ),
    "europe_pmc": (
        {
            "doc_type": "abstract_page",
            "journal": "Journal for Immunotherapy of Cancer",
            "published_value": "2021-06-15",
            "volume": "9",
            "issue": "6",
            "pages": "e002345",
            "doi": "10.1136/jitc-2021-002345",
            "pmid": "34130985",
            "pmcid": "PMC8208004",
            "authors": ["Ferreira-Lopes J", "Whitfield EK", "Ndiaye A", "Rosenthal M"],
        },
        ["Gut microbiome", "Abstract", "Background", "The gut", "Methods", "Stool", "Results",
         "Responders", "Conclusions", "Baseline"],
    ),
    "trial_registry": (
        {
            "doc_type": "trial_record",
            "title": "Low-dose Colchicine for Secondary Prevention After Ischemic Stroke "
            "(COLSTROKE)",
        },
        ["Low-dose", "Study Description", "Brief Summary:", "This trial"],
    ),
    "exported_record": (
        {
            "doc_type": "abstract_page",
            "title": "Screening mammography in women 40 to 49 years of age: a decision analysis.",
            "journal": "Ann Intern Med",
            "published_value": "2003-07-01",
            "pmid": "12834315",
            "authors": ["Thornbury RW", "Castellanos IM", "Abayomi DR", "Schreiber K"],
        },
        ["Screening", "BACKGROUND: "],
    ),
    "translated_from_chinese": (
        {
            "doc_type": "newswire",
            "publisher": "Huaxin News Agency",
            "original_publisher": "Huaxin Net",
            "dateline_place": "Nanjing",
            "published_value": "2021-11-03",
            "text_origin": "translated",
            "machine_translated": True,
        },
        ["The new crown vaccine", "Huaxin News Agency, Nanjing", '"It is recommended',
         "Zhou Wenhai", "It is understood", "Experts remind"],
    ),
    "translated_from_spanish": (
        {
            "doc_type": "newswire",
            "publisher": "Prensa Andina",
            "dateline_place": "Villa Esperanza",
            "published_value": "2020-08-04",
            "text_origin": "translated",
        },
        ["Dengue cases rise"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", EXPECTED)
def test_layout_is_read(clean_page: Clean, layout: str) -> None:
    expected, beginnings = EXPECTED[layout]
    page = clean_page((LAYOUTS / f"{layout}.txt").read_text("utf-8"))
    assert {name: page.document[name] for name in expected} == expected
    found = [text[: len(start)] for text, start in zip(page.main, beginnings, strict=False)]
    assert found == beginnings


@pytest.mark.parametrize("layout", ["old_pubmed", "europe_pmc", "exported_record"])
def test_furniture_of_library_sites_is_no_main_text(clean_page: Clean, layout: str) -> None:
    page = clean_page((LAYOUTS / f"{layout}.txt").read_text("utf-8"))
    assert len(page.main) == {"old_pubmed": 10, "europe_pmc": 10}.get(layout, len(page.main))
    furniture = ("Search", "Feedback", "Send to", "PubMed Commons", "Recent Activity", "PMID")
    assert not [text for text in page.main if text.startswith(furniture)]


def test_signs_that_a_translation_misplaced_are_set_right(clean_page: Clean) -> None:
    text = (LAYOUTS / "translated_from_chinese.txt").read_text("utf-8")
    main = "\n".join(clean_page(text).main)
    assert "superposition of adverse reactions.\n" in main
    assert "between 5% and 18%, and the elderly" in main
    assert "doses are in place. Residents can" in main
