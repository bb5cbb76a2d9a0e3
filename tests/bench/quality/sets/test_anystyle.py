from __future__ import annotations

from pathlib import Path

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.anystyle import load, score

XML = "<dataset>{}</dataset>"
ITEM = (
    "<sequence><citation-number>{0}.</citation-number><author>Doe{0} J.</author>"
    "<title>Cells at work {0} times.</title><journal>Cell</journal><volume>12,</volume>"
    "<pages>1-9</pages><date>(201{0}).</date></sequence>"
)


def _gold(folder: Path) -> Path:
    path = folder / "gold.xml"
    path.write_text(XML.format("".join(ITEM.format(n) for n in range(1, 10))))
    return path


def test_references_become_lists_below_a_heading(tmp_path: Path) -> None:
    (case,) = load(_gold(tmp_path))
    assert "References\n\n1. Doe1 J. Cells at work 1 times. Cell 12, 1-9 (2011)." in str(
        case.item.content
    )
    assert len(case.gold.references) == 9


def test_fields_are_scored_by_models_that_have_not_seen_them(tmp_path: Path) -> None:
    (case,) = load(_gold(tmp_path))
    row = {"text": "Doe1 J. Cells at work 1 times. Cell 12, 1-9 (2011)."}
    predicted = {case.item.key: Predicted("1", "", {"citations": [row]})}
    figures = {one.name: one.value for one in score({case.item.key: case.gold}, predicted)}
    assert figures["references as a whole: precision"] == 1
    assert figures["references as a whole: recall"] == 1 / 9
    # Eight of the nine are alike, so that a model of them knows the ninth.
    assert figures["title, cross-validated: F1"] == 1
    assert figures["year, cross-validated: F1"] == 1
