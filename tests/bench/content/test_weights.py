from __future__ import annotations

import numpy as np

from opsonin_bench.content.pages import LabelledPage, domain_of
from opsonin_bench.content.weights import shares_by_fold, weights
from opsonin_bench.quality.sets.html import Page
from opsonin_plugins.cleaners.content.reading import read_outline

_MARKUP = (
    '<div class="menu"><p>subscribe now</p></div><div class="story"><p>patients recovered</p></div>'
)


def _page(domain: str) -> LabelledPage:
    labels = np.array([0.0, 1.0], dtype=np.float32)
    page = Page("article", "patients recovered")
    return LabelledPage("wcxb", domain, page, "", domain, read_outline(_MARKUP), labels)


def test_words_and_names_of_main_content_weigh_more() -> None:
    shares = shares_by_fold(_page(f"site{n}.org") for n in range(40))
    words, names = weights(list(shares.values()))
    assert words["patients"] > 1 > -1 > words["subscribe"]
    assert names["story"] > 1 > -1 > names["menu"]


def test_word_of_few_domains_is_not_learned() -> None:
    shares = shares_by_fold([_page("one.org")] * 100)
    assert weights(list(shares.values())) == ({}, {})


def test_domain_is_the_registered_one() -> None:
    assert domain_of("https://www.example.co.uk/a") == "example.co.uk"
    assert domain_of("https://news.example.org:80/a") == "example.org"
    assert domain_of("") == domain_of(None) == ""
