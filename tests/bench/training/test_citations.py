from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from opsonin_bench.training.citations import ANNOTATION, main
from opsonin_plugins.taggers.citations.labelling import Model

ITEM = (
    "<sequence><author>Doe{0} J.</author><title>Cells at work {0} times.</title>"
    "<journal>Cell</journal><date>201{0};</date><volume>12:</volume><pages>1-9</pages></sequence>"
)


def _gold(folder: Path) -> None:
    path = folder / ANNOTATION
    path.parent.mkdir(parents=True)
    path.write_text(f"<dataset>{''.join(ITEM.format(n) for n in range(9))}</dataset>")


def test_same_references_give_the_same_weights_and_what_they_rest_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _gold(tmp_path)
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path))
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        result = CliRunner().invoke(main, ["--folder", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    one, other = ((tmp_path / name / "weights.npz").read_bytes() for name in ("one", "other"))
    assert one == other
    about = json.loads((tmp_path / "one" / "weights.json").read_text())
    assert about["n_references"] == len(about["references"]) == 9
    text = "Doe7 J. Cells at work 7 times. Cell 2017; 12: 1-9"
    (runs,) = Model.from_bytes(one).label([text])
    said = [(label, text[a:b]) for label, (a, b) in runs]
    assert ("title", "Cells at work 7 times.") in said
    assert ("journal", "Cell") in said


def test_missing_annotation_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSONIN_GOLD", str(tmp_path))
    result = CliRunner().invoke(main, ["--folder", str(tmp_path)])
    assert result.exit_code != 0
    assert "OPSONIN_GOLD names the folder" in result.output
