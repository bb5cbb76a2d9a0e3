from __future__ import annotations

from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.lines import split_lines
from opsonin_plugins.cleaners.reference_marks import link_label_lines, mark_edits


def unmarked(text: str) -> str:
    return apply_edits(text, list(mark_edits(text, split_lines(text), ())))


def test_numbers_that_do_not_count_are_taken_off() -> None:
    text = "References\n\n    1. Roe P. Sleep. 2011.\n    1. Poe E. Lancet. 2001."
    assert unmarked(text) == "References\n\nRoe P. Sleep. 2011.\nPoe E. Lancet. 2001."


def test_numbers_that_count_stay() -> None:
    text = "References\n\n1. Roe P. Sleep. 2011.\n2. Poe E. Lancet. 2001."
    assert unmarked(text) == text


def test_link_labels_are_taken_off_references() -> None:
    for labels in (" - DOI - PMC - PubMed", " [DOI] [PubMed] [Google Scholar]", " - PubMed"):
        text = f"References\n\nRoe P. Sleep. 2011.{labels}"
        assert unmarked(text) == "References\n\nRoe P. Sleep. 2011."


def test_prose_that_names_a_database_stays() -> None:
    for text in (
        "We searched Scopus and PubMed",
        "A search of three databases - PubMed",
        "Abstract\n\nWe searched it in [PubMed]",
    ):
        assert unmarked(text) == text


def test_lines_of_link_labels_are_found_below_references_only() -> None:
    text = "References\n\n1. Roe P. Sleep. 2011.\nArticle CAS PubMed Google Scholar"
    assert list(link_label_lines(split_lines(text))) == [3]
    assert list(link_label_lines(split_lines("Tools\n\nPubMed"))) == []
