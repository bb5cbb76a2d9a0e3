from __future__ import annotations

from pathlib import Path

import pytest

from opsonin_bench.standing import measure, table, write_documents


def test_documents_differ_and_are_the_same_again(tmp_path: Path) -> None:
    write_documents(tmp_path / "a", range(1500))
    write_documents(tmp_path / "b", range(1500))
    lines = [
        line
        for path in sorted((tmp_path / "a").iterdir())
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(set(lines)) == 1500
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


@pytest.mark.slow
def test_table_has_a_column_for_each_number(tmp_path: Path) -> None:
    found = measure(20, tmp_path)
    assert found.n_tasks == 2
    assert 0 < found.sizes["state"] < found.sizes["store"]
    lines = table([found]).splitlines()
    assert lines[0] == "| documents | 20 |"
    assert len(lines) == 12
    assert all(line.count("|") == 3 for line in lines)
