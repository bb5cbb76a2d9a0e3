from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.exchanged_terms import exchanged_terms
from runaway import must_end


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Bosom malignancy is common", "breast cancer"),
        ("the insusceptible framework", "immune system"),
        ("a 95% self-confidence interval", "confidence interval"),
        ("were arbitrarily designated to tea", "randomly assigned"),
        ("the chances ratio was 2", "odds ratio"),
        ("a few cases of cystic sclerosis", "systemic sclerosis"),
    ],
)
def test_exchanged_terms_are_found_with_what_was_meant(text: str, meant: str) -> None:
    assert [one[2] for one in exchanged_terms(text)] == [meant]


@pytest.mark.parametrize(
    "text",
    ["multiple sclerosis and cystic fibrosis", "anti-human IgG", "hearts; a bosom friend"],
)
def test_usual_terms_are_none(text: str) -> None:
    assert list(exchanged_terms(text)) == []


def test_bait_takes_linear_time() -> None:
    with must_end():
        list(exchanged_terms("anti-human " * 40_000 + "myosis"))
