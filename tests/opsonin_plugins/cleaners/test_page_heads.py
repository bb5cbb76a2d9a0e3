"""What stands above the text of a page: navigation, trails, counters, bylines, datelines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from opsonin_plugins.cleaners.datelines import read_dateline

Clean = Callable[..., Any]

RECORD = """\
Skip to main page content
Access keys
NCBI Homepage
MyNCBI Homepage
Main Content
Main Navigation
Full text links
Prairie Academic
Actions
Cite
Page navigation
Title & authors
Abstract
Similar articles
References
Randomized Controlled Trial
J Tea
. 2021 Nov 3;60(11):5105-5114. doi: 10.1000/tea.102.
Green tea in gout: a randomized trial
Ada Byron 1, Jean Dyck 2
Affiliations
1 Department of Teas, Prairie Hospital, Lyon.
PMID: 33560294 DOI: 10.1000/tea.102

Abstract
Objectives: To determine whether green tea helps in gout. We asked 109 people to drink it.
Conclusion: Tea did not help.
"""
NEWS = """\
Wednesday, October 6, 2021
HomeHealthSmell tests may spot gout years early, large study suggests
Smell tests may spot gout years early, large study suggests
By
Gina Poe
-
October 6, 2021
0
24
Facebook
Twitter
WhatsApp
A test mailed to people's homes found more than 7,800 of them, researchers reported on Tuesday.
"We never had a way to find these people," said Dr. Ada Byron, who led the study. "Now we do."
"What would I tell her?" asked Dr. Jean Dyck, a neurologist. Officials said last week it was early.
LEAVE A REPLY Cancel reply
Log in to leave a comment
"""


def test_navigation_of_a_record_hides_none_of_its_head(clean_page: Clean) -> None:
    page = clean_page(RECORD)
    assert page.document["title"] == "Green tea in gout: a randomized trial"
    assert page.document["authors"] == ["Ada Byron", "Jean Dyck"]
    assert page.document["journal"] == "J Tea"
    assert page.document["published_value"] == "2021-11-03"
    assert page.document["doc_type"] == "abstract_page"
    removed = "\n".join(page.removed_texts("site_chrome"))
    assert "Prairie Academic" in removed
    assert page.text.startswith("Randomized Controlled Trial")


def test_full_text_links_without_an_end_take_no_text(clean_page: Clean) -> None:
    text = RECORD.replace("Actions\nCite\nPage navigation\n", "A " + "long line " * 8 + "\n")
    assert "Prairie Academic" in clean_page(text).text


def test_trail_counters_and_strokes_go_and_the_byline_stays(clean_page: Clean) -> None:
    page = clean_page(NEWS)
    assert page.document["title"] == "Smell tests may spot gout years early, large study suggests"
    assert page.document["authors"] == ["Gina Poe"]
    assert page.of_kind("byline") == ["By", "Gina Poe"]
    assert page.main[1].startswith("A test mailed")
    assert "24" not in page.text.split("\n")


def test_news_that_readers_may_comment_on_is_news(clean_page: Clean) -> None:
    assert clean_page(NEWS).document["doc_type"] == "news"
    plain = "Tea is green. It grows on hills, and people pick it by hand in the early morning."
    assert clean_page(f"Tea\n\n{plain}\n\nLEAVE A REPLY\n").document["doc_type"] == "blog"


@pytest.mark.parametrize(
    ("content", "place", "date"),
    [
        ("EDINBURGH, UK, 9 February 2023 \u2013 A test", "EDINBURGH, UK", "2023-02-09"),
        ("LONDON, United Kingdom \u2013 4 May 2022 \u2013 A test", "LONDON, United Kingdom",
         "2022-05-04"),
        ("Basel, 12 March 2021 \u2013 A test", "Basel", "2021-03-12"),
        ("Boston, MA, March 3, 2021 \u2014 A test", "Boston, MA", "2021-03-03"),
    ],
)  # fmt: skip
def test_dateline_with_the_day_first(content: str, place: str, date: str) -> None:
    dateline = read_dateline(content)
    assert dateline is not None
    assert dateline.values["dateline_place"][0] == place
    assert dateline.values["published_value"][0] == date


@pytest.mark.parametrize(
    "content", ["In Basel, 12 March 2021 was cold.", "Results, 4 May 2021 and later \u2013 none"]
)
def test_no_dateline(content: str) -> None:
    assert read_dateline(content) is None


def test_reporters_of_a_dateline_are_authors() -> None:
    content = "Xinhua News Agency, Lima, June 3 (Reporters Li Wei and Chen Na) A test"
    dateline = read_dateline(content)
    assert dateline is not None
    assert [name for name, _, _ in dateline.authors] == ["Li Wei", "Chen Na"]
    assert [content[start:end] for _, start, end in dateline.authors] == ["Li Wei", "Chen Na"]
