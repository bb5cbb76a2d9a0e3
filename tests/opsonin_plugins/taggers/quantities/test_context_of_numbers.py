"""Numbers that mean something only by the words around them."""

from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.finding import find_statistics

Row = tuple[str, str, float | None, float | None, str, str | None]


def rows(text: str) -> list[Row]:
    return [
        (text[one.start : one.end], one.kind, one.value, one.high, one.comparator, one.role)
        for one in find_statistics(text)
    ]


def groups(text: str) -> list[int | None]:
    return [one.group for one in find_statistics(text)]


@pytest.mark.parametrize(
    "text",
    [
        "73.3% of participants (80/109) stayed",
        "It found 94% of infants with proven infection (62 of 66; p<0.01)",
    ],
)
def test_share_and_its_counts_belong_together_across_who_they_are(text: str) -> None:
    assert [row[5] for row in rows(text)][:3] == ["percentage", "numerator", "denominator"]
    assert groups(text)[:3] == [0, 0, 0]


def test_share_before_another_clause_keeps_to_itself() -> None:
    assert groups("It fell in 94% of infants, and of the others (62 of 66) none died") == [
        None,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Around 1 out of 5 of them stopped",
            ("Around 1 out of 5", "proportion", 0.2, None, "~", None),
        ),
        ("Eight out of ten doctors", ("Eight out of ten", "proportion", 0.8, None, "=", None)),
        ("Ada Byron, 67, a retired nurse", ("67", "age", 67.0, None, "=", None)),
        ("Dr. Ada B. Poe, 71, who led it", ("71", "age", 71.0, None, "=", None)),
        ("Her own grandmother, 94, \u201cswears by it\u201d", ("94", "age", 94.0, None, "=", None)),
        ("178/102 mmHg", ("178", "measure", 178.0, None, "=", None)),
        ("linked to a 7% decrease, but", ("7%", "percentage", 7.0, None, "=", "decrease")),
        ("from 1.00 stones each year", ("1.00 stones", "number", 1.0, None, "=", None)),
        ("women under 50 and men", ("under 50", "age", 50.0, None, "<", None)),
        ("The mean (SD) score was 3.2 (1.1).", ("3.2", "mean", 3.2, None, "=", "mean")),
        ("Mean (s.d.) age was 57.4 (8.1) years", ("57.4", "age", 57.4, None, "=", "mean")),
        (
            "an estimated 1.3 to 3.9 million infants",
            ("an estimated 1.3 to 3.9 million infants", "count", 1.3e6, 3.9e6, "~", None),
        ),
        ("pain fell over 16 weeks", ("16 weeks", "duration", 16.0, None, "=", None)),
        ("life rose by 3 months", ("3 months", "duration", 3.0, None, "=", "increase")),
        ("a review of 15 RCTs", ("15 RCTs", "count", 15.0, None, "=", None)),
    ],
)
def test_first_number(text: str, expected: Row) -> None:
    assert rows(text)[0] == expected


def test_spread_in_brackets_is_known_by_what_was_said_of_it() -> None:
    found = rows("The mean (SD) score was 3.2 (1.1) and 4 (2) died")
    assert found[1][:3] == ("1.1", "spread", 1.1)
    assert all(row[1] != "spread" for row in found[2:])
    assert [row[1] for row in rows("The score was 3.2 (1.1).")] == ["number", "number"]


@pytest.mark.parametrize(
    "text", ["In Paris, 12, the largest, closed.", "3 out of 10 patients", "Of 60 people"]
)
def test_no_age_and_no_proportion(text: str) -> None:
    assert {row[1] for row in rows(text)} <= {"count"}


def test_half_of_a_year_is_no_share() -> None:
    assert rows("in the second half of this year") == []
    assert [row[2] for row in rows("half of them")] == [0.5]


@pytest.mark.parametrize(
    "text",
    [
        "2,563 people have been tested, 18 of whom were positive",
        "2,563 people have been tested, of whom 18 were positive",
        "a total of 2,563 women, about 18 of whom fell ill",
    ],
)
def test_part_of_whom_has_its_whole_before(text: str) -> None:
    assert [row[5] for row in rows(text)] == ["denominator", "numerator"]
    assert groups(text) == [0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "2,563 people were tested. 18 of whom it is said were positive",
        "12 people were tested, 18 of whom were positive",
    ],
)
def test_part_is_smaller_and_in_the_same_clause(text: str) -> None:
    assert groups(text) == [None, None]


def test_weight_in_stones() -> None:
    [found] = find_statistics("She lost 2 stones in a year"[:18])
    assert (found.kind, found.unit) == ("measure", "[stone_av]")
