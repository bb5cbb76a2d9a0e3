"""The tables of the seeds as they were when somebody last looked at them.

A change of any cell fails here. When it is meant, write the file anew and read its diff::

    OPSONIN_REWRITE_SNAPSHOTS=1 pytest tests/acceptance/test_snapshot.py
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

Tables = Mapping[str, list[dict[str, Any]]]

SNAPSHOT = Path(__file__).parent / "snapshots" / "seeds.json"
#: Tables that say when and by which run.
HISTORY = {"runs", "ledger", "changes"}
#: Tables that stand in the snapshot row by row, without the columns named; others as a digest.
SHOWN = {"identifiers": set[str](), "documents": {"text"}}
#: Digits of a float: models differ in the last ones from one processor to the next.
DIGITS = 3


def pictured(tables: Tables) -> dict[str, Any]:
    """Return row counts and digests of the tables, and some of them in full."""
    return {
        name: {
            "rows": len(rows),
            "sha256": hashlib.sha256("\n".join(canonical(rows)).encode()).hexdigest(),
            **({"content": shown(rows, SHOWN[name])} if name in SHOWN else {}),
        }
        for name, rows in sorted(tables.items())
        if name not in HISTORY
    }


def canonical(rows: list[dict[str, Any]]) -> list[str]:
    """Return one line of JSON for each row, sorted, so that files and their order do not count."""
    plain = ({name: _plain(cell) for name, cell in row.items()} for row in rows)
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in plain)


def shown(rows: list[dict[str, Any]], left_out: set[str]) -> list[dict[str, Any]]:
    kept = [{name: row[name] for name in row if name not in left_out} for row in rows]
    return [json.loads(line) for line in canonical(kept)]


def _plain(cell: Any) -> Any:
    return round(cell, DIGITS) if isinstance(cell, float) else cell


def test_tables_of_the_seeds_are_those_of_the_snapshot(seeds_tables: Tables) -> None:
    found = pictured(seeds_tables)
    if os.environ.get("OPSONIN_REWRITE_SNAPSHOTS"):
        text = json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False)
        SNAPSHOT.write_text(text + "\n", encoding="utf-8")
        pytest.skip(f"{SNAPSHOT} was written anew; read its diff")
    expected = json.loads(SNAPSHOT.read_text("utf-8"))
    for name in expected:
        assert found[name] == expected[name], name
    assert found.keys() == expected.keys()
