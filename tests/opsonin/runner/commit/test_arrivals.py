from __future__ import annotations

import hashlib
from pathlib import Path

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner.forgetting import forget_documents
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report

FIELDS = ("documents_in", "documents_out", "documents_rejected", "documents_dropped")
RECORD = '{"text": "Lupus and gout."}\n'


def lines(report: Report) -> dict[str, tuple[int, ...]]:
    """The line of each source that gave something, and of the whole stage."""
    found = {
        line.component: tuple(getattr(line, name) for name in FIELDS)
        for line in report.accounts
        if line.stage == "ingest"
    }
    return {name: counts for name, counts in found.items() if any(counts)}


def settings(folder: Path, data: Path) -> Settings:
    return counting_settings(folder, data)


def test_copies_are_dropped_from_the_source_that_gave_them(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text("the same bytes")
    (folder / "d.jsonl").write_text(RECORD * 2 + "nonsense\n")
    expected = {"*": (6, 2, 1, 3), "text": (3, 1, 0, 2), "jsonl": (3, 1, 1, 1)}
    chosen = settings(folder, tmp_path / "data")
    assert lines(run_locally(chosen)) == expected
    # What is not opened again is put down to whoever read it then.
    assert lines(run_locally(chosen)) == expected


def test_forgotten_documents_are_dropped_from_their_source(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Lupus")
    (folder / "d.jsonl").write_text(RECORD)
    chosen = settings(folder, tmp_path / "data")
    run_locally(chosen)
    forget_documents(chosen, [hashlib.sha256(b"Lupus").hexdigest()[:32]])
    report = run_locally(chosen)
    assert lines(report) == {"*": (2, 1, 0, 1), "text": (1, 0, 0, 1), "jsonl": (1, 1, 0, 0)}


def test_rows_of_a_corpus_tagger_are_counted_where_they_stand(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.txt").write_text(f"Lupus and gout!\n\nNumber {name}.")
    chosen = settings(folder, tmp_path / "data")
    run_locally(chosen)
    (folder / "c.txt").write_text("Gout")
    report = run_locally(chosen)
    (line,) = (line for line in report.accounts if line.component == "pairs")
    assert (line.documents_in, line.documents_out) == (3, 3)
    assert line.rows_written == line.rows_emitted == report.rows["links"] > 0
