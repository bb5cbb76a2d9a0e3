from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.authors import authors_of
from opsonin_plugins.taggers.citations.boundaries import mended
from opsonin_plugins.taggers.citations.fields import citation_of
from opsonin_plugins.taggers.citations.numbering import numbers_of
from opsonin_plugins.taggers.citations.places import Block, find_places
from opsonin_plugins.taggers.citations.prose import citations_in
from opsonin_plugins.taggers.citations.shape import content_of, likeness, number_of
from opsonin_plugins.taggers.citations.tokens import tokenize

#: None of these may cost more than their length; one that did would not end here.
BAIT = [
    *(
        "2020;",
        "2020 ",
        "2020, 1",
        "1(1):",
        "1-",
        "12, 3",
        "(2020)",
        "pp. 1-",
        "vol 1 ",
        "no. ",
        "p",
    ),
    *("A. ", "Aa B, ", "Aa, B., ", "van de ", "et al. ", "and ", "; ", ", ", "\u2026", "Jr., "),
    *(
        "- DOI ",
        "[PubMed] ",
        "] ",
        "[1] ",
        "1. A",
        "1. ",
        "(1) ",
        "    ",
        "\n",
        "\n1. ",
        "J. Med. ",
    ),
    *(
        "10.1000/",
        "doi: 10.1000/a.",
        "https://",
        "www.",
        "The Journal of ",
        "Lancet 2020;1:1 ",
        "X",
    ),
    *("References\n", "More information: ", "\u201c", '"', "(", "a-", "a\u2019", "PMID: 1 ", "\t"),
]


@pytest.mark.parametrize("unit", BAIT)
def test_bait_costs_linear_time(unit: str) -> None:
    text = unit * (30_000 // len(unit))
    find_places(text, [Block("paragraph", 0, len(text))])
    find_places(text, [Block("reference", 0, len(text))])
    assert all(start < end for start, end, _ in citations_in(text, 0, len(text)))
    assert content_of(text, 0, len(text))[1] <= len(text)
    number_of(text, 0, len(text))
    assert tokenize(text) is not None


@pytest.mark.parametrize("unit", BAIT)
def test_bait_of_the_length_of_a_reference_costs_little(unit: str) -> None:
    text = (unit * 2_000)[:2_000]
    for begin in ("", "Doe J. ", "1. ", "a"):
        likeness(begin + text[len(begin) :])
    authors_of(text)
    numbers_of(text, text, text, text)
    mended(text, [("author", (0, 600)), ("title", (600, 1_400)), ("journal", (1_400, 2_000))])
    citation_of(text, [("author", (0, 2_000)), ("journal", (0, 2_000)), ("title", (0, 1_999))])
