from __future__ import annotations

import httpx
import pytest

from opsonin.runner.commit.ledger import Account
from opsonin.runner.run import Report
from opsonin_flows import artifacts

ACCOUNTS = (
    Account(
        stage="ingest",
        component="*",
        documents_in=7,
        documents_out=4,
        documents_rejected=2,
        documents_dropped=1,
    ),
    Account(stage="clean", component="*", documents_in=4, documents_out=3, documents_rejected=1),
    Account(stage="clean", component="html", documents_in=4, documents_out=3, documents_rejected=1),
    Account(stage="clean", component="blocks", documents_in=3, documents_out=3, seconds=0.12345),
    Account(stage="tag", component="dates", documents_in=3, documents_out=3, rows_written=9),
)


NEWS = {"added": 2, "changed": 1, "removed": 0}


def report(**changes: object) -> Report:
    values: dict[str, object] = {
        "run_id": "4" * 32,
        "status": "committed",
        "snapshot": 5,
        "export": ("/data/export",),
        "accounts": ACCOUNTS,
        "rows": {"raw": 4, "documents": 3},
        "seconds": 1.26,
        "broken": (),
        **changes,
    }
    return Report(**values)  # type: ignore[arg-type] # the values above have the right types


def test_account_has_a_row_for_each_stage_and_component() -> None:
    rows = artifacts.account_rows(ACCOUNTS)
    assert [(row["stage"], row["component"]) for row in rows] == [
        ("ingest", "all"),
        ("clean", "all"),
        ("clean", "html"),
        ("clean", "blocks"),
        ("tag", "dates"),
    ]
    assert rows[0]["in"] == 7
    assert rows[3]["seconds"] == 0.123
    assert rows[4]["rows written"] == 9


def test_summary_tells_what_came_in_what_went_out_and_why_not() -> None:
    text = artifacts.summary(
        report(), [("clean", "html", "timeout", 1), ("ingest", "x", "io", 2)], NEWS
    )
    assert text.startswith("# Committed: snapshot 5\n")
    for line in (
        "Documents since the run before: 2 added, 1 changed, 0 removed.",
        "in                       7  ████████████████████████████████",
        "rejected at ingest       2  ██████████",
        "out                      3  ██████████████",
        "| clean | html | timeout | 1 |",
        "- `/data/export`",
        "| documents | 3 |",
    ):
        assert line in text.splitlines()


def test_summary_names_plugins_that_were_left_out() -> None:
    text = artifacts.summary(report(broken=("plugin x of y 1.0: <script>|",)), [], NEWS)
    assert "- plugin x of y 1.0: &lt;script&gt;\\|" in text.splitlines()
    assert "None." in text.splitlines()


def test_summary_names_who_failed_and_not_why() -> None:
    failed = {
        "unlinked": ("x 1 of y 2 failed: ValueError: quagga",),
        "unpublished": ("z of y 2 failed on snapshot 5: OSError: quagga",),
    }
    text = artifacts.summary(report(**failed), [], NEWS)
    assert "- x 1 of y 2 failed: ValueError" in text.splitlines()
    assert "- z of y 2 failed on snapshot 5: OSError" in text.splitlines()
    assert "quagga" not in text
    assert "What failed" not in artifacts.summary(report(), [], NEWS)


def test_run_stands_when_the_server_does_not_take_its_artifacts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise httpx.ConnectError("All connection attempts failed")

    monkeypatch.setattr(artifacts, "create_table_artifact", refuse)
    artifacts.publish_report(report(), store=None)  # type: ignore[arg-type] # not reached
    assert "did not take the artifacts" in caplog.text
