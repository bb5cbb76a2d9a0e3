"""Each planted fault of a vocabulary is caught by the check that is for it."""

from __future__ import annotations

import pytest

from opsonin.testing import run_checks
from planted.planted_vocabularies import FAULTS, SOUND, Planted


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_caught(name: str) -> None:
    vocabulary, check = FAULTS[name]
    (result,) = run_checks(Planted(vocabulary), checks=[check])
    assert (result.check, result.status) == (check, "failed"), result
    assert result.detail


def test_sound_twin_passes_everything() -> None:
    results = run_checks(Planted(SOUND))
    assert [one for one in results if one.is_bad] == []
