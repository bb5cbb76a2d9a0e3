from __future__ import annotations

import time

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.identifier_forms import SIGN
from opsonin_plugins.taggers.identifiers import find_identifiers


def _found(text: str) -> list[tuple[str, str]]:
    found = [(found.type, found.value) for found in find_identifiers(text)]
    may_hold = pc.match_substring_regex(pa.array([text]), SIGN, ignore_case=True)[0].as_py()
    assert may_hold or not found
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://doi.org/10.1000/xyz123.", ["10.1000/xyz123"]),
        ("(doi:10.1016/S0140-6736(20)30183-5)", ["10.1016/s0140-6736(20)30183-5"]),
        ("DOI:10.1000/ABC.DEF", ["10.1000/abc.def"]),
        ("see 10.1000/a.b.", ["10.1000/a.b"]),
        ("“10.1000/a”, [10.1000/b]", ["10.1000/a", "10.1000/b"]),
        ("10.1000/a; 10.1000/b;10.1000/c,10.1000/d", [f"10.1000/{x}" for x in "abcd"]),
        ('<a href="x">10.1000/abc</a>', ["10.1000/abc"]),
        ("10.1000/abc<br>1", ["10.1000/abc"]),
        (
            "10.1002/(SICI)1096-8644(199706)103:2<123::AID-AJPA1>3.0.CO;2-K.",
            ["10.1002/(sici)1096-8644(199706)103:2<123::aid-ajpa1>3.0.co;2-k"],
        ),
        (
            "https://doi.org/10.1002/(SICI)1096-8644(199706)103:2<123::AID-AJPA1>3.0.CO;2-K",
            ["10.1002/(sici)1096-8644(199706)103:2<123::aid-ajpa1>3.0.co;2-k"],
        ),
        (
            "10.1890/0012-9658(2006)87[1501:TLOT]2.0.CO;2, and",
            ["10.1890/0012-9658(2006)87[1501:tlot]2.0.co;2"],
        ),
        ("http://dx.doi.org/10.1016%2Fj.cell.2020.04.026", ["10.1016/j.cell.2020.04.026"]),
        ("https://doi.org/10.1000/abc?utm_source=x#top", ["10.1000/abc"]),
        ("doi.org/10.1000/182", ["10.1000/182"]),
        ("doi: https://doi.org/10.1000/182", ["10.1000/182"]),
        ("10.1000.10/123456", ["10.1000.10/123456"]),
        ("10.1038/s41577-020-00429-3.The disease", ["10.1038/s41577-020-00429-3"]),
        ("10.1101/2020.04.01.020263v1", ["10.1101/2020.04.01.020263v1"]),
        ("10.1000/x&gt;", ["10.1000/x"]),
        ("见10.1000/x。", ["10.1000/x"]),
        ("version 10.1234/ or 110.1000/a, 10.5/3, 1.10.1000/a", []),
    ],
)
def test_doi_is_found_without_what_surrounds_it(text: str, expected: list[str]) -> None:
    assert _found(text) == [("doi", value) for value in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMID: 32887691; PMCID: PMC7500000", [("pmid", "32887691"), ("pmcid", "PMC7500000")]),
        ("PMID32887691 PubMed ID 123", [("pmid", "32887691"), ("pmid", "123")]),
        ("10.1016/j.x.2020PMID: 12", [("doi", "10.1016/j.x.2020"), ("pmid", "12")]),
        ("PMCID: 7500000", [("pmcid", "PMC7500000")]),
        ("pmc 2020", []),
        ("PubMed 2020", []),
        ("arXiv:2004.12345v2 [q-bio]", [("arxiv", "2004.12345v2")]),
        ("arXiv:q-bio/0601001v1", [("arxiv", "q-bio/0601001v1")]),
        ("https://arxiv.org/abs/2004.12345.", [("arxiv", "2004.12345")]),
        ("nct04385095, NCT 04385096", [("nct", "NCT04385095"), ("nct", "NCT04385096")]),
        ("https://clinicaltrials.gov/ct2/show/NCT04385095?x=1", [("nct", "NCT04385095")]),
        ("ISRCTN12345678", [("isrctn", "ISRCTN12345678")]),
        ("EUCTR2020-001113-21-GB", [("eudract", "2020-001113-21")]),
        ("on 2020-001113-210 or 2020-04-01", []),
        ("chictr-ior-17013323", [("chictr", "ChiCTR-IOR-17013323")]),
        ("ACTRN12605000001606", [("actrn", "ACTRN12605000001606")]),
        ("CTRI/2020/04/024773", [("ctri", "CTRI/2020/04/024773")]),
        ("jRCTs031190227", [("jrct", "jRCTs031190227")]),
        ("https://orcid.org/0000-0002-1825-0097", [("orcid", "0000-0002-1825-0097")]),
        ("ISBN 978-3-16-148410-0", [("isbn", "9783161484100")]),
        ("ISBN: 0-306-40615-2, 3rd", [("isbn", "0306406152")]),
        ("eISSN 0378-5955", [("issn", "0378-5955")]),
        ("https://pubmed.ncbi.nlm.nih.gov/32887691/", [("pmid", "32887691")]),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7500000/", [("pmcid", "PMC7500000")]),
    ],
)
def test_other_identifiers_are_found_and_normalised(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("visit www.who.int. Then", ["www.who.int"]),
        ("(http://example.org/a_(b))", ["http://example.org/a_(b)"]),
        (
            "https://link.springer.com/article/10.1007/s00125-020-05180-x).",
            ["https://link.springer.com/article/10.1007/s00125-020-05180-x"],
        ),
        ("The https:// ensures that", []),
        ("“https://a.org/Path?q=1&r=2#x”", ["https://a.org/Path?q=1&r=2#x"]),
    ],
)
def test_url_is_found_as_it_stands(text: str, expected: list[str]) -> None:
    assert _found(text) == [("url", value) for value in expected]


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("0000-0002-1825-0097", True),
        ("0000-0002-1825-0098", False),
        ("NCT04385095", True),
        ("NCT0438509", False),
        ("ISBN 316148410X", True),
        ("ISBN 3161484101", False),
        ("arXiv:2013.12345", False),
        ("PMID: 0", False),
        ("https://[bad", False),
        ("http://localhost/x", False),
        ("10.1000/182", True),
    ],
)
def test_form_and_check_digit_are_judged(text: str, is_valid: bool) -> None:  # noqa: FBT001
    [found] = find_identifiers(text)
    assert found.is_valid is is_valid


@given(
    st.lists(
        st.sampled_from(
            [
                "10.1000/ab",
                "https://",
                "doi.org/",
                "www.a.org",
                "PMID: 1",
                ";",
                ")",
                "(",
                ".",
                "<b>",
                " ",
                "NCT01234567",
                "%2F",
                "x",
            ]
        ),
        max_size=12,
    ).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_identifiers_are_in_order_and_never_overlap(text: str) -> None:
    end = 0
    for found in find_identifiers(text):
        assert end <= found.start < found.end <= len(text)
        assert found.value
        assert not any(character.isspace() for character in found.value)
        end = found.end


_BAIT = {
    "doi": "10.1000/" * 30_000,
    "prefixes": "10." * 100_000,
    "brackets": ("10.1000/" + "(" * 390 + " ") * 500,
    "closing": "10.1000/" + ")" * 200_000,
    "angles": "10.1000/" + "<1" * 100_000,
    "urls": "http://" * 50_000,
    "isbn": "ISBN " * 50_000 + "1-" * 50_000,
    "orcid": "0000-" * 100_000,
    "arxiv": "arXiv:" + "a-" * 100_000,
    "labels": "PMID " * 50_000,
}


@pytest.mark.parametrize("text", _BAIT.values(), ids=_BAIT.keys())
def test_bait_costs_linear_time(text: str) -> None:
    started = time.monotonic()
    find_identifiers(text)
    assert time.monotonic() - started < 5
