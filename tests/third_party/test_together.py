"""One plugin of each kind, all at once: what they give, what a new version costs, how they go."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from opsonin.cli.program import program
from opsonin.manager.config import Settings
from opsonin.runner.commit.ledger import Account
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.reading import open_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]

COMPONENTS = {"pages", "handouts", "doses", "absent", "same_trial", "evidence_db"}


def tables(settings: Settings) -> Mapping[str, list[dict[str, Any]]]:
    with open_snapshot(settings.data) as snapshot:
        return {name: snapshot.read(name).to_pylist() for name in snapshot.tables}


def texts_of(rows: list[dict[str, Any]], **like: object) -> set[str]:
    return {row["text"] for row in rows if like.items() <= row.items()}


def caches(accounts: tuple[Account, ...]) -> dict[str, bool]:
    """Return component -> whether it had nothing to do, for cleaners and taggers."""
    return {
        line.component: line.documents_cached == line.documents_in
        for line in accounts
        if line.stage in {"clean", "tag"} and line.component != "*" and line.documents_in
    }


def new_version(plugin: str, site: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a newer version of a plugin's module before the installed one."""
    folder.mkdir()
    code = (site / f"{plugin}.py").read_text(encoding="utf-8")
    assert code.count('version="1"') == 1
    (folder / f"{plugin}.py").write_text(code.replace('version="1"', 'version="2"'), "utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{site}")
    sys.modules.pop(plugin, None)
    importlib.invalidate_caches()
    open_pipeline.cache_clear()


def test_plugins_of_all_kinds_work_together_and_go_without_a_trace(
    together: Settings, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run_locally(together)
    found = tables(together)
    check_rows(found)
    check_provenance(together, found)
    check_database(together, found)
    assert not any(caches(first.accounts).values())

    # Which process a component runs in changes no result, so that nothing is to be done.
    inline = replace(together, limits={"isolation": "inline"})
    assert run_locally(inline).status == "unchanged"

    new_version("opsonin_doses", site, tmp_path / "newer", monkeypatch)
    second = run_locally(inline)
    anew = {name for name, is_cached in caches(second.accounts).items() if not is_cached}
    assert anew == {"doses"}
    after = tables(inline)
    assert {row["component_version"] for row in after["doses"]} == {"2"}
    assert texts_of(after["doses"]) == texts_of(found["doses"])
    for name in ("mentions", "identifiers", "links"):
        assert after[name] == found[name]

    bare = replace(
        inline,
        inputs=together.inputs[:1],
        plugins=(),
        exporters=("parquet",),
        vocabularies=(),
        disabled=(*together.disabled, "concepts", "preferred"),
        components={},
        sync=True,
        sync_limit_percent=100.0,
    )
    run_locally(bare)
    check_absence(tables(bare))
    assert CliRunner().invoke(program, ["verify", "--data", str(bare.data)]).exit_code == 0


def check_rows(found: Mapping[str, list[dict[str, Any]]]) -> None:
    assert len(found["documents"]) == 6
    handout = next(row for row in found["documents"] if row["source_uri"] == "handout.txt")
    assert handout["text"].startswith("Marsh harbour fever\n")
    mentions = found["mentions"]
    assert texts_of(mentions, curie="RAREFEVER:0000001") == {
        "Marsh harbour fever",
        "marsh harbour ague",
    }
    assert texts_of(mentions, negated=True) == {"quill-bristle fever"}
    names = {(row["doc_id"], row["mention_id"]): row["text"] for row in mentions}
    doses = {row["text"]: names[row["doc_id"], row["drug_mention_id"]] for row in found["doses"]}
    assert doses == {"5 mg orally twice daily": "quillamine", "40 mcg iv": "QA-7"}
    assert [row["to_identifier"] for row in found["links"]] == ["NCT01234567"]
    assert sorted(row["side"] for row in found["link_evidence"]) == ["from", "to"]
    assert texts_of(found["link_evidence"]) == {"NCT01234567"}
    assert found["rejects"] == []


def check_provenance(settings: Settings, found: Mapping[str, list[dict[str, Any]]]) -> None:
    """Every span stands in its text, and the way back leads through the plugin's cleaner."""
    data = str(settings.data)
    verified = CliRunner().invoke(program, ["verify", "--data", data])
    assert verified.exit_code == 0, verified.output
    (row,) = [row for row in found["mentions"] if row["text"] == "Marsh harbour fever"]
    raw = {one["doc_id"]: one["text"] for one in found["raw"]}[row["doc_id"]]
    assert raw[row["raw_start"] : row["raw_end"]] == "Marsh harbour fe-\r\nver"
    span = [str(row["clean_start"]), str(row["clean_end"])]
    said = CliRunner().invoke(program, ["explain", row["doc_id"], *span, "--data", data])
    assert said.exit_code == 0, said.output
    assert "handouts" in said.output


def check_database(settings: Settings, found: Mapping[str, list[dict[str, Any]]]) -> None:
    with closing(sqlite3.connect(settings.data / "evidence.sqlite")) as connection:
        counts = dict(connection.execute("SELECT name, rows FROM opsonin_tables"))
        assert counts == {name: len(rows) for name, rows in found.items()}
        asked = """
            SELECT doses.amount, doses.unit, mentions.label FROM doses JOIN mentions
            ON mentions.doc_id = doses.doc_id AND mentions.mention_id = doses.drug_mention_id
        """
        answers = connection.execute(asked).fetchall()
    assert sorted(answers) == [(5.0, "mg", "quillamine"), (40.0, "ug", "quillamine")]


def check_absence(found: Mapping[str, list[dict[str, Any]]]) -> None:
    """No table, row, document or vocabulary tells of the plugins any more."""
    assert "doses" not in found
    assert len(found["documents"]) == 2
    makers = {
        row["component"]
        for name, rows in found.items()
        for row in rows
        # These tell what happened in all runs.
        if name not in {"ledger", "runs", "changes"} and "component" in row
    }
    assert makers & COMPONENTS == set()
    assert found["mentions"] == found["links"] == found["link_evidence"] == []
    assert found["vocabularies"] == []
    assert any("fe-" in row["text"] for row in found["documents"])
