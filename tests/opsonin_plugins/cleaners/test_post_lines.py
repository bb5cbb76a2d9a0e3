from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.post_lines import read_post_line


@pytest.mark.parametrize(
    ("line", "date", "author"),
    [
        ("By Admin | On October 12, 2021 | In Heart Health | 3 Comments", "2021-10-12", None),
        ("January 24, 2022 by healthbuzz", "2022-01-24", None),
        ("Jun 02, 2021 BY DR. ADA BYRON", "2021-06-02", "Ada Byron"),
        ("Posted by Ada Byron on March 3, 2020", "2020-03-03", "Ada Byron"),
        (
            "Written by Ada Byron, RD \u2014 Reviewed by Dr. Jo Roe \u2014 Updated on July 8, 2021",
            "2021-07-08",
            "Ada Byron",
        ),
        ("Last updated: 15/02/2022 by Ada Byron, Health Coach", "2022-02-15", "Ada Byron"),
        (
            "By Ada Byron, Tea Times Reporter | Posted: June 9, 2022 6:05 a.m.",
            "2022-06-09",
            "Ada Byron",
        ),
        ("by Mandy / April 2, 2023 / Wellness, Self-Care", "2023-04-02", "Mandy"),
        ("September 9, 2022/in Wellness /by Jenna", "2022-09-09", "Jenna"),
        ("June 13, 2022 Updated: 6:42 p.m.", "2022-06-13", None),
        ("Updated: March 13, 2025 / 07:01 PM GMT+8", "2025-03-13", None),
        ("Published: 9:05 AM EST, Mon June 1, 2020", "2020-06-01", None),
        ("Updated 4:21 PM, 4 May 2023", "2023-05-04", None),
        ("News Release 9-Jan-2023", "2023-01-09", None),
        ("EMBARGOED UNTIL 16:00 GMT, WEDNESDAY 8 NOVEMBER 2023", "2023-11-08", None),
    ],
)
def test_lines_of_date_and_author_are_read(line: str, date: str, author: str | None) -> None:
    found = read_post_line(line)
    assert found is not None
    assert found.date["published_value"][0] == date
    assert [name for name, _, _ in found.authors] == ([author] if author else [])
    assert all(line[start:end] for _, start, end in found.authors)


@pytest.mark.parametrize(
    "line",
    [
        "By March 3, 2020, cases rose in all of them",
        "In Boston on May 3, 2020",
        "Mice slept on 3 May 2020 | and woke up again after the longest of winters",
        "Nature 2020",
    ],
)
def test_sentences_are_no_such_lines(line: str) -> None:
    assert read_post_line(line) is None


def test_an_order_of_day_and_month_that_nobody_knows_gives_no_date() -> None:
    assert read_post_line("Updated on 03/04/2021 by Ada Byron") is None


def test_bait_is_read_in_linear_time() -> None:
    assert read_post_line("By " + "A " * 60 + "2020 | " * 8) is None
