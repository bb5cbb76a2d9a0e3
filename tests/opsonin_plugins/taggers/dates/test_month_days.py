from __future__ import annotations

from datetime import date

import pytest

from opsonin_plugins.taggers.dates.month_days import month_day, month_day_date
from opsonin_plugins.taggers.dates.search import find_expressions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said on the 3rd that tea works.", [("on the 3rd", "XXXX-XX-03")]),
        ("As of the 12th, ten died.", [("As of the 12th", "XXXX-XX-12")]),
        ("It came on the 16th of last month.", [("on the 16th of last month", "XXXX-XX-16")]),
        ("They live on the 3rd floor.", []),
        ("It was the 3rd case.", []),
        ("by the 19th century", []),
    ],
)
def test_days_without_a_month(text: str, found: list[tuple[str, str]]) -> None:
    days = [one for one in find_expressions(text) if one.unit == "month_day"]
    assert [(text[one.start : one.end], one.value) for one in days] == found


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("on the 3rd.", date(2021, 11, 3), date(2021, 11, 3)),
        ("on the 30th.", date(2021, 11, 3), date(2021, 10, 30)),
        ("on the 31st.", date(2021, 3, 3), None),
        ("on the 5th of last month.", date(2021, 1, 20), date(2020, 12, 5)),
    ],
)
def test_day_is_the_last_one_up_to_publication(
    text: str, published: date, day: date | None
) -> None:
    at = text.index("the ") + 4
    one = month_day_date(text, at, at + len(text[at:].split(" ", maxsplit=1)[0].rstrip(".")))
    assert one is not None
    assert month_day(one, published) == day
