from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.datelines import read_byline, read_dateline, read_stamp


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "Xinhua News Agency, Geneva, March 12 (Reporter Wang) The",
            "newswire",
            ("Geneva", "Xinhua News Agency", "XXXX-03-12"),
        ),
        ("BOSTON (Reuters) - Two", "newswire", ("BOSTON", "Reuters", None)),
        ("LONDON, June 3 (AFP) \u2013 Two", "newswire", ("LONDON", "AFP", "XXXX-06-03")),
        (
            "WASHINGTON, Oct. 5, 2021 /PRNewswire/ -- Acme",
            "press_release",
            ("WASHINGTON", "PRNewswire", "2021-10-05"),
        ),
        (
            "CAMBRIDGE, Mass.--(BUSINESS WIRE)--Acme",
            "press_release",
            ("CAMBRIDGE, Mass.", "BUSINESS WIRE", None),
        ),
        (
            "MONDAY, Oct. 12, 2020 (HealthDay News) -- People",
            "newswire",
            (None, "HealthDay News", "2020-10-12"),
        ),
        ("GENEVA \u2014 The agency", "news", ("GENEVA", None, None)),
    ],
)
def test_dateline_gives_place_agency_and_date(
    text: str, kind: str, expected: tuple[str | None, ...]
) -> None:
    dateline = read_dateline(text)
    assert dateline is not None
    assert dateline.kind == kind
    names = ("dateline_place", "publisher", "published_value")
    found = [dateline.values.get(name, (None, 0, 0))[0] for name in names]
    assert tuple(found) == expected


@pytest.mark.parametrize(
    "text",
    [
        "BACKGROUND - The aim was",
        "CONCLUSIONS \u2014 We found",
        "UPDATE \u2014 The trial",
        "DNA - The molecule",
        "COVID-19 \u2014 The disease",
        "Johnson (Smith) - The pair",
        "Patients, May 5, were seen.",
    ],
)
def test_other_openings_are_no_dateline(text: str) -> None:
    assert read_dateline(text) is None


def test_byline_names_authors_without_their_roles() -> None:
    line = "By ADA BYRON and Jean Dyck, HealthDay Reporter"
    names = read_byline(line)
    assert names is not None
    assert [name for name, _, _ in names] == ["Ada Byron", "Jean Dyck"]
    assert line[names[1][1] : names[1][2]] == "Jean Dyck"
    assert read_byline("By Staff Reporter") == []


@pytest.mark.parametrize("line", ["By contrast, mice slept", "By the time he left", "Mice by age"])
def test_prose_is_no_byline(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "value", "is_update"),
    [
        ("June 3, 2021", "2021-06-03", False),
        ("Published: 3 June 2021", "2021-06-03", False),
        ("Last updated on March 3, 2020 at 10:40 am", "2020-03-03", True),
        ("Posted on May 4, 2020 by admin", "2020-05-04", False),
        ("2021-04-05T10:00:00Z", "2021-04-05", False),
    ],
)
def test_date_line_gives_the_date(line: str, value: str, *, is_update: bool) -> None:
    stamp = read_stamp(line)
    assert stamp is not None
    assert (stamp[0]["published_value"][0], stamp[1]) == (value, is_update)


def test_time_of_an_update_is_metadata_without_a_date() -> None:
    assert read_stamp("Updated 9:15 PM GMT") == ({}, True)
    assert read_stamp("May 2020 was a good month") is None
