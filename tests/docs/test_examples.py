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
            re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
        )
    ]


def run_block(code: str, folder: Path) -> dict[str, Any]:
    path = folder / "block.py"
    path.write_text(code, encoding="utf-8")
    return runpy.run_path(str(path))


def block_with(page: str, word: str, folder: Path) -> dict[str, Any]:
    """Run the one block of a page that has a word in it; gives its names."""
    text = (DOCS / page).read_text(encoding="utf-8")
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
    report = run_locally(load_settings(inputs=(str(inputs),), data=data, plugins=examples))
    assert report.status == "committed"
    return data


def test_examples_of_all_stages_work_together(ran: Path) -> None:
    places = [place for (place,) in rows(ran, "documents", "source_uri")]
    assert places == ["news.txt", "saved.txt#101", "saved.txt#103"]
    rejected = rows(ran, "rejects", "component", "source_uri", "reason")
    assert rejected == [("medline", "saved.txt#102", "empty")]

    assert rows(ran, "removed", "component", "reason") == [("appeals", "appeal")]
    assert not any("Twitter" in text for (text,) in rows(ran, "documents", "text"))

    doses = rows(ran, "doses", "text", "amount", "unit")
    assert doses == [("2.5 ml", 2.5, "ml"), ("25 mg", 25.0, "mg"), ("50 IU", 50.0, "IU")]

    compounds = rows(ran, "mentions", "vocabulary", "text", "curie")
    assert [row[1:] for row in compounds if row[0] == "compounds"] == [
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


def test_refiner_of_single_rows_negates(tmp_path: Path) -> None:
    change = block_with("stages/tagger.md", "per_row", tmp_path)["change"]
    assert change("no fever", {"clean_start": 3}) == {"negated": True}
    assert change("a fever", {"clean_start": 2}) == {}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["source", "cleaner", "tagger", "exporter", "vocabulary"])
def test_example_passes_the_conformance_kit(kind: str, examples: tuple[str, ...]) -> None:
    from opsonin.testing import run_checks  # noqa: PLC0415 - the examples are installed only now

    text = (DOCS / "stages" / f"{kind}.md").read_text(encoding="utf-8")
    (name,) = re.findall(r"literalinclude\} ../examples/(\w+)\.py", text)
    assert name in examples
    samples = (MEDLINE,) if kind == "source" else (NEWS, "Take 25 mg of XR-17.")
    results = run_checks(name, samples=samples)
    assert results
    assert [one for one in results if one.status not in {"passed", "not_applicable"}] == []
