from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from opsonin.runner.shards import open_pipeline

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def fresh_pipelines() -> Iterator[None]:
    """What vocabularies there are is read once in each process."""
    open_pipeline.cache_clear()
    yield
    open_pipeline.cache_clear()


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    path = tmp_path / "My terms.csv"
    path.write_text("id,name,synonyms,type\nACME:1,blorbitis,blorb disease,disease\n", "utf-8")
    return path


def test_built_in_vocabularies_are_listed_with_licence_counts_and_source(opsonin: Command) -> None:
    result = opsonin("vocab", "list")
    assert result.exit_code == 0
    line = next(one for one in result.stdout.splitlines() if one.startswith("mondo"))
    assert "CC-BY-4.0" in line
    assert "22,339" in line
    assert "cellxgene-ontology-guide" in line


def test_an_added_vocabulary_is_listed_and_found_in_texts(
    opsonin: Command, terms: Path, tmp_path: Path
) -> None:
    document = tmp_path / "in.txt"
    document.write_text("A patient with blorbitis was seen in the clinic.\n", encoding="utf-8")
    assert opsonin("run", document).exit_code == 0
    open_pipeline.cache_clear()
    added = opsonin("vocab", "add", terms, "--licence", "CC0-1.0")
    assert added.exit_code == 0, added.output
    assert "Vocabulary my_terms" in added.stdout
    assert "1 concept, 2 names" in added.stdout
    listed = json.loads(opsonin("vocab", "list", "--json").stdout)
    assert {one["name"]: one["licence"] for one in listed}["my_terms"] == "CC0-1.0"
    assert "1 cached" not in opsonin("run", document).output
    found = opsonin("query", "select text, curie from mentions where vocabulary = 'my_terms'")
    assert "blorbitis" in found.stdout
    assert opsonin("verify").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--name", "mondo"], "A plugin offers a vocabulary 'mondo' already. Give another --name."),
        (["--name", "A B"], "'A B' is no name for a vocabulary."),
    ],
)
def test_names_that_cannot_be_are_told(
    opsonin: Command, terms: Path, arguments: list[str], message: str
) -> None:
    result = opsonin("vocab", "add", terms, *arguments)
    assert result.exit_code == 1
    assert message in result.output


def test_a_file_without_terms_is_told(opsonin: Command, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,name,synonyms,type\n", encoding="utf-8")
    result = opsonin("vocab", "add", tmp_path / "x.csv")
    assert result.exit_code == 1
    assert "The file holds no terms." in result.output
