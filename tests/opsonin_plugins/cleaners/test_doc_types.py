from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Clean = Callable[..., Any]

LONG = "The garden behind the old house was full of herbs that nobody had planted there. "


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Nettles\n\nWelcome to my small herb blog! {LONG * 3}", "blog"),
        (f"Brennnesseln\n\nSeit zehn Jahren gibt es dieses Gartenblog. {LONG * 3}", "blog"),
        (f"Nettles\n\nGreen Days is the blog of Ada, who cooks with weeds. {LONG * 3}", "blog"),
        (f"Nettles\n\nHe wrote of it in a blog. {LONG * 3}", "other"),
        (
            (
                "Nettles\n\n\u201cI wrote of it on my blog last week,\u201d she said. "
                "\u201cNobody has ever complained of it.\u201d The city said it knew of nothing. "
                f"{LONG * 3}"
            ),
            "news",
        ),
        (
            (
                "Crece la industria\n\nLa asociaci\u00f3n celebr\u00f3 anoche su aniversario con "
                "el presidente del pa\u00eds. \u201cHa sido un a\u00f1o muy bueno para todos "
                "nosotros\u201d, expres\u00f3 Ana Ruiz."
            ),
            "news",
        ),
        (
            (
                "BODY.METHODS/DESIGN.PILOTING THE MODEL:\nThe model was tried over three years.\n\n"
                "BODY.METHODS/DESIGN.STEERING GROUP:\nThe group met each month."
            ),
            "paper",
        ),
    ],
)
def test_kind_of_a_text(clean_page: Clean, text: str, kind: str) -> None:
    assert clean_page(text).document["doc_type"] == kind


def page(author: str, byline: str, body: str) -> str:
    return (
        f'<html><head><title>Nettles</title><meta name="author" content="{author}"></head><body>'
        f"<article><h1>Nettles</h1><p>{byline}</p>{body}</article></body></html>"
    )


def test_byline_of_the_author_whom_the_page_names_makes_news(clean_page: Clean) -> None:
    body = f"<p>{LONG * 3}</p>" * 3
    line = "By Ada Poe Twitter account of Ada Poe"
    assert clean_page(page("Ada Poe", line, body), "text/html").document["doc_type"] == "news"
    assert clean_page(page("Eve Roe", line, body), "text/html").document["doc_type"] == "other"


def test_list_of_labels_is_no_news_whoever_signs_it(clean_page: Clean) -> None:
    labels = "".join(f"<p>{name}</p>" for name in ("Dose", "5 mg", "Form", "Tablet", "Pack of 80"))
    found = clean_page(page("Ada Poe", "By Ada Poe", labels * 6), "text/html")
    assert found.document["doc_type"] == "other"


def test_page_about_the_site_itself_is_no_post_of_the_blog(clean_page: Clean) -> None:
    body = f"<p>This is what our blog keeps of you. {LONG * 3}</p>"
    post = page("Ada Poe", "2 May 2021", body)
    assert clean_page(post, "text/html").document["doc_type"] == "blog"
    policy = post.replace("<title>Nettles", "<title>Privacy policy | Green Days")
    assert clean_page(policy, "text/html").document["doc_type"] == "other"


def test_a_line_with_category_and_one_name_makes_a_blog(clean_page: Clean) -> None:
    prose = "Tea is said to help you sleep, and we asked those who ought to know about it. " * 3
    text = "Does tea help you sleep at night?\n\nMay 9, 2022/in Wellness /by Jenna\n\n" + prose
    assert clean_page(text).document["doc_type"] == "blog"


def test_a_category_beside_the_date_makes_a_blog_of_a_report(clean_page: Clean) -> None:
    prose = (
        "\u201cTea helps those who sleep badly,\u201d says Jo Doe, who directs the Tea Institute. "
        "\u201cIt is cheap as well,\u201d said Jo Doe of the study that was published this year. "
    )
    text = "Tea may help you sleep\n\nBy Maya Roe \u2014 July 15, 2020 in Wellness\n\n" + prose * 2
    assert clean_page(text).document["doc_type"] == "blog"
    signed = text.replace(" in Wellness", "")
    assert clean_page(signed).document["doc_type"] == "news"
