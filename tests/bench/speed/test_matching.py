from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from opsonin_bench.speed.matching import match


def test_mentions_of_every_text_are_written(tmp_path: Path) -> None:
    source = tmp_path / "texts.jsonl"
    texts = ("Aspirin relieves headaches.", "Nothing of the kind.")
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    match(source, tmp_path / "out", tmp_path)
    (written,) = (tmp_path / "out").glob("*.parquet")
    rows = pq.read_table(written).to_pylist()
    assert {"Aspirin", "headaches"} <= {
        texts[int(row["doc_id"], 16)][row["clean_start"] : row["clean_end"]] for row in rows
    }
    assert {row["doc_id"] for row in rows} == {f"{0:032x}"}
