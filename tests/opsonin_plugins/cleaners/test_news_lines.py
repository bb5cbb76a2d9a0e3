from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.news_lines import read_news_line
from runaway import must_end


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("2021-11-03 19:42 Source: Tea Net", {"published_value": "2021-11-03",
                                              "original_publisher": "Tea Net"}),
        ("Source: Tea Daily   Author: Li Chao", {"original_publisher": "Tea Daily",
                                                 "authors": "Li Chao"}),
        ("12:40 05/14/2021", {"published_value": "2021-05-14"}),
        ("19 JAN, 10:15", {"published_value": "XXXX-01-19"}),
        ("Input 2020.07.14. 09:00 Correction 2020.07.15. 09:12", {"published_value": "2020-07-14"}),
        ("Reporter Jo Eun | Approval 2022-05-23 14:20", {"authors": "Jo Eun",
                                                         "published_value": "2022-05-23"}),
        ("EFE Lima 12 Mar 2022", {"publisher": "EFE", "dateline_place": "Lima",
                                  "published_value": "2022-03-12"}),
        ("\u3010Editor in charge: Li Yu\u3011", {}),
        ("(Original title: Tea helps)", {}),
        ("jo.li@tea.example", {}),
        ("ifg/jcm", {}),
    ],
)  # fmt: skip
def test_lines_around_a_story_are_read(line: str, values: dict[str, str]) -> None:
    found = read_news_line(line)
    assert found is not None
    told = {name: value for name, (value, _, _) in found[1].items()}
    named = {name: value for name, value in told.items() if not name.endswith(("ision", "basis"))}
    assert named == values


@pytest.mark.parametrize(
    "line",
    [
        "The source: a market in the old town.",
        "Editors and authors met in May.",
        "Date palms grow here.",
        "05/06/2021 and later",
        "Tea helps, the reporter learned on the 3rd.",
    ],
)
def test_text_is_no_such_line(line: str) -> None:
    assert read_news_line(line) is None


def test_bait_takes_linear_time() -> None:
    with must_end():
        for bait in ("Source: " * 30, "12:40 " * 40, "(" * 240, "A " * 120):
            for _ in range(100):
                read_news_line(bait)
