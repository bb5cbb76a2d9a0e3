"""The tables do not depend on how documents are cut into shards, nor on what was treated before."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.slow
def test_built_in_components_give_the_same_tables_in_any_shards(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(SEEDS, folder)
    for number, seed in enumerate(sorted(SEEDS.glob("*.txt"))):
        # Halves of the seeds name other things first.
        text = seed.read_text("utf-8")
        (folder / f"half{number}.txt").write_text(text[len(text) // 2 :], encoding="utf-8")
    found = []
    for size in (1, 3, 2000):
        data = tmp_path / str(size)
        program = Path(sys.executable).with_name("opsonin")
        command = [str(program), "run", str(folder), "--data", str(data)]
        subprocess.run([*command, "--shard-documents", str(size)], check=True, capture_output=True)
        digests = Store(data, {**CONTRACT, **INTERNAL}).digests()
        found.append({name: digests[name] for name in CONTRACT if name not in ("runs", "ledger")})
    assert found[0] == found[1] == found[2]
    assert found[0]["mentions"] != found[0]["links"]
