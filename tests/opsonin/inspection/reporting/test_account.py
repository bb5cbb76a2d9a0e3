from __future__ import annotations

from opsonin import SnapshotFiles
from opsonin.inspection.reporting.account import account


def test_account_is_that_of_the_run_with_all_that_stands_rejected(snapshot: SnapshotFiles) -> None:
    found = account(snapshot)
    stages = {line[0]: line for line in found["stages"]}
    assert stages["ingest"][4:6] == [4, 4]
    assert stages["clean"][4:7] == [4, 3, 1]
    assert {line[1] for line in found["components"]} >= {"squeeze", "tell", "compare"}
    assert found["n_rejects"] == 1
    ((stage, component, table, reason, number, examples),) = found["rejects"]
    assert (stage, component, table, reason, number) == ("clean", "squeeze", "", "error", 1)
    ((place, detail),) = examples
    assert place == "<img src=q onerror=hit=4>.txt"
    assert "BOOM" in detail
