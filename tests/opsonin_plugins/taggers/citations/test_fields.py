from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.fields import Citation, citation_of, container_of
from opsonin_plugins.taggers.citations.labelling import shipped

TITLE = "Neutrophil counts in patients with malaria."
PMID = "PMID: 33471452."
IDS = "https://doi.org/10.1000/abc.1 PMID: 33471452"


def _read(text: str) -> Citation:
    return citation_of(text, next(shipped().label([text])))


@pytest.mark.parametrize(
    "text",
    [
        f"Doe J, Roe RA, et al. {TITLE} Lancet. 2019;393(10170):123-9. doi: 10.1000/ABC.1. {PMID}",
        f"Doe, J. & Roe, R. A. {TITLE} Lancet 393, 123-9 (2019). {IDS}",
        f"Doe, J., & Roe, R. A. (2019). {TITLE} Lancet, 393(10170), 123-9. {IDS}",
        f"Doe J, Roe RA (2019) {TITLE} Lancet 393: 123-9. {IDS}",
    ],
    ids=["NLM", "Nature", "APA", "PLOS"],
)
def test_styles_of_biomedicine_say_the_same(text: str) -> None:
    found = _read(text)
    assert [one.replace(",", "").replace(".", "").replace(" ", "") for one in found.authors] == [
        "DoeJ",
        "RoeRA",
    ]
    assert found.title == "Neutrophil counts in patients with malaria"
    assert (found.container, found.year, found.volume, found.pages) == (
        "Lancet",
        2019,
        "393",
        "123-9",
    )
    assert (found.doi, found.pmid) == ("10.1000/abc.1", "33471452")


def test_title_ends_with_its_sentence() -> None:
    text = "Roe R. Immunity after infection. N Engl J Med. 2021;384:800-810."
    cut = text.index(" Engl")
    runs = [("author", (0, 6)), ("title", (7, cut)), ("journal", (cut + 1, cut + 12))]
    found = citation_of(text, runs)
    assert (found.title, found.container) == ("Immunity after infection", "N Engl J Med")


def test_address_is_no_title() -> None:
    text = "https://example.org/news accessed 2020"
    assert citation_of(text, [("title", (0, 24))]).title is None


def test_text_without_a_label_says_nothing() -> None:
    assert citation_of("", []) == Citation()


@pytest.mark.parametrize(
    ("stated", "name"),
    [("Sci. Immunol.", "Sci. Immunol."), ("Lancet.", "Lancet"), (" ., ", None), (None, None)],
)
def test_container_keeps_the_periods_of_abbreviations(stated: str | None, name: str | None) -> None:
    assert container_of(stated) == name
