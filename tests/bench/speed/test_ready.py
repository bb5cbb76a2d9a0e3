from __future__ import annotations

from pathlib import Path

from opsonin_bench.speed.ready import report


def test_readiness_and_memory_are_measured_in_processes_of_their_own(tmp_path: Path) -> None:
    figures = report(tmp_path, repetitions=1)
    assert len(list(tmp_path.glob("terms-*.arrow"))) == 1
    assert set(figures) == {
        "index mapped",
        "first document after that",
        "memory of index and first document",
        "memory of the whole process",
    }
    assert all(value > 0 for value in figures.values())
    assert figures["memory of index and first document"] < figures["memory of the whole process"]
