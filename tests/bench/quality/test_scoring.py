from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted
from opsonin_bench.quality.registry import AWAITED
from opsonin_bench.quality.scoring import Line, awaited, scored


def load(path: Path) -> Sequence[Case[str]]:
    lines = path.read_text().splitlines()
    return [Case(Item(f"{n}", line.encode(), ".txt"), line) for n, line in enumerate(lines)]


def score(gold: Mapping[str, str], predicted: Mapping[str, Predicted]) -> list[Figure]:
    equal = [key in predicted and predicted[key].text.strip() == text for key, text in gold.items()]
    return [Figure("equal", sum(equal) / len(equal), len(equal))]


def gold_set(*tables: str) -> GoldSet[str]:
    return GoldSet(name="lines", path="lines.txt", tables=tables, load=load, score=score)


def lines_of(one: GoldSet[str], told: list[str]) -> list[Line]:
    return list(scored([one], told.append))


def test_gold_goes_through_the_pipeline_and_rejects_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path))
    (tmp_path / "lines.txt").write_text("A line of plain text.\n\nAnother one.\n")
    told: list[str] = []
    assert lines_of(gold_set("documents"), told) == [
        Line("lines", Figure("documents rejected", 1, 3)),
        Line("lines", Figure("equal", 2 / 3, 3)),
    ]
    assert not any("plain text" in line for line in told)


def test_missing_gold_is_named_with_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path))
    (line,) = lines_of(gold_set("documents"), [])
    assert line == Line("lines", None, note="there is no lines.txt; OPSONIN_GOLD names its folder")


def test_tables_that_nothing_fills_are_named() -> None:
    (line,) = lines_of(gold_set("documents", "no_such_table"), [])
    assert line == Line("lines", None, note="no component fills `no_such_table` yet")


def test_every_awaited_set_has_its_line() -> None:
    lines = list(awaited())
    assert [line.gold_set for line in lines] == [one.name for one in AWAITED]
    assert all(one.table in line.note for one, line in zip(AWAITED, lines, strict=True))


def test_table_that_came_out_empty_is_not_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path))
    (tmp_path / "lines.txt").write_text("Nothing here has an identifier.\n")
    (line,) = lines_of(gold_set("identifiers"), [])
    assert line == Line("lines", None, note="not scored: no document has a row in `identifiers`")


def test_what_a_command_has_to_make_first_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path))
    (tmp_path / "lines.txt").write_text("A line of plain text.\n")
    weights = tmp_path / "weights.npz"
    needs = dataclasses.replace(gold_set("documents"), made_by=(weights, "make weights"))
    (line,) = lines_of(needs, [])
    assert line == Line("lines", None, note="run `make weights` first")
    weights.touch()
    (line,) = lines_of(needs, [])
    assert line.figure is not None
