from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from authored import author_in
from opsonin.cli.program import program
from opsonin.inspection.tracing import trace_span
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

TAGGERS = """
import re
from opsonin import Span, Tagger, hookimpl, per_document, per_row

def find(text):
    return [Span(*m.span(), type="gene", score=0.9) for m in re.finditer(r"[A-Z]+[0-9]", text)]

def look(row, document, context):
    return {"score": 0.3, "negated": True} if document.text.startswith("No") else row

@hookimpl
def register_taggers():
    return [
        Tagger(name="genes", version="1", tag=per_document(find, "mentions"), fills=("mentions",)),
        Tagger(name="closer-look", version="2", tag=per_row(look, "mentions"),
               refines=("mentions",)),
    ]
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Two documents; the refiner changes the mention of one of them."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("No TP53 was found.\n")
    (tmp_path / "in" / "b.txt").write_text("The TP53 was found.\n")
    monkeypatch.chdir(tmp_path)
    with author_in(tmp_path / "site", monkeypatch) as author:
        author("plugin_genes", TAGGERS)
        settings = Settings(
            inputs=("in",),
            plugins=("plugin_genes",),
            cleaners=("segments",),
            taggers=("genes", "closer-look"),
            exporters=(),
            vocabularies=(),
            limits={"isolation": "inline"},
        )
        run_locally(settings)
    return Store(tmp_path / "data", {**CONTRACT, **INTERNAL})


def test_what_a_refiner_changed_is_told_with_the_row(store: Store) -> None:
    found: dict[str, Any] = {}
    for document in store.scan("documents").to_pylist():
        at = document["text"].index("TP")
        (row,) = trace_span(store, document, at, at + 2).evidence
        found[document["source_uri"]] = row.get("refined")
    assert found["b.txt"] is None
    (refined,) = found["a.txt"]
    assert (refined["component"], refined["component_version"]) == ("closer-look", "2")
    assert refined["was"] == {"score": 0.9, "negated": False}
    assert refined["now"] == {"score": 0.3, "negated": True}


def test_explain_says_who_refined_a_row(store: Store) -> None:
    arguments = ["explain", "a.txt", "3", "5", "--data", str(store.root)]
    shown = CliRunner().invoke(program, arguments).stdout
    assert "'TP5' gene score 0.3" in shown
    assert " negated " in shown
    assert "changed by closer-look 2: score: 0.9 -> 0.3, negated: False -> True" in shown
