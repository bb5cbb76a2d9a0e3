"""A cleaner that gives a plain string, and what is known of every character that it touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from opsonin.cli.program import program
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.store.reading import open_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]

RAW = (
    "Fever in the marshes\r\n\r\nThe ﬁrst patients were seen in spring, when the ha-\r\nrbour "
    "was full of ships.\r\n- 1 -\r\nPage 2 of 3\r\nNobody knew where the fever had come from… "
    "All of them recov-\r\nered within two weeks.\r\n"
)


@pytest.fixture
def settings(lean: Settings) -> Settings:
    folder = lean.data.parent / "handouts"
    folder.mkdir()
    (folder / "fever.txt").write_text(RAW, encoding="utf-8", newline="")
    return replace(
        lean,
        inputs=(str(folder),),
        plugins=("opsonin-handouts",),
        exporters=("parquet",),
        limits={"isolation": "inline"},
    )


def test_every_character_that_was_removed_or_changed_leads_back_to_the_source(
    settings: Settings,
) -> None:
    run_locally(settings)
    with open_snapshot(settings.data) as snapshot:
        (document,) = snapshot.read("documents").to_pylist()
        (raw,) = snapshot.read("raw").to_pylist()
        pieces = snapshot.read("alignment").to_pylist()
        removed = snapshot.read("removed").to_pylist()
    clean = document["text"]
    assert raw["text"] == RAW
    for words in ("the harbour was", "The first patients", "recovered within", "come from..."):
        assert words in clean
    assert "Page" not in clean

    # The pieces tile the clean text and never go back in the raw text.
    assert [piece["clean_start"] for piece in pieces] == [
        0,
        *(piece["clean_end"] for piece in pieces[:-1]),
    ]
    assert pieces[-1]["clean_end"] == len(clean)
    for piece in pieces:
        if piece["op"] == "keep":
            mine = RAW[piece["raw_start"] : piece["raw_end"]]
            assert mine == clean[piece["clean_start"] : piece["clean_end"]]
    changed = {
        RAW[piece["raw_start"] : piece["raw_end"]]: clean[piece["clean_start"] : piece["clean_end"]]
        for piece in pieces
        if piece["op"] == "replace"
    }
    assert changed["ﬁ"] == "fi"
    assert changed["…"] == "..."

    # Each raw character stands in exactly one piece, or is removed for a reason.
    seen = [0] * len(RAW)
    for row in (*pieces, *removed):
        if row["raw_start"] is not None:
            for place in range(row["raw_start"], row["raw_end"]):
                seen[place] += 1
    assert set(seen) == {1}
    gone = {RAW[row["raw_start"] : row["raw_end"]] for row in removed if row["reason"] == "handout"}
    assert "-" in gone
    assert any("Page 2 of 3" in one for one in gone)


def test_explain_names_the_cleaner_that_changed_a_word(settings: Settings) -> None:
    run_locally(settings)
    with open_snapshot(settings.data) as snapshot:
        (document,) = snapshot.read("documents").to_pylist()
    start = document["text"].index("harbour")
    said = CliRunner().invoke(
        program,
        ["explain", document["doc_id"], str(start), str(start + 7), "--data", str(settings.data)],
    )
    assert said.exit_code == 0, said.output
    assert "handouts" in said.output
    assert "ha-" in said.output
