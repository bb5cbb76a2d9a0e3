"""Plugins as their authors make them: scaffolded, built, installed, tested and run as a flow."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fresh_environment import Environment, fresh_environment
from opsonin.scaffold.stages import STAGES
from transcripts import constant, replay

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "first-plugin.md").read_text(encoding="utf-8")
MAX_LINES = 25

Tables = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return fresh_environment(tmp_path_factory.mktemp("fresh"))


def succeeded(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def plugins(environment: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One plugin for each stage, its wheel built and installed."""
    folder = tmp_path_factory.mktemp("plugins")
    for stage in STAGES:
        name = f"opsonin-my-{stage}"
        succeeded(environment.run(["opsonin", "plugins", "new", name, "--stage", stage], folder))
    wheels = [f"./opsonin-my-{stage}" for stage in STAGES]
    succeeded(environment.run(["pip", "wheel", "--quiet", "--wheel-dir", "dist", *wheels], folder))
    built = sorted(str(path) for path in (folder / "dist").glob("*.whl"))
    assert len(built) == len(STAGES)
    succeeded(environment.run(["pip", "install", "--quiet", *built], folder))
    return folder


def test_scaffolded_plugins_pass_their_own_tests(environment: Environment, plugins: Path) -> None:
    # One run for two halves each: what they import and start takes most of the time.
    def outcome(stages: Sequence[str]) -> str:
        settings = ["-c", f"opsonin-my-{stages[0]}/pyproject.toml", "--rootdir", "."]
        tests = [f"opsonin-my-{stage}/tests" for stage in stages]
        done = environment.run(["pytest", "--quiet", "-rs", *settings, *tests], plugins)
        is_good = done.returncode == 0 and "skipped" not in done.stdout
        return "" if is_good else f"{stages}:\n{done.stdout}{done.stderr}"

    with ThreadPoolExecutor(2) as pool:
        problems = [one for one in pool.map(outcome, (STAGES[::2], STAGES[1::2])) if one]
    assert not problems, "\n".join(problems)


def test_scaffolded_plugins_are_typed(environment: Environment, plugins: Path) -> None:
    # One run for all, as most of its time goes into what they import; so no two modules may share
    # a name.
    words = {stage: stage.replace("-", "_") for stage in STAGES}
    sources = [f"opsonin-my-{stage}/src/opsonin_my_{word}" for stage, word in words.items()]
    for stage, word in words.items():
        tests = plugins / f"opsonin-my-{stage}" / "tests" / "test_plugin.py"
        copy = plugins / "typed" / f"test_{word}.py"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(tests.read_bytes())
        sources.append(str(copy))
    options = ["--strict", "--config-file", "opsonin-my-tagger/pyproject.toml"]
    assert "Success" in succeeded(environment.run(["mypy", *options, *sources], plugins))


@pytest.fixture(scope="module")
def flow(environment: Environment, plugins: Path) -> Path:
    """The data folder of one Prefect flow over all samples with all plugins."""
    samples = plugins / "samples"
    samples.mkdir()
    for stage in STAGES:
        for sample in (plugins / f"opsonin-my-{stage}" / "samples").iterdir():
            (samples / f"{stage}{sample.suffix}").write_bytes(sample.read_bytes())
    allowed = [f"opsonin-my-{stage}" for stage in STAGES]
    (plugins / "opsonin.toml").write_text(
        f"""
[run]
plugins = {json.dumps(allowed)}
workers = 2
shard_documents = 2

[stages]
vocabularies = ["my_vocabulary"]
disabled = ["signatures", "duplicates"]

[components.my_exporter]
table = "mentions"
""",
        encoding="utf-8",
    )
    command = ["opsonin", "run", "samples", "--engine", "prefect", "--json"]
    report = json.loads(succeeded(environment.run(command, plugins)))
    assert report["status"] == "committed"
    assert report["broken"] == []
    return plugins / "data"


@pytest.fixture(scope="module")
def tables(flow: Path, exported: Callable[[Path], Tables]) -> Tables:
    return exported(flow)


def made_by(tables: Tables, table: str, component: str) -> list[dict[str, Any]]:
    return [row for row in tables[table] if row["component"] == component]


def test_flow_takes_documents_of_the_source(tables: Tables) -> None:
    assert [row["source_uri"] for row in made_by(tables, "raw", "my_source")] == [
        "source.ris#salt2024"
    ]
    (reject,) = made_by(tables, "rejects", "my_source")
    assert (reject["source_uri"], reject["reason"]) == ("source.ris#R2", "no_text")
    (document,) = (row for row in tables["documents"] if "#" in row["source_uri"])
    assert (document["doi"], document["journal"]) == ("10.1000/salt.1", "Journal of Examples")


def test_flow_keeps_the_way_back_through_the_cleaner(tables: Tables) -> None:
    removed = made_by(tables, "removed", "my_cleaner")
    assert {row["reason"] for row in removed} == {"hyphenation", "line_end"}
    (document,) = (row for row in tables["documents"] if row["source_uri"] == "cleaner.txt")
    assert "(hypertension)" in document["text"]
    (raw,) = (row for row in tables["raw"] if row["doc_id"] == document["doc_id"])
    gone = sorted(raw["text"][row["raw_start"] : row["raw_end"]] for row in removed)
    assert gone == ["\n", "-\n"]


def test_flow_has_rows_of_the_tagger(tables: Tables) -> None:
    found = {row["text"]: row["type"] for row in made_by(tables, "identifiers", "my_tagger")}
    assert found == {"PRJNA123456": "bioproject", "GSE123456": "geo", "EGAS00001000001": "ega"}


def test_flow_has_mentions_of_the_vocabulary(tables: Tables) -> None:
    found = {row["text"]: row["label"] for row in tables["mentions"]}
    assert found == {
        "emergency department": "emergency department",
        "ICU": "intensive care unit",
        "nursing home": "nursing home",
    }
    assert {row["vocabulary"] for row in tables["mentions"]} == {"my_vocabulary"}


def test_flow_is_published_by_the_exporter(flow: Path, tables: Tables) -> None:
    published = (flow / "my_exporter" / "mentions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in published.splitlines()]
    assert sorted(row["text"] for row in rows) == sorted(row["text"] for row in tables["mentions"])


def test_page_shows_what_the_commands_write(environment: Environment, tmp_path: Path) -> None:
    # The flow above has a server; here it would only take its time once more.
    here = re.sub(" --engine prefect$", "", PAGE, flags=re.MULTILINE)
    shown = replay(here, environment, tmp_path)
    assert constant(shown) == constant(here)


def test_smallest_plugin_is_25_lines_and_works(environment: Environment, tmp_path: Path) -> None:
    (metadata,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(metadata.splitlines()) + len(code.splitlines()) <= MAX_LINES
    (tmp_path / "pyproject.toml").write_text(metadata, encoding="utf-8")
    (tmp_path / "rrids.py").write_text(code, encoding="utf-8")
    (tmp_path / "sample.txt").write_text("Stained with RRID:AB_2138153.\n", encoding="utf-8")
    succeeded(environment.run(["pip", "install", "--quiet", "."], tmp_path))
    command = ["opsonin", "try", "sample.txt", "--component", "rrids", "--json"]
    (row,) = json.loads(succeeded(environment.run(command, tmp_path)))["rows"]["identifiers"]
    assert (row["clean_start"], row["clean_end"], row["value"]) == (13, 28, "RRID:AB_2138153")
