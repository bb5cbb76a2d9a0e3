"""The examples of the pages do what the pages say."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.discovery import load_plugins
from opsonin.runner.local import run_locally
from opsonin_docs.bodies import without_bodies

DOCS = Path(__file__).parents[2] / "docs"
MEDLINE = """PMID- 101
OWN - NLM
TI  - XR-17 Hydrochloride in adults with asthma
AB  - Forty adults were given 25 mg or 2.5 ml of deltamorphine; 30 min later
      they were asked.

PMID- 102
OWN - NLM

PMID- 103
TI  - Naïve T cells
"""
PAGE = """<html><body><div class="section-name">Health</div><h1>Trial ends</h1>
<p>The trial NCT04343976 of XR-17 ended without fever in any patient.</p>
<div class="related"><p>Related: <div class="newsletter">Sign up</div> NCT00000001</p></div>
<p>The drug works, the company said.</p></body></html>
"""
NEWS = """New drug for asthma

Patients took 50 IU of XR-17 twice a day, the company said.
Follow us on Twitter for more news!
"""


def blocks() -> list[Any]:
    """Return all blocks of Python of the pages, named after page and number."""
    return [
        pytest.param(block, id=f"{page.relative_to(DOCS)}:{number}")
        for page in sorted(DOCS.rglob("*.md"))
        for number, block in enumerate(
            re.findall(
                r"^```python\n(.*?)^```",
                without_bodies(page.read_text("utf-8")),
                re.DOTALL | re.MULTILINE,
            )
        )
    ]


def run_block(code: str, folder: Path) -> dict[str, Any]:
    path = folder / "block.py"
    path.write_text(code, encoding="utf-8")
    return runpy.run_path(str(path))


def block_with(page: str, word: str, folder: Path) -> dict[str, Any]:
    """Run the one block of a page that has a word in it; gives its names."""
    text = without_bodies((DOCS / page).read_text(encoding="utf-8"))
    (code,) = [one for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if word in one]
    return run_block(code, folder)


def rows(data: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
    found = pq.read_table(data / "export" / table).select([*columns]).to_pylist()
    return sorted(tuple(row.values()) for row in found)


def batch(text: str) -> Documents:
    return Documents(pa.record_batch({"doc_id": ["a" * 32], "text": [text]}))


@pytest.fixture(scope="module")
def ran(examples: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a run with all examples. Tests only read it."""
    folder = tmp_path_factory.mktemp("ran")
    inputs, data = folder / "in", folder / "data"
    inputs.mkdir()
    (inputs / "saved.txt").write_text(MEDLINE, encoding="utf-8")
    (inputs / "news.txt").write_text(NEWS, encoding="utf-8")
    (inputs / "page.html").write_text(PAGE, encoding="utf-8")
    (inputs / "paid.html").write_text('<div class="paywall">Subscribe</div>', encoding="utf-8")
    (inputs / "trial.txt").write_text("A registered trial: NCT04343976.\n", encoding="utf-8")
    report = run_locally(load_settings(inputs=(str(inputs),), data=data, plugins=examples))
    assert report.status == "committed"
    return data


def test_examples_of_all_stages_work_together(ran: Path) -> None:
    places = [place for (place,) in rows(ran, "documents", "source_uri")]
    assert places == ["news.txt", "page.html", "saved.txt#101", "saved.txt#103", "trial.txt"]
    rejected = rows(ran, "rejects", "component", "source_uri", "reason")
    assert rejected == [("boxes", "paid.html", "paywall"), ("medline", "saved.txt#102", "empty")]

    removed = rows(ran, "removed", "component", "reason")
    assert ("appeals", "appeal") in removed
    assert removed.count(("boxes", "box")) == 1
    facts = rows(ran, "fields", "component", "field", "value", "basis")
    assert [row[1:] for row in facts if row[0] == "boxes"] == [
        ("n_boxes", "1", "inferred"),
        ("section", "Health", "stated"),
    ]
    assert not any("Sign up" in text for (text,) in rows(ran, "documents", "text"))
    assert not any("Twitter" in text for (text,) in rows(ran, "documents", "text"))

    doses = rows(ran, "doses", "text", "amount", "unit")
    assert doses == [("2.5 ml", 2.5, "ml"), ("25 mg", 25.0, "mg"), ("50 IU", 50.0, "IU")]

    compounds = rows(ran, "mentions", "vocabulary", "text", "curie")
    assert [row[1:] for row in compounds if row[0] == "compounds"] == [
        ("XR-17", "lab:0017"),
        ("XR-17", "lab:0017"),
        ("XR-17 Hydrochloride", "lab:0017"),
        ("deltamorphine", "lab:0042"),
    ]

    told = json.loads((ran / "tallies.json").read_text())
    assert (told["snapshot"], told["rows"]["doses"]) == (1, 3)


@pytest.mark.parametrize("code", blocks())
def test_block_of_a_page_runs_and_registers_what_opsonin_takes(
    code: str, ran: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ran.parent)
    names = run_block(code, tmp_path)
    if "@hookimpl" in code:
        module = ModuleType("block")
        vars(module).update(names)
        plugins = load_plugins(Settings(), extra=[("block", module)])
        assert [one.error for one in plugins.broken] == []
        assert "block" in {one.name for one in plugins.loaded}


def test_tagger_over_a_whole_batch_finds_doses(tmp_path: Path) -> None:
    names = block_with("plugins.md", "def tag_doses", tmp_path)
    found = names["tag_doses"](batch("Take 25 mg, then 3 days."), Context(NoOptions()))["doses"]
    assert found.select(["clean_start", "clean_end"]).to_pylist() == [
        {"clean_start": 5, "clean_end": 10}
    ]


def test_cleaner_from_a_function_joins_blanks(tmp_path: Path) -> None:
    names = block_with("stages/cleaner.md", "from_string", tmp_path)
    (cleaner,) = names["register_cleaners"]()
    ((edit,),) = [one.edits for one in cleaner.clean(batch("a  \t b"), Context(NoOptions()))]
    assert (edit.reason, 6 - (edit.end - edit.start) + len(edit.replacement)) == ("blanks", 3)


def test_refiner_negates_what_a_cue_stands_before(ran: Path) -> None:
    negated = {text for text, is_negated in rows(ran, "mentions", "text", "negated") if is_negated}
    assert negated == {"fever"}


def test_corpus_tagger_links_what_names_the_same_trial(ran: Path) -> None:
    ((one, other, _),) = rows(ran, "links", "from_doc_id", "to_doc_id", "kind")
    texts = dict(rows(ran, "documents", "doc_id", "text"))
    assert all("NCT04343976" in texts[doc_id] for doc_id in (one, other))
    columns = ("doc_id", "side", "text", "table_name")
    assert rows(ran, "link_evidence", *columns) == [
        (one, "from", "NCT04343976", "identifiers"),
        (other, "to", "NCT04343976", "identifiers"),
    ]


@pytest.mark.slow
def test_corpus_tagger_gives_with_earlier_rows_what_it_gives_from_scratch(
    examples: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()

    def settings(data: str, isolation: str) -> Settings:
        return load_settings(
            inputs=(str(inputs),),
            data=tmp_path / data,
            plugins=examples,
            cleaners=("segments",),
            taggers=("identifiers", "same_study"),
            limits={"isolation": isolation},
        )

    trials = ("NCT00000001", "NCT00000001 and NCT00000002", "NCT00000002", "NCT00000001")
    for number, named in enumerate(trials):
        (inputs / f"{number}.txt").write_text(f"Study {number} names {named}.\n")
    for data in ("inline", "process"):
        run_locally(settings(data, data))
    (inputs / "1.txt").write_text("Study 1 names NCT00000002 and NCT00000001.\n")
    (inputs / "4.txt").write_text("Study 4 names NCT00000002.\n")
    asked: list[bool] = []
    is_new = Documents.is_new

    def noted(documents: Documents, doc_id: str) -> bool:
        asked.append(is_new(documents, doc_id))
        return asked[-1]

    monkeypatch.setattr(Documents, "is_new", noted)
    for data in ("inline", "process", "scratch"):
        report = run_locally(settings(data, "process" if data == "process" else "inline"))
        assert report.status == "committed"
        if data == "inline":
            assert set(asked) == {True, False}
    columns = ("from_doc_id", "link_id", "to_doc_id", "kind")
    places = ("from_doc_id", "link_id", "doc_id", "side", "clean_start", "row_id")
    found = [
        (rows(tmp_path / data, "links", *columns), rows(tmp_path / data, "link_evidence", *places))
        for data in ("inline", "process", "scratch")
    ]
    assert found[0] == found[1] == found[2]
    assert len(found[0][0]) == 6


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.stem for path in sorted((DOCS / "examples").glob("*.py"))])
def test_example_passes_the_conformance_kit(name: str, examples: tuple[str, ...]) -> None:
    from opsonin.testing import run_checks  # noqa: PLC0415 - the examples are installed only now

    assert name in examples
    samples: tuple[str, ...] = (NEWS, "Take 25 mg of XR-17.", "No fever: NCT04343976.", PAGE)
    if name == "medline":
        samples = (MEDLINE,)
    results = run_checks(name, samples=samples)
    assert results
    assert [one for one in results if one.status not in {"passed", "not_applicable"}] == []
