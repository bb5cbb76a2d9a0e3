from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotated_texts import annotated, write
from opsonin_statistical.commands import main


@pytest.mark.slow
def test_train_writes_weights_that_show_describes(tmp_path: Path) -> None:
    corpus = write(tmp_path / "made.train.jsonl", annotated()[:12])
    out = tmp_path / "weights.npz"
    done = CliRunner().invoke(
        main, ["train", str(corpus), "--out", str(out), "--types", "disease", "--steps", "2"]
    )
    assert done.exit_code == 0, done.output
    shown = CliRunner().invoke(main, ["show", str(out)])
    about = json.loads(shown.stdout)
    assert about["types"] == ["disease"]
    assert len(about["documents"]["made"]) == 12


def test_a_missing_corpus_is_one_clear_message(tmp_path: Path) -> None:
    out = str(tmp_path / "weights.npz")
    done = CliRunner().invoke(main, ["train", str(tmp_path / "none.jsonl"), "--out", out])
    assert done.exit_code == 1
    assert "none.jsonl: No such file or directory" in done.output


def test_show_of_other_files_is_one_clear_message(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    path.write_bytes(b"other")
    done = CliRunner().invoke(main, ["show", str(path)])
    assert done.exit_code == 1
    assert "it holds no weights" in done.output


def test_the_weights_of_the_package_rest_on_public_domain_alone() -> None:
    shown = CliRunner().invoke(main, ["show"])
    assert list(json.loads(shown.stdout)["documents"]) == ["ncbi_disease"]
