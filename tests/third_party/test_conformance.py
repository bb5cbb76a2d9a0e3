"""The conformance kit on plugins of other people, each as it is installed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest

from opsonin.testing import run_checks
from third_party.paged_api import PagedApi

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]

SAMPLES: Mapping[str, list[str]] = {
    "opsonin-absent": ["There was no sign of diabetes. He denied asthma; he had pneumonia.\n"],
    "opsonin-doses": ["They got metformin 500 mg orally twice daily, then aspirin, 40 mcg iv.\n"],
    "opsonin-handouts": ["The ﬁrst ha-\nrbour\n- 1 -\nPage 2 of 3\ncame from… there\n"],
    "opsonin-obo": ["It was marsh harbour ague.\n"],
    "opsonin-trials": ["One is NCT01234567.\n", "NCT01234567 is the other one.\n"],
}


def failures(
    name: str,
    samples: Sequence[str | Callable[[Any], Any]],
    options: Mapping[str, Mapping[str, object]] | None = None,
) -> list[str]:
    """Return what did not pass, and what could see nothing for want of samples."""
    results = run_checks(name, samples=samples, options=options)
    assert len(results) >= 20
    return [
        f"{one.check}: {one.detail}"
        for one in results
        if one.is_bad or (one.status == "not_applicable" and one.remedy)
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_cleaner_taggers_and_vocabulary_keep_all_promises(name: str) -> None:
    assert failures(name, SAMPLES[name]) == []


def test_source_of_pages_keeps_all_promises(api: PagedApi) -> None:
    assert failures("opsonin-pages", [api.location], {"pages": {"hosts": [api.host]}}) == []


def test_exporter_to_a_database_keeps_all_promises() -> None:
    assert failures("opsonin-sqlite", [read_back]) == []


def read_back(place: Any) -> dict[str, object]:
    """Return the columns and rows of all tables of a database; none if nothing is in it."""
    with closing(sqlite3.connect(place)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: (
                connection.execute(f'SELECT * FROM "{name}"').fetchall(),  # noqa: S608 - as listed
                connection.execute(
                    "SELECT name, type FROM pragma_table_info(?)", (name,)
                ).fetchall(),
            )
            for (name,) in names
        }
