from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.sets.abstract_claims import WRITTEN, load


def test_claims_are_read_with_the_abstracts_of_all_corpora(tmp_path: Path) -> None:
    entries = json.loads(WRITTEN.read_text("utf-8"))["documents"]
    for corpus in {one["corpus"] for one in entries}:
        lines = [
            json.dumps({"doc_id": one["doc_id"], "text": f"text of {one['doc_id']}"})
            for one in entries
            if one["corpus"] == corpus
        ]
        (tmp_path / f"{corpus}.dev.jsonl").write_text("\n".join(lines), "utf-8")
    cases = load(tmp_path / "biored.dev.jsonl")
    assert [one.item.content for one in cases] == [f"text of {one['doc_id']}" for one in entries]
    assert [len(one.gold) for one in cases] == [len(one["claims"]) for one in entries]


def test_claims_are_stretches_in_order() -> None:
    for one in json.loads(WRITTEN.read_text("utf-8"))["documents"]:
        spans = [(start, end) for start, end, *_ in one["claims"]]
        assert spans == sorted(spans)
        assert all(0 <= start < end for start, end in spans)
