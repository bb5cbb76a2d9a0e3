"""Hostile files one by one, each within its own bounds, and the corpus with bombs of full size."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from acceptance import test_hostile as hostile
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL
from process_tree import Used, watch

Tables = Mapping[str, list[dict[str, Any]]]

#: Processor seconds of a run over one file: ten, and what the program needs to start.
FILE_CPU_S = 10 + 8
MAIN_MIB, WORKER_MIB = 500, 1024
#: Many documents or members, which cost what documents cost.
MANY = {"jsonl/late_type_change.jsonl", "jsonl/many_columns.jsonl", "zip/many_members.zip"}

pytestmark = pytest.mark.long


def run_over(inputs: Path, data: Path) -> Used:
    """Run the program in one process over some inputs."""
    program = [sys.executable, "-m", "opsonin", "run", str(inputs), "--data", str(data)]
    return watch([*program, "--engine", "local", "--workers", "1"], data.with_name("said.txt"))


def test_each_hostile_file_alone_stays_within_bounds_and_is_accounted_for(
    tmp_path: Path,
) -> None:
    corpus = hostile.write_corpus(tmp_path)
    entries = json.loads((corpus / "manifest.json").read_text("utf-8"))
    found = []
    for entry in entries:
        path = corpus / entry["file"].replace("\\xff\\xfe", "\udcff\udcfe")
        data = tmp_path / "data"
        used = run_over(path if path.name != "..." else path.parent, data)
        store = Store(data, {**CONTRACT, **INTERNAL})
        if used.status not in {0, 2}:
            found.append(f"{entry['file']}: status {used.status}: {used.output[-200:]}")
        # What the operator named and nobody may open is an error of the command.
        elif store.head() and (problems := find_problems(store)):
            found.append(f"{entry['file']}: {problems[:2]}")
        if used.cpu_s > FILE_CPU_S and entry["file"] not in MANY:
            found.append(f"{entry['file']}: {used.cpu_s:.0f} s")
        if used.worker_mib > WORKER_MIB or (used.main_mib > MAIN_MIB and entry["file"] not in MANY):
            found.append(f"{entry['file']}: {used.main_mib:.0f}, {used.worker_mib:.0f} MiB")
        print(  # noqa: T201 - figures
            f"{entry['file'][:60]}: {used.cpu_s:.1f} s, main {used.main_mib:.0f} MiB, "
            f"worker {used.worker_mib:.0f} MiB",
            flush=True,
        )
        shutil.rmtree(data, ignore_errors=True)
    assert found == []


def test_bombs_of_full_size_end_as_they_should(
    tmp_path: Path, exported: Callable[[Path], Tables]
) -> None:
    corpus = hostile.write_corpus(tmp_path, "--big")
    (corpus / "manifest.json").rename(tmp_path / "manifest.json")
    used = hostile.run_over(corpus, tmp_path / "data")
    assert used.status == 0, used.output
    assert hostile.wrong_ends(corpus, exported(tmp_path / "data")) == []
    assert find_problems(Store(tmp_path / "data", {**CONTRACT, **INTERNAL})) == []
    print(f"{used.main_mib:.0f} MiB, worker {used.worker_mib:.0f} MiB, {used.cpu_s:.0f} CPU s")  # noqa: T201
    assert used.main_mib <= hostile.MAIN_MIB
    assert used.worker_mib <= hostile.WORKER_MIB
