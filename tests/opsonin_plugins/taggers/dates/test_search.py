from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.dates.search import expressions_at, find_expressions


def _found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.value) for one in find_expressions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On September 28, 2020 it rained.", [("September 28, 2020", "2020-09-28")]),
        ("On Sept. 28th it rained.", [("Sept. 28th", "XXXX-09-28")]),
        ("on the 5th of March 2021", [("5th of March 2021", "2021-03-05")]),
        ("24 May", [("24 May", "XXXX-05-24")]),
        (". 2020 Oct;20(10):585-586.", [("2020 Oct", "2020-10")]),
        ("Epub 2020 Aug 24.", [("2020 Aug 24", "2020-08-24")]),
        ("in Oct. 2020", [("Oct. 2020", "2020-10")]),
        ("May of 2019", [("May of 2019", "2019-05")]),
        ("March 3-5, 2020", [("March 3-5, 2020", "2020-03-03/2020-03-05")]),
        ("from 3 to 5 March 2020", [("3 to 5 March 2020", "2020-03-03/2020-03-05")]),
        ("February this year", [("February this year", "XXXX-02")]),
        ("In May, it rained", [("May", "XXXX-05")]),
        ("since early March", [("early March", "XXXX-03")]),
        ("last March", [("last March", "XXXX-03")]),
        ("In May 20 patients came.", [("May", "XXXX-05")]),
        ("February 30", []),
        ("in March and April", [("March", "XXXX-03"), ("April", "XXXX-04")]),
        ("between June and December 2013", [("June", "2013-06"), ("December 2013", "2013-12")]),
        ("from December to March 2020", [("December", "2019-12"), ("March 2020", "2020-03")]),
        ("3 May to 4 June, 2020", [("3 May", "2020-05-03"), ("4 June, 2020", "2020-06-04")]),
    ],
)
def test_dates_that_name_a_month(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-10-05", [("2020-10-05", "2020-10-05")]),
        ("at 2020-10-05T10:11:12Z.", [("2020-10-05T10:11:12Z", "2020-10-05")]),
        ("2020/10/05", [("2020/10/05", "2020-10-05")]),
        ("03/04/2020", [("03/04/2020", "2020-XX-XX")]),
        ("13/04/2020", [("13/04/2020", "2020-04-13")]),
        ("04/13/2020", [("04/13/2020", "2020-04-13")]),
        ("04/04/2020", [("04/04/2020", "2020-04-04")]),
        ("5.10.2020", [("5.10.2020", "2020-XX-XX")]),
        ("14/14/2020 or 32/01/2020", []),
        ("https://a.org/2020/03/04/x or a.org/in/March-5", []),
    ],
)
def test_dates_in_figures(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in 2015.", [("2015", "2015")]),
        ("between 2010 and 2015", [("2010", "2010"), ("2015", "2015")]),
        ("in 2008, 2010 and 2012", [("2008", "2008"), ("2010", "2010"), ("2012", "2012")]),
        ("from 2010-2015", [("2010-2015", "2010/2015")]),
        ("the 2019-20 flu season", [("2019-20", "2019/2020")]),
        ("the 2009 pandemic", [("2009", "2009")]),
        ("a 2015 study", [("2015", "2015")]),
        ("in the early 1990s", [("early 1990s", "199X")]),
        ("in mid-2020", [("mid-2020", "2020")]),
        ("in the summer of 2020", [("summer of 2020", "2020-SU")]),
        ("Spring 2021", [("Spring 2021", "2021-SP")]),
        ("in the third quarter of 2020", [("third quarter of 2020", "2020-Q3")]),
        ("in Q1 2020 and H2 2021", [("Q1 2020", "2020-Q1"), ("H2 2021", "2021-H2")]),
        ("the second half of 2020", [("second half of 2020", "2020-H2")]),
    ],
)
def test_years_that_the_words_around_make_years(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A total of 2015 patients, in 2015 patients, the 2000 participants",
        "from 1500 to 2000 mg, in 1900 ml, by 2000 m, in 2000%",
        "Grant No. 2015-0123, phone 555 2020, tel. 0800-1999, PMC2015, NCT2015",
        "Cell. 2020;181:1036-1045. Science 1999;286:1999-2004. pp. 1990-1998",
        "Smith et al. (2015), (Smith, 2015), [Lee 2019]",
        "It may be; the march of time; we sat; May I? Theresa May; April Smith; Mar was dec.",
        "the second time, at first hand, a second, one day we may, $5 a day, 3 mg per day",
        "COVID-19 days, 25-year-old man, aged 5 years, 18 years or older, 35-85 years of age",
        "mean age 57.7 \u00b1 12.6 years; children under 5 years; \u2265 18 years",
        "nine months old, a 10-day-old boy, at 6 weeks of age",
        "Black Friday, the Sunday Times, USA Today, MARCH 5 gene, SEPT9",
        "20 person-years, quality-adjusted life years, 1.2.2020.3",
    ],
)
def test_what_looks_like_a_date_and_is_none(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("published on Monday a", [("on Monday", "XXXX-WXX-1")]),
        ("as of Monday", [("as of Monday", "XXXX-WXX-1")]),
        ("Thursday, they said", [("Thursday", "XXXX-WXX-4")]),
        ("on Tuesday, October 13, 2020,", [("Tuesday, October 13, 2020", "2020-10-13")]),
        ("last Friday evening", [("last Friday evening", "XXXX-WXX-5")]),
        ("yesterday and tomorrow", [("yesterday", "XXXX-XX-XX"), ("tomorrow", "XXXX-XX-XX")]),
        ("announced today", [("today", "XXXX-XX-XX")]),
        ("most drugs today", [("today", "PRESENT_REF")]),
        ("many times this year", [("this year", "XXXX")]),
        ("earlier this month", [("earlier this month", "XXXX-XX")]),
        ("next week", [("next week", "XXXX-WXX")]),
        ("on the next day", [("next day", "XXXX-XX-XX")]),
        ("last winter", [("last winter", "XXXX-WI")]),
        ("has recently found", [("recently", "PAST_REF")]),
        ("In recent years,", [("In recent years", "PAST_REF")]),
        ("in the coming weeks", [("in the coming weeks", "FUTURE_REF")]),
        ("two weeks ago", [("two weeks ago", "XXXX-WXX")]),
        ("a decade ago", [("a decade ago", "XXXX")]),
        ("years ago", [("years ago", "PAST_REF")]),
        ("a few months ago", [("a few months ago", "PAST_REF")]),
        ("three days later", [("three days later", "XXXX-XX-XX")]),
    ],
)
def test_dates_that_are_counted(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("After 17 months,", [("17 months", "P17M")]),
        ("an average of 100 days after", [("100 days", "P100D")]),
        ("after weeks or months", [("weeks or months", "PXW|PXM")]),
        ("after a few weeks", [("a few weeks", "PXW")]),
        ("for years", [("years", "PXY")]),
        ("for two decades", [("two decades", "P20Y")]),
        ("over the past five years", [("the past five years", "P5Y")]),
        ("in the past year", [("the past year", "P1Y")]),
        ("a 12-week trial", [("12-week", "P12W")]),
        ("twenty-four hours", [("twenty-four hours", "PT24H")]),
        ("24 h, 48h and 30 min", [("24 h", "PT24H"), ("48h", "PT48H"), ("30 min", "PT30M")]),
        ("5 to 10 years", [("5 to 10 years", "P5Y|P10Y")]),
        ("61.2\u00a0months", [("61.2\u00a0months", "P61.2M")]),
        ("17.8 \u00b1 2.1 days", [("17.8 \u00b1 2.1 days", "P17.8D")]),
        ("two and a half years", [("two and a half years", "P2.5Y")]),
        ("half an hour", [("half an hour", "PT0.5H")]),
        ("1,000 years", [("1,000 years", "P1000Y")]),
        ("within a year", [("a year", "P1Y")]),
        ("every two weeks", [("every two weeks", "P2W")]),
        ("every other day", [("every other day", "P2D")]),
        ("twice a week", [("twice a week", "P1W")]),
        ("each year", [("each year", "P1Y")]),
        ("(every 6 months)", [("every 6 months", "P6M")]),
    ],
)
def test_durations_and_what_recurs(text: str, expected: list[tuple[str, str]]) -> None:
    assert _found(text) == expected


def test_types_are_told_apart() -> None:
    text = "On 3 May, after two weeks, twice a day."
    assert [one.type for one in find_expressions(text)] == ["date", "duration", "set"]


def test_day_before_month_is_shown_by_the_case_of_names_only() -> None:
    assert _found("NEW YORK, SEPTEMBER 28 (AP)") == [("SEPTEMBER 28", "XXXX-09-28")]
    assert _found("on march 5") == []


def test_stretches_may_be_left_out_and_the_own_citation_has_its_year() -> None:
    text = "Cell. 2020;181:1036. In 2020."
    places = [(6, 10), (24, 28)]
    assert [one.start for one in expressions_at(text, places)] == [24]
    assert [one.start for one in expressions_at(text, places, [(20, 30)], [(0, 19)])] == [6]


WORDS = (
    "May March 5 24th 2020 2015 , . - \u2013 / : ; years weeks day ago last the past this few a of "
    "Monday on 1990s 24h recently every two to and half twice in since Oct 1,000 \u00b1 3.5 "
    "old aged \n \u00a0 seconds Q3 summer early https:// \u0130 \u00df"
)
ANY_WORD = st.sampled_from(WORDS.split(" "))


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(ANY_WORD, max_size=30).map(" ".join), st.lists(ANY_WORD).map("".join)
    )
)
def test_any_text_gives_spans_in_order_that_do_not_overlap(text: str) -> None:
    end = 0
    for one in find_expressions(text):
        assert end <= one.start < one.end <= len(text)
        assert one.value
        end = one.end


@pytest.mark.parametrize(
    "bait",
    ["5 May ", "2020-", "1,", "24h ", "the past ", "in 2015 and ", "a few ", "May 5 to ", "1 - ",
     "on ", "   ", "\n", "/2020", "5/5/2020/", "aged ", "will ", "www.", "twenty ", "year "],
)  # fmt: skip
def test_baits_cost_no_more_than_their_length(bait: str) -> None:
    text = bait * (20_000 // len(bait)) + "in May 2020"
    assert find_expressions(text)[-1].value[:4] in {"2020", "XXXX"}
