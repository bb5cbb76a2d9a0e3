from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.prose import citations_in


def _found(
    text: str,
) -> list[tuple[str, str | None, int | None, str | None, str | None, str | None]]:
    return [
        (text[start:end], one.container, one.year, one.volume, one.issue, one.pages)
        for start, end, one in citations_in(text, 0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It was shown (Nature Reviews Rheumatology, 2021;17:..) that this is so.",
            (
                "Nature Reviews Rheumatology, 2021;17",
                "Nature Reviews Rheumatology",
                2021,
                "17",
                None,
                None,
            ),
        ),
        (
            "as reported in N Engl J Med 2021;385:567.",
            ("N Engl J Med 2021;385:567", "N Engl J Med", 2021, "385", None, "567"),
        ),
        (
            "see J Med Chem. 2020;63(15) for more",
            ("J Med Chem. 2020;63(15)", "J Med Chem", 2020, "63", "15", None),
        ),
        (
            "constipation [J]. N Engl J Med, 2008, 358 (22): 2344\u20132354 [11]. After",
            (
                "N Engl J Med, 2008, 358 (22): 2344\u20132354",
                "N Engl J Med",
                2008,
                "358",
                "22",
                "2344-2354",
            ),
        ),
        (
            "was found (Nature 584, 457\u2013462 (2020)).",
            ("Nature 584, 457\u2013462 (2020)", "Nature", 2020, "584", None, "457-462"),
        ),
    ],
)
def test_journal_with_its_numbers_is_a_citation(text: str, expected: tuple[object, ...]) -> None:
    assert _found(text) == [expected]


def test_authors_before_the_journal_and_a_doi_behind_belong_to_it() -> None:
    text = "as in Doe J, et al. Lancet 2020;395:497-506. doi: 10.1000/x.1. Then"
    ((start, end, found),) = citations_in(text, 0, len(text))
    assert text[start:end] == "Doe J, et al. Lancet 2020;395:497-506. doi: 10.1000/x.1"
    assert (found.authors, found.container, found.doi) == (("Doe J",), "Lancet", "10.1000/x.1")


@pytest.mark.parametrize(
    "text",
    [
        "In 2020; 12 patients were seen, and in March 2021; 14 more.",
        "On September 28, 2020, 12:30 the meeting began (Room 12, 3).",
        "Declaration of Helsinki (1989); 2000; 12 items.",
        "Follow-up was 12, 24-36 months (2020).",
        "The vote was 80-19 in 1998, 12:34.",
        "Doe et al. (2012) found 34 of 56: 61 % (2013).",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert _found(text) == []
