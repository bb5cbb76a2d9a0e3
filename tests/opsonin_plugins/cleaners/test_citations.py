from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.citations import edtf, read_citation


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            ". 2017 May;9(2):12-19.",
            {"volume": "9", "issue": "2", "pages": "12-19", "published_value": "2017-05"},
        ),
        (
            "J Clin Sleep. 2019 Mar 4;15(3):401-412. doi: 10.5664/JCSM.99. Epub 2019 Mar 1.",
            {
                "journal": "J Clin Sleep",
                "published_value": "2019-03-04",
                "published_precision": "day",
                "doi": "10.5664/jcsm.99",
            },
        ),
        (
            "PLoS One. 2013;8(9):e75000.",
            {"journal": "PLoS One", "pages": "e75000", "published_precision": "year"},
        ),
        (
            "PMID: 30999999 PMCID: PMC6499999 DOI: 10.5664/x.1",
            {"pmid": "30999999", "pmcid": "PMC6499999", "doi": "10.5664/x.1"},
        ),
        ("https://doi.org/10.1000/xyz", {"doi": "10.1000/xyz"}),
        ("Ada Byron\u00a0et al. Sleep Med. 2020 Jan.", {"journal": "Sleep Med"}),
    ],
)
def test_citation_line_gives_its_parts(line: str, expected: dict[str, str]) -> None:
    citation = read_citation(line)
    assert citation is not None
    found = {name: value for name, (value, _, _) in citation.values.items()}
    assert expected.items() <= found.items()
    for name, (value, start, end) in citation.values.items():
        if name in expected and not name.startswith("published"):
            assert line[start:end].lower() == value.lower()


def test_short_citation_gives_authors_with_offsets() -> None:
    line = "Roe P, van Dyck J. Lancet. 2021 May 3."
    citation = read_citation(line)
    assert citation is not None
    assert [name for name, _, _ in citation.authors] == ["Roe P", "van Dyck J"]
    assert [line[start:end] for _, start, end in citation.authors] == ["Roe P", "van Dyck J"]


@pytest.mark.parametrize(
    "line",
    [
        "We saw it in mice. Then it died. 2020.",
        "Roe P, Doe J. Impact of sleep. Lancet. 1999;354:1435-1439.",
        "In 2020, 34 patients were seen; 20 (10%) died.",
        "The trial ended in 2019.",
        "",
    ],
)
def test_prose_and_references_are_no_citation_of_the_page(line: str) -> None:
    assert read_citation(line) is None


def test_unknown_year_is_written_as_edtf_does() -> None:
    assert edtf(None, "Sept.", "3") == ("XXXX-09-03", "day")
    assert edtf("2020", None, None) == ("2020", "year")
