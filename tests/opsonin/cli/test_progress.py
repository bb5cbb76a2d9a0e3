from __future__ import annotations

import pytest

from opsonin.cli import progress
from opsonin.cli.progress import STAGES, progress_on_stderr


def test_pipe_gets_a_line_for_each_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_on_stderr() as finished:
        for stage in STAGES:
            finished(stage, 2)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" in ")[0] for line in lines] == [f"{one}: 2 shards" for one in STAGES]


def test_terminal_gets_finished_stages_and_the_one_at_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    with progress._live() as finished:
        finished("ingest", 1)
        finished("clean", 3)
    shown = capsys.readouterr().err
    assert "1 shard" in shown
    assert "3 shards" in shown
    assert "tagging" in shown
    assert "linking" not in shown
