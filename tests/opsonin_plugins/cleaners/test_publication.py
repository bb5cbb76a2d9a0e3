from __future__ import annotations

import pytest

from opsonin import Row, Span
from opsonin_plugins.cleaners.publication import stated_dates, with_years


def _completed(value: str, known: list[object]) -> object:
    row = Span(3, 9, field="published_value", value=value, basis="stated")
    (found,) = with_years([row], known)
    assert (found.start, found.end) == (3, 9)
    return found.columns["value"]


@pytest.mark.parametrize(
    ("value", "known", "expected"),
    [
        ("XXXX-09-28", ["2020-09-28"], "2020-09-28"),
        ("XXXX-09-28", ["2020-10-05"], "2020-09-28"),
        ("XXXX-12-31", ["2021-01-01"], "2020-12-31"),
        ("XXXX-01-01", ["2020-12-31"], "2021-01-01"),
        ("XXXX-09-28", ["2020-12-05"], "XXXX-09-28"),
        ("XXXX-09-28", ["2020", "2020-09", "2020-02-31"], "XXXX-09-28"),
        ("XXXX-02-29", ["2021-03-01"], "XXXX-02-29"),
        ("2019-09-28", ["2020-09-28"], "2019-09-28"),
    ],
)
def test_dateline_takes_the_year_of_a_page_put_up_soon_after(
    value: str, known: list[object], expected: str
) -> None:
    assert _completed(value, known) == expected


def test_only_dates_of_publication_count() -> None:
    row = Span(0, 4, field="volume", value="XXXX-09-28", basis="stated")
    assert with_years([row], ["2020-09-28"]) == [row]
    assert stated_dates([row, Row(field="published_value", value="2020", basis="metadata")]) == [
        "2020"
    ]
