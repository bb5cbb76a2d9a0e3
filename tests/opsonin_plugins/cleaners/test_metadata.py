"""Made-up documents of each kind through all cleaners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Clean = Callable[..., Any]

PUBMED_PAGE = """\
An official website of the United States government
Here\u2019s how you know
Log in
Show account info
Search PubMed
Display options
Format

Abstract
Save
Email
Send to
Display options

J Clin Sleep. 2019 Mar 4;15(3):401-412.
doi: 10.5664/jcsm.9999.
Night shifts and insulin sensitivity in nurses: a crossover study
Maria Q Lopez 1 , Tom van Berg 2 , Aiko Sato 1 2
Affiliations
Expand
Affiliations
1 Department of Endocrinology, Example University, Porto, Portugal.
2 Sleep Unit, Example Hospital, Ghent, Belgium.
PMID: 30999999 PMCID: PMC6499999 DOI: 10.5664/jcsm.9999
Free PMC article

Abstract

Background: Night shifts disturb sleep. We tested insulin sensitivity.

Conclusions: Night shifts lower insulin sensitivity.

Keywords: insulin; night work; nurses.

Copyright \u00a9 2019 Example Society. All rights reserved.

PubMed Disclaimer

Conflict of interest statement

Dr. Lopez received fees from Acme.

Figures

Similar articles

Shift work and health.
Poe E. Lancet. 2001 Sep 22;358(9286):999-1005. PMID: 11583750
See all similar articles

References

    1. Spiegel K. Impact of sleep debt. Lancet. 1999;354:1435\u20131439. - PubMed
    1. Knutson KL. Sleep. Sleep Med Rev. 2007;11:163\u2013178. - DOI - PMC - PubMed

Publication types

Randomized Controlled Trial

MeSH terms

Adult
Insulin Resistance*

Substances
LinkOut - more resources

Full Text Sources
PubMed Central
"""
NEWS = """\
Home > Health > Heart
Coffee linked to lower risk of gout, study finds
By Ada Byron and Jean Dyck, Example Times
Published: March 3, 2021 10:15 am
Share on Facebook
Share on Twitter
Photo: Jane Roe/Getty Images

People who drink coffee have a lower risk of gout, researchers said on Wednesday.

"We were surprised," said Dr. Ivo Gray, who led the work. "It was a big effect."

Advertisement

The study followed 4,000 adults. According to the authors, tea had no effect.

Read more: Why coffee wakes you up

Related Articles

Tea and the heart: what we know
Can chocolate make you smarter?

Sign up for our daily newsletter
\u00a9 2021 Example Media. All rights reserved. | Terms of Use | Privacy Policy
"""
PRESS_RELEASE = """\
FOR IMMEDIATE RELEASE

Acme Bio Reports Positive Phase 2 Results for AB-101 in Psoriasis

CAMBRIDGE, Mass., June 7, 2022 /PRNewswire/ -- Acme Bio, Inc. today announced results. It met.

"We are delighted," said Jo Roe, chief executive of Acme Bio.

Media contact:
Jo Poe
"""
TRANSLATED = """\
\u3000\u3000Xinhua News Agency, Geneva, March 12 (Reporter Wang) New crown infections fell.

\u3000\u3000Experts said the new crown vaccine can prevent severe cases.The vaccine is safe.

(Editor: Li)
"""
BLOG = """\
Skip to content
Menu
Home
About
Contact

10 Foods That Help Your Liver

Posted on May 4, 2020 by admin

Your liver works hard. It cleans the blood and keeps the sugarsThe list will help.

Share this:
Click to share on Twitter (Opens in new window)

Tags: liver, food

2 Comments

Leave a Reply Cancel reply
Your email address will not be published. Required fields are marked *
Comment *
Name *
Email *
Website
Save my name, email, and website in this browser for the next time I comment.
This site uses Akismet to reduce spam. Learn how your comment data is processed.
"""
PAPER = """\
Gut microbes shape fear in mice

Ada Byron, Jean Dyck

Abstract

Fear is learned. Mice without microbes extinguish fear late.

Keywords: fear, microbes

Introduction

The gut talks to the brain [1]. Home cages were used.

Methods

Mice

Germ-free mice were bred in isolators (Figure 1). All mice were 8 weeks old.

Results

Mice without microbes froze longer (P < 0.001). The site is secure in these mice.

Acknowledgements

We thank the animal house.

Competing interests

The authors declare that they have no competing interests.

References

1. Cryan JF. The microbiome. Physiol Rev. 2019;99:1877-2013.
2. Luczynski P. Growing up. Int J Neuropsychopharmacol. 2016;19:pyw020. [DOI] [PubMed]

This is an open access article distributed under the terms of the Creative Commons Attribution \
NonCommercial License 4.0.
"""
TRIAL = """\
Home
Search Results
Study Record Detail

Study of Drug X in Adults With Asthma

ClinicalTrials.gov Identifier: NCT01234567

Recruitment Status : Completed
Sponsor: Example University

Brief Summary:
This study tests whether Drug X helps adults with asthma.

Study Type : Interventional
Eligibility Criteria
Ages Eligible for Study: 18 Years and older
"""


def test_pubmed_page(clean_page: Clean) -> None:
    page = clean_page(PUBMED_PAGE)
    assert page.main == [
        "Night shifts and insulin sensitivity in nurses: a crossover study",
        "Abstract",
        "Background: Night shifts disturb sleep. We tested insulin sensitivity.",
        "Conclusions: Night shifts lower insulin sensitivity.",
    ]
    expected = {
        "doc_type": "abstract_page",
        "title": "Night shifts and insulin sensitivity in nurses: a crossover study",
        "journal": "J Clin Sleep",
        "volume": "15",
        "issue": "3",
        "pages": "401-412",
        "published_value": "2019-03-04",
        "doi": "10.5664/jcsm.9999",
        "pmid": "30999999",
        "pmcid": "PMC6499999",
        "authors": ["Maria Q Lopez", "Tom van Berg", "Aiko Sato"],
        "language": "en",
    }
    assert {name: page.document[name] for name in expected} == expected
    assert page.values("mesh_term") == ["Adult", "Insulin Resistance*"]
    assert page.values("keyword") == ["insulin", "night work", "nurses"]
    assert len(page.values("affiliation")) == 2
    assert page.of_kind("reference") == [
        "Spiegel K. Impact of sleep debt. Lancet. 1999;354:1435\u20131439.",
        "Knutson KL. Sleep. Sleep Med Rev. 2007;11:163\u2013178.",
    ]
    assert page.removed_texts("empty_heading") == [
        "Affiliations",
        "Figures",
        "Substances",
    ]


def test_news_page(clean_page: Clean) -> None:
    page = clean_page(NEWS)
    assert page.main[0] == "Coffee linked to lower risk of gout, study finds"
    assert len(page.main) == 4
    assert page.of_kind("byline") == ["By Ada Byron and Jean Dyck, Example Times"]
    assert page.document["doc_type"] == "news"
    assert page.document["authors"] == ["Ada Byron", "Jean Dyck"]
    assert page.document["published_value"] == "2021-03-03"
    assert page.values("photo_credit") == ["Jane Roe/Getty Images"]
    assert "newsletter" not in page.text


def test_press_release(clean_page: Clean) -> None:
    page = clean_page(PRESS_RELEASE)
    assert page.document["doc_type"] == "press_release"
    assert page.document["title"].startswith("Acme Bio Reports")
    assert page.document["dateline_place"] == "CAMBRIDGE, Mass."
    assert str(page.document["published_at"]) == "2022-06-07"
    assert page.removed_texts("site_chrome") == []


def test_translated_newswire(clean_page: Clean) -> None:
    page = clean_page(TRANSLATED)
    assert page.document["doc_type"] == "newswire"
    assert page.document["machine_translated"] is True
    assert page.document["text_origin"] == "translated"
    assert page.document["publisher"] == "Xinhua News Agency"
    assert page.document["published_value"] == "XXXX-03-12"
    assert page.document["published_at"] is None
    assert page.main[0].startswith("Xinhua News Agency, Geneva")
    assert page.main[1].endswith("severe cases. The vaccine is safe.")


def test_blog_page(clean_page: Clean) -> None:
    page = clean_page(BLOG)
    assert page.main == [
        "10 Foods That Help Your Liver",
        "Your liver works hard. It cleans the blood and keeps the sugars The list will help.",
    ]
    assert page.document["doc_type"] == "blog"
    assert page.values("keyword") == ["liver", "food"]


def test_paper(clean_page: Clean) -> None:
    page = clean_page(PAPER)
    assert page.document["doc_type"] == "paper"
    assert page.document["authors"] == ["Ada Byron", "Jean Dyck"]
    assert page.document["licence"] == "CC BY-NC 4.0"
    assert "The gut talks to the brain [1]. Home cages were used." in page.main
    assert page.of_kind("abstract") == [
        "Fear is learned. Mice without microbes extinguish fear late."
    ]
    assert page.of_kind("reference")[0].startswith("1. Cryan JF.")
    assert not any("competing interests" in text for text in page.main)
    assert page.removed_texts("site_chrome") == []


def test_trial_record(clean_page: Clean) -> None:
    page = clean_page(TRIAL)
    assert page.document["doc_type"] == "trial_record"
    assert page.document["title"] == "Study of Drug X in Adults With Asthma"
    assert page.removed_texts("site_chrome") == ["Home\nSearch Results\nStudy Record Detail"]


def test_republished_text_names_its_first_publisher(clean_page: Clean) -> None:
    page = clean_page("Mice sleep.\n\nThis article was originally published on The Conversation.")
    assert page.document["original_publisher"] == "The Conversation"
    assert clean_page("Mice sleep, Roe told The Times.").document["original_publisher"] is None


def test_record_metadata_yields_to_what_the_text_states(clean_page: Clean) -> None:
    page = clean_page("GENEVA, May 3, 2021 (AFP) - Mice sleep.", date="2020-01-01", title="On mice")
    assert page.document["published_value"] == "2021-05-03"
    assert page.document["title"] == "On mice"


def test_markdown_page(clean_page: Clean) -> None:
    page = clean_page("# On **mice**\n\nMice *sleep*. Rats do not.\n", "text/markdown")
    assert page.main == ["On mice", "Mice sleep. Rats do not."]
    assert page.document["title"] == "On mice"
    assert page.of_kind("sentence") == ["Mice sleep.", "Rats do not."]


@pytest.mark.parametrize("text", ["x", "12"])
def test_hardly_any_text_is_no_error(clean_page: Clean, text: str) -> None:
    page = clean_page(text)
    assert page.document["doc_type"] == "other"
    assert page.document["title"] is None
