from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin import SnapshotFiles, open_snapshot
from opsonin.runner.local import run_locally
from opsonin.store.comparing import Difference, compare_tables
from opsonin.tables.contract import CONTRACT


@pytest.fixture
def two(counting: object, tmp_path: Path) -> Iterator[tuple[SnapshotFiles, SnapshotFiles]]:
    """Two snapshots: the second one has a changed document, a new one, and one as it was."""
    assert counting is not None
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text("Gout of Ada in 12 patients")
    (inputs / "b.txt").write_text("Flu 7")
    settings = counting_settings(inputs, tmp_path / "data", exporters=("parquet",))
    run_locally(settings)
    (inputs / "b.txt").write_text("Flu 7 and Croup 8")
    (inputs / "c.txt").write_text("Measles 9")
    run_locally(settings)
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(open_snapshot(tmp_path / "data", number)) for number in (1, 2)
        )
        yield first, second


def test_rows_are_counted_as_added_changed_or_removed(
    two: tuple[SnapshotFiles, SnapshotFiles],
) -> None:
    first, second = two
    found = compare_tables(first.tables, second.tables, CONTRACT)
    # Another text is another document: one row left with the old one and two came.
    assert found["documents"] == Difference(added=2, changed=0, removed=1)
    assert found["sources"] == Difference(added=1, changed=1, removed=0)
    assert found["changes"].removed == 0
    assert "vocabularies" not in found


def test_what_went_is_counted_the_other_way_round(
    two: tuple[SnapshotFiles, SnapshotFiles],
) -> None:
    first, second = two
    there, back = (
        compare_tables(first.tables, second.tables, CONTRACT),
        compare_tables(second.tables, first.tables, CONTRACT),
    )
    assert list(there) == [table for table in second.tables if table in back]
    for table, one in there.items():
        assert back[table] == Difference(one.removed, one.changed, one.added)


def test_snapshot_does_not_differ_from_itself(two: tuple[SnapshotFiles, SnapshotFiles]) -> None:
    assert compare_tables(two[1].tables, two[1].tables, CONTRACT) == {}


def test_new_table_has_only_added_rows(two: tuple[SnapshotFiles, SnapshotFiles]) -> None:
    first, second = two
    tables = {name: paths for name, paths in first.tables.items() if name != "documents"}
    assert compare_tables(tables, second.tables, CONTRACT)["documents"] == Difference(3, 0, 0)
