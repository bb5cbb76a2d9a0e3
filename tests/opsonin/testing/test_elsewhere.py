from __future__ import annotations

import pytest

from opsonin.testing.elsewhere import alone, elsewhere
from opsonin.testing.failing import CheckFailed


def test_same_process_answers_again() -> None:
    first, second = (elsewhere("os:getpid", {}).result for _ in range(2))
    assert first == second != alone("os:getpid", {}).result


def test_hash_seeds_have_processes_of_their_own() -> None:
    assert elsewhere("os:getpid", {}).result != elsewhere("os:getpid", {}, seed=1).result


def test_error_is_told() -> None:
    with pytest.raises(CheckFailed, match="FileNotFoundError"):
        elsewhere("os:listdir", {"path": "/no/such/folder"})


def test_what_hangs_is_ended_and_others_go_on() -> None:
    with pytest.raises(CheckFailed, match="has not come back after 1 s"):
        elsewhere("signal:pause", {}, timeout_s=1)
    assert elsewhere("os:getpid", {}).result


def test_what_ends_its_process_is_told_and_others_go_on() -> None:
    with pytest.raises(CheckFailed, match="It ends its process"):
        elsewhere("os:_exit", {"status": 3})
    assert elsewhere("os:getpid", {}).result


def test_what_is_printed_and_started_is_noted() -> None:
    traces = elsewhere("os:system", {"command": "echo hello"}).traces
    assert traces.printed == "hello\n"
    assert traces.processes


def test_import_of_a_light_module_is_light() -> None:
    result = alone("opsonin.testing.imports:imported", {"modules": ["colorsys"]}).result
    assert result["heavy"] == [] == result["changed"]
