"""Each planted fault of an exporter is caught by the check that is for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from opsonin.testing import checks_of, find_subjects
from opsonin.testing.results import CheckResult, judge
from opsonin.testing.subject import Subject
from planted import planted_exporters
from planted.planted_exporters import FAULTS, OPEN, SOUND

_CHECKS = {one.name: one for one in checks_of("exporter")}


@pytest.fixture(scope="module")
def subjects() -> Iterator[dict[str, Subject]]:
    yield {one.name: one for one in find_subjects(planted_exporters)}
    for leaked in OPEN:
        leaked.close()


def _judged(subject: Subject, check: str) -> CheckResult:
    return judge(_CHECKS[check], subject, {})


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_caught(name: str, subjects: dict[str, Subject]) -> None:
    _, check = FAULTS[name]
    result = _judged(subjects[name], check)
    assert result.status == "failed", result
    assert result.detail


@pytest.mark.parametrize("name", SOUND)
def test_sound_twin_passes_everything(name: str, subjects: dict[str, Subject]) -> None:
    results = [_judged(subjects[name], check) for check in _CHECKS]
    assert [one for one in results if one.is_bad] == []
    left_out = {one.check for one in results if one.status == "not_applicable"}
    assert left_out <= {
        "options_are_described",
        "options_round_trip",
        "formulas_are_neutralised",
        "parquet_keeps_the_types_of_the_contract",
        "open_readers_keep_what_they_have",
    }
