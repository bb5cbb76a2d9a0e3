from __future__ import annotations

from opsonin import SnapshotFiles
from opsonin.inspection.reporting.totals import totals


def test_totals_count_what_the_tables_hold(
    snapshot: SnapshotFiles, positions: dict[str, int]
) -> None:
    found = totals(snapshot, positions)
    assert found["tables"]["documents"] == 3
    assert found["kinds"] == [["other", 3]]
    assert found["concepts"][0] == ["TEST:gout", "GOUT", "disease", 3, 3, [0, 1, 2]]
    assert found["types"] == [["disease", 5]]
    assert found["removed"] == [["blank", 1], ["chrome", 1], ["mark", 1]]
    assert found["repairs"] == [["replace", 1]]
    # No component measures or judges here.
    assert (found["signals"], found["marked"]) == ([], [])
