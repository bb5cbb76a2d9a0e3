from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from opsonin_bench.quality.__main__ import main
from opsonin_bench.quality.registry import gold_sets

PAGE = "# Quality\n\n<!-- begin quality -->\n<!-- end quality -->\n"


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path / "nothing"))
    monkeypatch.setenv("OPSONIN_BENCH", str(tmp_path / "nothing"))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "quality.md"
    path.write_text(PAGE)
    return path


def test_without_gold_every_set_is_listed_as_missing(page: Path) -> None:
    result = CliRunner().invoke(main, ["--page", str(page)], catch_exceptions=False)
    assert result.exit_code == 0
    text = page.read_text()
    assert all(one.name in text for one in gold_sets())
    assert "there is no seeds/clean.json; OPSONIN_GOLD names its folder" in text
    assert "there is no corpus.tar.xz; OPSONIN_BENCH names its folder" in text


def test_part_of_the_table_never_replaces_the_page(page: Path) -> None:
    result = CliRunner().invoke(main, ["--sets", "scrapinghub", "--page", str(page), "--json"])
    assert result.exit_code == 0
    assert page.read_text() == PAGE
    (line,) = json.loads(result.stdout)
    assert line["gold_set"] == "ScrapingHub articles, dev"
    assert line["figure"] is None


def test_unknown_set_is_answered_with_those_there_are(page: Path) -> None:
    result = CliRunner().invoke(main, ["--sets", "unheard of", "--page", str(page)])
    assert result.exit_code == 2
    assert "No gold set has 'unheard of' in its name" in result.output
    assert "CRAFT, dev" in result.output


def test_sets_are_found_by_the_folder_they_lie_in(page: Path) -> None:
    result = CliRunner().invoke(main, ["--sets", "html", "--page", str(page), "--json"])
    assert result.exit_code == 0
    names = [line["gold_set"] for line in json.loads(result.stdout)]
    pages = ["WCXB, dev", "trafilatura pages, dev", "ScrapingHub articles, dev"]
    assert names == [*pages, "trafilatura's texts, traced", "resiliparse's texts, traced"]
