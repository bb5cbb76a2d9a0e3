from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import ModuleType

import pytest

from opsonin.testing.finding import find_subjects
from opsonin.testing.registry import checks_of
from opsonin.testing.results import judge
from opsonin.testing.subject import Subject
from planted import cleaners, heavy, loud, refiners, taggers, undocumented

PLANTED: list[tuple[ModuleType, str, str]] = [
    *((taggers, name, check) for name, check in taggers.FAULTS.items()),
    *((refiners, name, check) for name, check in refiners.FAULTS.items()),
    *((cleaners, name, check) for name, check in cleaners.FAULTS.items()),
    (heavy, "heavy", "import_is_light"),
    (loud, "loud", "import_does_nothing_else"),
    (undocumented, "undocumented", "docstring_says_what_it_does"),
]
SOUND = [
    (taggers, "sound"),
    *((refiners, name) for name in refiners.SOUND),
    (cleaners, "sound"),
    (cleaners, "sound_from_string"),
]
#: Only a limit makes a figure fail.
LIMITS = {"seconds_per_1000_documents": 1.0}


@cache
def subjects(module: ModuleType) -> dict[str, Subject]:
    found = find_subjects(module, limits=LIMITS)
    return {one.name: _apart(one) if one.kind == "cleaner" else one for one in found}


def _apart(cleaner: Subject) -> Subject:
    """Return a cleaner without the other planted ones, which would spoil the text before it."""
    settings = replace(cleaner.origin.settings, cleaners=("html", cleaner.name))
    return replace(cleaner, origin=replace(cleaner.origin, settings=settings))


@pytest.mark.parametrize(
    ("module", "name", "check"), PLANTED, ids=[f"{name}-{check}" for _, name, check in PLANTED]
)
def test_planted_fault_is_caught(module: ModuleType, name: str, check: str) -> None:
    subject = subjects(module)[name]
    (one,) = (one for one in checks_of(subject.kind) if one.name == check)
    result = judge(one, subject, {})
    assert result.status == "failed", result
    assert result.detail


@pytest.mark.slow
@pytest.mark.parametrize(("module", "name"), SOUND)
def test_sound_component_passes_all_checks(module: ModuleType, name: str) -> None:
    subject = subjects(module)[name]
    results = [judge(one, subject, {}) for one in checks_of(subject.kind)]
    assert [one for one in results if one.is_bad] == []


def test_every_check_of_cleaners_and_taggers_has_a_planted_fault() -> None:
    caught = {check for _, _, check in PLANTED}
    known = {one.name for kind in ("cleaner", "tagger") for one in checks_of(kind)}
    assert known - caught == {"fills_what_it_declares"}
