from __future__ import annotations

import subprocess
from pathlib import Path

from opsonin_bench.machine import circumstances, cpu_model, revision


def test_revision_tells_whether_files_have_changed(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(tmp_path), *who, *arguments], check=True)

    git("init", "--quiet")
    (tmp_path / "file").write_text("one")
    git("add", "file")
    git("commit", "--quiet", "--message", "First")
    clean = revision(tmp_path)
    assert len(clean) >= 7
    (tmp_path / "file").write_text("two")
    assert revision(tmp_path) == f"{clean}+"


def test_folder_without_git_has_no_revision(tmp_path: Path) -> None:
    assert revision(tmp_path) == "unknown"


def test_processor_has_a_name_or_an_architecture(tmp_path: Path) -> None:
    stated = tmp_path / "cpuinfo"
    stated.write_text("processor\t: 0\nmodel name\t: Abacus 9000\n")
    assert cpu_model(stated) == "Abacus 9000"
    assert cpu_model(tmp_path / "missing")


def test_circumstances_are_one_paragraph() -> None:
    text = circumstances()
    assert "\n" not in text
    assert all(word in text for word in ("revision", "load", "Python", "pyarrow"))
