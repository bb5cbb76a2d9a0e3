from __future__ import annotations

from dataclasses import replace

import pytest

from opsonin.manager.drift import DriftOptions
from opsonin.runner.drift.band import drifts
from opsonin.runner.drift.measures import Measures, site_of

USUAL = Measures(
    publisher="Star",
    sites=("star.example",),
    documents=100,
    rejected=0,
    text_length=4000.0,
    without_title_or_date=0.02,
    mentions_per_1000_words=20.0,
    reject_share=0.0,
)


def history(*lengths: float) -> list[dict[str, object]]:
    return [replace(USUAL, text_length=length).to_json() for length in lengths]


@pytest.mark.parametrize(
    ("changes", "measures"),
    [
        ({}, []),
        # A publisher without any spread is not told for a change within the floor.
        ({"text_length": 3100.0}, []),
        ({"text_length": 2900.0}, ["text_length"]),
        ({"text_length": 5100.0}, ["text_length"]),
        ({"mentions_per_1000_words": 13.0}, ["mentions_per_1000_words"]),
        ({"without_title_or_date": 0.11}, []),
        ({"without_title_or_date": 0.5}, ["without_title_or_date"]),
        ({"reject_share": 0.2, "rejected": 25}, ["reject_share"]),
        ({"text_length": None, "mentions_per_1000_words": None}, []),
    ],
)
def test_measures_that_leave_the_floor_are_told(
    changes: dict[str, float | None], measures: list[str]
) -> None:
    now = replace(USUAL, **changes)  # type: ignore[arg-type] # the values above have the right types
    found = drifts([now], history(*[4000.0] * 5), DriftOptions())
    assert [one.measure for one in found] == measures


def test_band_is_as_wide_as_the_earlier_runs_differ() -> None:
    spread = history(2000, 3000, 4000, 5000, 6000)
    (now,) = [replace(USUAL, text_length=9000.0)]
    assert drifts([now], spread, DriftOptions()) == ()
    (told,) = drifts([replace(now, text_length=9500.0)], spread, DriftOptions())
    assert told.high == pytest.approx(4000 + 3.5 * 1.4826 * 1000)


def test_single_run_that_was_odd_does_not_widen_the_band() -> None:
    (told,) = drifts(
        [replace(USUAL, text_length=2900.0)], history(*[4000.0] * 8, 90_000.0), DriftOptions()
    )
    assert (told.low, told.high) == (3000.0, 5000.0)


def test_few_documents_widen_the_band() -> None:
    spread = history(3600, 3800, 4000, 4200, 4400)
    now = replace(USUAL, text_length=2800.0)
    assert len(drifts([now], spread, DriftOptions())) == 1
    assert drifts([replace(now, documents=10)], spread, DriftOptions()) == ()


def test_share_of_few_documents_is_left_to_chance() -> None:
    earlier = [replace(USUAL, without_title_or_date=0.5).to_json()] * 5
    now = replace(USUAL, without_title_or_date=0.8)
    assert len(drifts([now], earlier, DriftOptions())) == 1
    assert drifts([replace(now, documents=10)], earlier, DriftOptions()) == ()


def test_too_few_runs_and_other_publishers_tell_nothing() -> None:
    now = replace(USUAL, text_length=10.0)
    assert drifts([now], history(*[4000.0] * 4), DriftOptions()) == ()
    assert drifts([replace(now, publisher="Sun")], history(*[4000.0] * 9), DriftOptions()) == ()


def test_only_the_newest_runs_count() -> None:
    moved = history(*[9000.0] * 40, *[4000.0] * 30)
    assert drifts([USUAL], moved, DriftOptions()) == ()


def test_drift_is_told_in_words() -> None:
    (told,) = drifts([replace(USUAL, text_length=812.0)], history(*[4000.0] * 5), DriftOptions())
    assert str(told) == (
        "Star: median text length 812, expected 3,000 to 5,000 by 5 earlier runs (100 documents)"
    )


def test_site_of_an_address_that_is_none_is_its_folder() -> None:
    assert site_of("http://[x/a") == "http://[x"
