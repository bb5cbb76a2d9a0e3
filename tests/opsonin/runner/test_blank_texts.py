"""A document of which the cleaners leave no text is rejected, remembered, and healed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from conftest import counting_settings
from opsonin import Cleaned, Document, Edit, Reject
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.tables.accounts import WHOLE_STAGE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents; one is nothing but marks, which cleaner ``blocks`` takes out."""
    found = tmp_path / "in"
    found.mkdir()
    (found / "a.txt").write_text("Lupus in 3 cases.\n")
    (found / "b.txt").write_text("!!!\n!!\n")
    return found


def rows(data: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
    found = pq.read_table(data / "export" / table).select([*columns]).to_pylist()
    return sorted(tuple(row.values()) for row in found)


def test_blank_document_is_remembered_as_rejected_until_a_cleaner_leaves_text(
    counting: dict[str, list[str]],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plugin = sys.modules["counting_plugin"]
    chosen = counting_settings(folder, tmp_path / "data", exporters=("parquet",))
    report = run_locally(chosen)
    assert report.status == "committed"
    empty = ("opsonin", "b.txt", "empty")
    assert rows(chosen.data, "rejects", "component", "source_uri", "reason") == [empty]
    assert rows(chosen.data, "documents", "source_uri") == [("a.txt",)]
    line = ("stage", "component", "documents_in", "documents_out", "documents_rejected")
    ledger = rows(chosen.data, "ledger", *line)
    assert ("clean", WHOLE_STAGE, 2, 1, 1) in ledger
    assert ("clean", "blocks", 2, 2, 0) in ledger

    n_calls = len(counting["blocks"])
    assert run_locally(chosen).status == "unchanged"
    (folder / "c.txt").write_text("Another one.\n")
    run_locally(chosen)
    assert len(counting["blocks"]) == n_calls + 1
    assert rows(chosen.data, "rejects", "component", "source_uri", "reason") == [empty]

    monkeypatch.setitem(plugin.VERSIONS, "blocks", "2")
    monkeypatch.setattr(plugin, "_cut", lambda _document: Cleaned())
    open_pipeline.cache_clear()
    run_locally(chosen)
    assert rows(chosen.data, "rejects", "reason") == []
    assert rows(chosen.data, "documents", "source_uri") == [("a.txt",), ("b.txt",), ("c.txt",)]

    def cut(document: Document) -> Cleaned:
        return Cleaned([Edit(0, len(document.text), "", "all")] if "Lupus" in document.text else [])

    monkeypatch.setitem(plugin.VERSIONS, "blocks", "3")
    monkeypatch.setattr(plugin, "_cut", cut)
    open_pipeline.cache_clear()
    run_locally(chosen)
    assert rows(chosen.data, "rejects", "source_uri", "reason") == [("a.txt", "empty")]
    assert rows(chosen.data, "documents", "source_uri") == [("b.txt",), ("c.txt",)]
    assert "Lupus" not in {text for (text,) in rows(chosen.data, "mentions", "text")}


def test_ill_named_reject_does_not_stop_the_run(
    counting: dict[str, list[str]],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert counting == {}
    plugin = sys.modules["counting_plugin"]
    monkeypatch.setattr(plugin, "_cut", lambda _document: Reject("Not One Word!", "it is bad"))
    chosen = counting_settings(folder, tmp_path / "data", exporters=("parquet",))
    assert run_locally(chosen).status == "committed"
    found = rows(chosen.data, "rejects", "component", "reason", "detail")
    assert [row[:2] for row in found] == [("blocks", "contract")] * 2
    assert all("'Not One Word!'" in row[2] and "'it is bad'" in row[2] for row in found)
