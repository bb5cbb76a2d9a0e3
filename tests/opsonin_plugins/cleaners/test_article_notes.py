from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PROSE = "The mice that were given the drug slept all day long, and those without it did not."


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("A nurse fills a syringe. (Ada Byron/Getty Images)", "caption"),
        (
            "FILE - In this Feb. 3, 2020, photo, a nurse fills a syringe. (AP Photo/Jo Roe)",
            "caption",
        ),
        ("CORRECTION: An earlier version misstated the dose.", "metadata"),
        ("Disclaimer: This is no medical advice.", "metadata"),
        ("This story was produced with funding from the Roe Foundation.", "metadata"),
        ("FILE PHOTO: A nurse fills a syringe in Leeds, May 4, 2021. REUTERS/Lee Roe", "caption"),
        ("Statement: The above content does not represent the position of this site.", "metadata"),
        ("Originally Posted on: https://example.org/tea-1850", "metadata"),
        ("A version of this article appears in print on May 4, 2021, Section A.", "metadata"),
        ("Follow Ada Byron on Twitter: @byron", "metadata"),
    ],
)
def test_notes_and_captions_are_beside_the_text(
    clean_page: Callable[..., Any], line: str, kind: str
) -> None:
    page = clean_page(f"Mice sleep well\n\n{PROSE}\n\n{PROSE[4:]}\n\n{line}\n\n{PROSE[9:]}")
    (block,) = [row for row in page.blocks if row["text"] == line]
    assert (block["kind"], block["is_main"]) == (kind, False)


def test_what_follows_the_end_of_a_release_is_beside_the_text(
    clean_page: Callable[..., Any],
) -> None:
    text = f"PRESS RELEASE\n\nMice sleep well\n\n{PROSE}\n\n{PROSE[4:]}\n\nENDS\n\nCall Ada Byron."
    assert clean_page(text).main[-1] == PROSE[4:]


def test_a_boilerplate_about_an_institute_is_beside_the_text(
    clean_page: Callable[..., Any],
) -> None:
    about = "About the Roe Institute\n\nThe Roe Institute is a charity with 900 staff in Lakemoor."
    assert clean_page(f"Mice sleep\n\n{PROSE}\n\n{PROSE[4:]}\n\n{about}").main[-1] == PROSE[4:]


@pytest.mark.parametrize(
    "line",
    [
        "The drug was withdrawn in May (Reuters said so in June).",
        "The report was published in the journal Sleep and changed what doctors do.",
        "The article on mice was read by many.",
    ],
)
def test_sentences_of_the_story_stay_main_text(clean_page: Callable[..., Any], line: str) -> None:
    assert line in clean_page(f"Mice sleep well\n\n{PROSE}\n\n{line}\n\n{PROSE[4:]}").main
