from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.shape import content_of, likeness, number_of

NLM = "Doe J, Roe R. Cells at work. Cell. 2018;12:1-9."


@pytest.mark.parametrize(
    "line",
    [
        NLM,
        f"[12] {NLM}",
        "Doe, J. et al. Immunity after infection. Nature 584, 457-462 (2020).",
        "Doe, J., & Roe, A. B. (2019). A review. Journal of Ageing, 12(3), 123-129.",
        "J. A. Doe and R. Roe. Clustering. IEEE Trans, 51(4):1523-1545, 2005.",
    ],
)
def test_reference_is_told_by_its_looks(line: str) -> None:
    assert likeness(line) >= 6


@pytest.mark.parametrize(
    "line",
    [
        "In 2020, 12 of 34 patients (35 %) had a fever and 9 had not, which was what we expected.",
        "Doe et al. (2012) found that the counts were higher than those that had been reported.",
        "Copyright 2020-2024 Example Media Group. All rights reserved.",
        "Posted on March 3, 2021 by Jane Doe",
        "How to cite: Doe J. Cells at work. Cell. 2018;12:1-9.",
        "Monday 9:00-17:00",
        "x" * 5_000,
    ],
)
def test_other_lines_are_not(line: str) -> None:
    assert likeness(line) < 4


@pytest.mark.parametrize(
    "line",
    [
        NLM,
        f"1. {NLM}",
        f"33 {NLM}",
        f"[3] {NLM} [PubMed] [Google Scholar]",
        f"    12) {NLM} - DOI - PMC - PubMed",
        f"\u2022 {NLM} Crossref Medline",
    ],
)
def test_number_and_links_are_no_part_of_a_reference(line: str) -> None:
    start, end = content_of(line, 0, len(line))
    assert line[start:end] == NLM


def test_bracket_of_a_reference_stays() -> None:
    line = "Doe J. Zellen [Cells]"
    assert content_of(line, 0, len(line)) == (0, len(line))


@pytest.mark.parametrize(
    ("line", "number"), [("12. Doe", 12), ("[7] Doe", 7), ("- Doe", -1), ("Doe", None)]
)
def test_number_of_a_line(line: str, number: int | None) -> None:
    assert number_of(line, 0, len(line)) == number
