from __future__ import annotations

from datetime import date

import pytest

from opsonin_plugins.taggers.dates.order import in_order
from opsonin_plugins.taggers.dates.resolving import Anchor, Resolved, resolve_all
from opsonin_plugins.taggers.dates.search import find_expressions

#: A Tuesday.
PUBLISHED = Anchor(date(2020, 10, 13), "day", is_news=True)


def _meant(text: str, anchor: Anchor | None = None) -> list[Resolved]:
    return list(resolve_all(text, find_expressions(text), anchor))


@pytest.mark.parametrize(
    ("text", "value", "day"),
    [
        ("on Monday", "2020-10-12", date(2020, 10, 12)),
        ("on Tuesday", "2020-10-13", date(2020, 10, 13)),
        ("last Tuesday", "2020-10-06", date(2020, 10, 6)),
        ("next Tuesday", "2020-10-20", date(2020, 10, 20)),
        ("It will meet on Monday", "2020-10-19", date(2020, 10, 19)),
        ("yesterday", "2020-10-12", date(2020, 10, 12)),
        ("announced today", "2020-10-13", date(2020, 10, 13)),
        ("last week", "2020-W41", date(2020, 10, 5)),
        ("two weeks ago", "2020-W40", date(2020, 9, 28)),
        ("three days ago", "2020-10-10", date(2020, 10, 10)),
        ("next month", "2020-11", date(2020, 11, 1)),
        ("ten months ago", "2019-12", date(2019, 12, 1)),
        ("this year", "2020", date(2020, 1, 1)),
        ("February this year", "2020-02", date(2020, 2, 1)),
        ("last March", "2020-03", date(2020, 3, 1)),
        ("last November", "2019-11", date(2019, 11, 1)),
        ("next March", "2021-03", date(2021, 3, 1)),
        ("on August 24th", "2020-08-24", date(2020, 8, 24)),
        ("on December 24", "2020-12-24", date(2020, 12, 24)),
        ("on February 24", "2020-02-24", date(2020, 2, 24)),
    ],
)
def test_day_of_publication_is_what_dates_are_counted_from(
    text: str, value: str, day: date
) -> None:
    assert _meant(text, PUBLISHED) == [Resolved(value, day, "publication")]
    (unknown,) = _meant(text)
    assert unknown.day is None
    assert unknown.basis is None


@pytest.mark.parametrize(
    "text",
    ["this Friday", "ahead of Friday", "until Friday", "recently", "a few days ago",
     "three days later", "the next day", "03/04/2020", "9,999 years ago", "999,999 weeks ago",
     "999,999 months ago", "after 17 months", "last winter"],
)  # fmt: skip
def test_what_the_day_of_publication_does_not_tell_stays_open(text: str) -> None:
    (meant,) = _meant(text, PUBLISHED)
    assert meant.day is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It was learned on the 14th that", "XXXX-03-14"),
        ("It came out on the 12th.", "XXXX-03-12"),
        ("It began on the 28th.", "XXXX-02-28"),
        ("He said yesterday", "XXXX-03-13"),
        ("on Monday", "XXXX-WXX-1"),
        ("last year", "XXXX"),
    ],
)
def test_a_dateline_without_its_year_still_tells_the_month(text: str, value: str) -> None:
    dateline = Anchor(date(2000, 3, 14), "day", has_year=False)
    assert _meant(text, dateline) == [Resolved(value)]


def test_the_last_day_of_february_needs_its_year() -> None:
    assert _meant("yesterday", Anchor(date(2000, 3, 1), "day", has_year=False)) == [
        Resolved("XXXX-XX-XX")
    ]


def test_a_coarser_day_of_publication_tells_less() -> None:
    month = Anchor(date(2020, 10, 1), "month", is_news=True)
    assert [one.value for one in _meant("on Monday, last month, this year", month)] == [
        "XXXX-WXX-1",
        "2020-09",
        "2020",
    ]
    year = Anchor(date(2020, 1, 1), "year", is_news=True)
    meant = _meant("last month, last year, on 3 May, last March", year)
    assert [one.value for one in meant] == ["XXXX-XX", "2019", "XXXX-05-03", "XXXX-03"]


def test_only_the_news_tell_of_days_near_their_publication() -> None:
    paper = Anchor(date(2020, 10, 13), "day")
    assert _meant("on August 24th", paper) == [Resolved("XXXX-08-24")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 May 2020", date(2020, 5, 3)),
        ("in May 2020", date(2020, 5, 1)),
        ("in the third quarter of 2020", date(2020, 7, 1)),
        ("the second half of 2020", date(2020, 7, 1)),
        ("in the 1990s", date(1990, 1, 1)),
        ("from 2010-2015", date(2010, 1, 1)),
        ("13/04/2020", date(2020, 4, 13)),
    ],
)
def test_what_the_text_states_needs_no_publication(text: str, day: date) -> None:
    (meant,) = _meant(text)
    assert (meant.day, meant.basis) == (day, "stated")


def test_seasons_begin_nowhere_on_the_same_day() -> None:
    assert _meant("in the summer of 2020") == [Resolved("2020-SU")]


def test_date_goes_on_from_one_shortly_before_it() -> None:
    meant = _meant("On 3 May 2020 it began. On 5 June it ended.")
    assert meant[1] == Resolved("2020-06-05", date(2020, 6, 5), "context")
    assert _meant("On 3 May 2020 it began. On 5 April it ended.")[1].day is None
    assert _meant("On 3 May 2020 it began.\n\nOn 5 June it ended.")[1].day is None
    assert _meant("On 3 May 2020." + " It rained." * 50 + " On 5 June it ended.")[1].day is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("03/04/2020 and 13/04/2020", "2020-04-03"),
        ("03/04/2020 and 04/13/2020", "2020-03-04"),
        ("03/04/2020, 04/13/2020 and 13/04/2020", "2020-XX-XX"),
        ("03/04/2020 and 2020-04-13", "2020-XX-XX"),
    ],
)
def test_order_of_day_and_month_is_that_which_the_document_shows(text: str, value: str) -> None:
    assert in_order(text, find_expressions(text))[0].value == value
