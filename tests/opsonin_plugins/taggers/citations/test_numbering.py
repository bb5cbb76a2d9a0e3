from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.numbering import numbers_of


@pytest.mark.parametrize(
    ("text", "date", "volume", "pages", "expected"),
    [
        ("Cell. 2020;181:1036\u20131045.", "", "", "", (2020, "181", None, "1036-1045")),
        ("Sci. 2020;5:eabd1554.", "2020;", "5:", "eabd1554.", (2020, "5", None, "eabd1554")),
        ("Blood 2021 Mar 4;9(2):8-9", "", "", "", (2021, "9", "2", "8-9")),
        ("J. 12(3), 123-129", "(2019).", "12(3),", "123-129.", (2019, "12", "3", "123-129")),
        ("J. 58(5):1583-1606", "1968", "58(5):1583-1606", "", (1968, "58", "5", "1583-1606")),
        ("J.", "1990", "Vol. 12, No. 3,", "pp. 463-492", (1990, "12", "3", "463-492")),
        (
            "M., v. 26, pp. 31-39. 1991",
            "1991.",
            "v. 26,",
            "pp. 31-39.",
            (1991, "26", None, "31-39"),
        ),
        (
            "M., n\u00b0121, p. 33-40",
            "(2013),",
            "n\u00b0121,",
            "p. 33-40.",
            (2013, "121", "121", "33-40"),
        ),
        ("Book. 1970.", "", "", "", (1970, None, None, None)),
        ("nothing", "", "", "", (None, None, None, None)),
    ],
)
def test_numbers_are_told_apart(
    text: str, date: str, volume: str, pages: str, expected: tuple[object, ...]
) -> None:
    assert tuple(numbers_of(text, date, volume, pages)) == expected


def test_range_of_pages_is_no_year() -> None:
    assert numbers_of("J 137, 1493-1502. 2015. *", "", "137,", "1493-1502.").year == 2015
