from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from opsonin.errors import StageError
from opsonin.runner.commit.ledger import Account, ledger_rows, summed_counts
from opsonin.runner.tasks import Manifest


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"documents_in": 6, "documents_out": 3, "documents_rejected": 2, "documents_dropped": 1},
        {"rows_emitted": 6, "rows_written": 3, "rows_rejected": 2, "rows_refined": 1},
    ],
)
def test_account_in_which_everything_is_found_again_balances(counts: Mapping[str, Any]) -> None:
    Account(stage="tag", component="x", **counts).check()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"documents_in": 2, "documents_out": 1}, "2 documents in, 1 accounted for"),
        ({"documents_out": 1}, "0 documents in, 1 accounted for"),
        ({"rows_emitted": 1}, "1 rows in, 0 accounted for"),
    ],
)
def test_missing_document_or_row_is_an_error(counts: Mapping[str, Any], message: str) -> None:
    with pytest.raises(StageError, match=f"stage tag, component x: .*{message}"):
        Account(stage="tag", component="x", **counts).check()


def manifest(**counts: Mapping[str, float]) -> Manifest:
    empty: dict[str, Any] = {"tables": {}, "parts": {}, "index": [], "results": []}
    return Manifest(
        key="k", stage="tag", documents=[], counts=counts, seconds={}, touched=[], **empty
    )


def test_counts_of_shards_are_added_up() -> None:
    one = {
        "documents_in": 1,
        "documents_cached": 0,
        "rows_emitted": 2,
        "rows_rejected": 0,
        "rows_refined": 1,
        "rows_changed": 3,
        "bytes_emitted": 9,
        "seconds": 0.5,
    }
    total = summed_counts([manifest(x=one), manifest(x=one, y=one)])
    assert (total["x"].rows_emitted, total["x"].seconds, total["y"].documents_in) == (4, 1.0, 1)


def test_lines_become_rows_of_the_ledger() -> None:
    (row,) = ledger_rows("run", [Account(stage="tag", component="x", documents_in=1)])
    assert (row["run_id"], row["component"], row["documents_in"]) == ("run", "x", 1)
