"""A publisher changes its template: what comes of its pages, run by run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

N_PAGES = 12
ARTICLE = """<!DOCTYPE html><html><head><title>{title}</title>
<meta property="og:site_name" content="{publisher}">
<meta property="article:published_time" content="2026-03-{day:02}T08:00:00Z">
</head><body><article><h1>{title}</h1>
{paragraphs}
</article></body></html>"""
#: The new template loads the text later and hides who publishes it, and when.
SHELL = """<!DOCTYPE html><html><head></head><body><div class="app">
<p>Please subscribe to read what we have found out about number {number} of our series.</p>
</div></body></html>"""
SENTENCE = (
    "In ward {number} the trial NCT0{number:07} compared {n} patients in the first arm with "
    "the patients of the other arm, and no difference was found after {n} weeks. "
)


def write_day(folder: Path, day: int, publisher: str, *, is_new: bool = False) -> None:
    for page in range(N_PAGES):
        number = day * 1000 + page
        paragraphs = "\n".join(
            f"<p>{SENTENCE.format(number=number * 10 + at, n=page + at + 4) * 3}</p>"
            for at in range(4 + page % 3)
        )
        text = (SHELL if is_new else ARTICLE).format(
            title=f"What ward {number} found",
            publisher=publisher,
            day=day + 1,
            paragraphs=paragraphs,
            number=number,
        )
        (folder / f"{day}-{page}.html").write_text(text)


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(
        inputs=(str(tmp_path / "in"),),
        data=tmp_path / "data",
        taggers=("identifiers",),
        exporters=(),
        vocabularies=(),
    )


def run_days(chosen: Settings, days: range, *, new_from: int = 1000) -> list[Report]:
    reports = []
    for day in days:
        for publisher in ("Ward Weekly", "Steady Star"):
            folder = Path(chosen.inputs[0]) / publisher.lower().replace(" ", "-")
            folder.mkdir(parents=True, exist_ok=True)
            changed = publisher == "Ward Weekly" and day >= new_from
            write_day(folder, day, publisher, is_new=changed)
        reports.append(run_locally(chosen))
    return reports


def record_of(chosen: Settings) -> dict[str, Any]:
    return Store(chosen.data, {**CONTRACT, **INTERNAL}).runs()[-1]


def test_publisher_that_changes_its_template_is_told(chosen: Settings) -> None:
    reports = run_days(chosen, range(7), new_from=6)
    assert [report.drift for report in reports[:-1]] == [()] * 6
    found = {(one.publisher, one.measure): one for one in reports[-1].drift}
    assert set(found) == {
        ("Ward Weekly", "text_length"),
        ("Ward Weekly", "without_title_or_date"),
    }
    length = found["Ward Weekly", "text_length"]
    assert (length.runs, length.documents) == (6, N_PAGES)
    assert length.value < length.low < length.high
    record = record_of(chosen)
    assert record["status"] == "committed"
    assert record["drift"] == [str(one) for one in reports[-1].drift]
    assert record["drift"][0].startswith("Ward Weekly: median text length ")
    # Nobody names the publisher any more: the pages are known by where they come from.
    measured = {one["publisher"]: one for one in record["publishers"]}
    assert set(measured) == {"Ward Weekly", "Steady Star"}
    assert measured["Ward Weekly"]["documents"] == N_PAGES
    assert measured["Ward Weekly"]["sites"] == ["ward-weekly"]


def test_rejects_of_a_publisher_are_told(chosen: Settings) -> None:
    run_days(chosen, range(6))
    folder = Path(chosen.inputs[0]) / "ward-weekly"
    write_day(folder, 6, "Ward Weekly")
    for page in range(N_PAGES):
        (folder / f"6-empty-{page}.html").write_bytes(b"")
    (drift,) = run_locally(chosen).drift
    assert (drift.publisher, drift.measure, drift.value) == ("Ward Weekly", "reject_share", 0.5)
    # What was rejected before is no news.
    write_day(folder, 7, "Ward Weekly")
    assert run_locally(chosen).drift == ()


def test_change_that_stays_becomes_the_rule(chosen: Settings) -> None:
    few = replace(chosen, drift={"runs": 4, "min_runs": 3})
    reports = run_days(few, range(8), new_from=4)
    told = [{one.measure for one in report.drift} for report in reports]
    assert told[:4] == [set()] * 4
    assert "text_length" in told[4]
    assert told[7] == set()


def test_new_version_of_a_component_is_no_drift(chosen: Settings) -> None:
    run_days(chosen, range(5))
    other = replace(chosen, cleaners=("html", "segments"))
    assert run_locally(other).status == "committed"
    assert "publishers" not in record_of(chosen)


def test_drift_is_not_looked_for_where_it_is_switched_off(chosen: Settings) -> None:
    run_days(replace(chosen, drift={"enabled": False}), range(1))
    assert "publishers" not in record_of(chosen)


def test_few_documents_are_not_measured(chosen: Settings) -> None:
    run_days(replace(chosen, drift={"min_documents": N_PAGES + 1}), range(1))
    assert "publishers" not in record_of(chosen)
