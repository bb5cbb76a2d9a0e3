"""Each planted fault of a source is caught by the check that is for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsonin.testing import run_checks
from planted import hoarding, sound_source
from planted.planted_sources import FAULTS, RECORDS, Planted, made

_IN_MODULES = {"reads_all": hoarding}


@pytest.mark.parametrize("name", FAULTS)
def test_planted_fault_is_caught(name: str, tmp_path: Path) -> None:
    source, check = FAULTS[name]
    sample = tmp_path / "sample.txt"
    text = RECORDS.replace("\n", "\r\n") if name == "without_lines" else RECORDS
    sample.write_bytes(text.replace("#records\r\n", "#records\n").encode())
    plugin = _IN_MODULES.get(name, Planted(source))
    (result,) = run_checks(plugin, checks=[check], samples=[sample, made])
    assert (result.check, result.status) == (check, "failed"), result
    assert result.detail


def test_sound_twin_passes_everything(tmp_path: Path) -> None:
    sample = tmp_path / "sample.txt"
    sample.write_bytes(RECORDS.encode())
    results = run_checks(sound_source, samples=[sample, made])
    assert [one for one in results if one.is_bad] == []
    left_out = {one.check for one in results if one.status == "not_applicable"}
    # It is no list of files, gives no further resources, and the format is nobody else's.
    assert left_out <= {
        "options_are_described",
        "options_round_trip",
        "whole_files_are_given_back_exactly",
        "empty_input_is_no_document",
        "texts_of_records_are_found_word_for_word",
        "resources_describe_themselves",
        "listing_does_not_depend_on_creation",
        "links_stay_inside_the_input",
        "stamps_change_with_the_bytes",
    }
