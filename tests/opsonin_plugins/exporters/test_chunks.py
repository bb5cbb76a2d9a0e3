from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opsonin import Context, Snapshot
from opsonin_plugins.exporters.chunks import CHUNKS, ChunkOptions


def _read(snapshot: Snapshot, **options: Any) -> list[dict[str, Any]]:
    place = CHUNKS.export(snapshot, Context(ChunkOptions(**options)))
    return [json.loads(line) for line in Path(place).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("max_characters", [1, 60, 1_200])
def test_chunks_slice_and_hold_the_main_text_once(snapshot: Snapshot, max_characters: int) -> None:
    texts = {row["doc_id"]: row["text"] for row in snapshot.read("documents").to_pylist()}
    found = _read(snapshot, max_characters=max_characters)
    ends: dict[str, int] = {}
    for one in found:
        assert one["text"] == texts[one["doc_id"]][one["clean_start"] : one["clean_end"]]
        assert one["clean_start"] >= ends.get(one["doc_id"], 0)
        ends[one["doc_id"]] = one["clean_end"]
    blocks = [
        row
        for row in snapshot.read("segments").to_pylist()
        if row["is_main"] and row["parent_id"] is None
    ]
    assert blocks
    for block in blocks:
        held = [
            one
            for one in found
            if one["doc_id"] == block["doc_id"]
            and one["clean_start"] < block["clean_end"]
            and block["clean_start"] < one["clean_end"]
        ]
        assert held


def test_short_limit_makes_more_chunks_each_with_an_id_of_its_own(snapshot: Snapshot) -> None:
    many, few = _read(snapshot, max_characters=1), _read(snapshot)
    assert len(many) > len(few)
    assert len({one["id"] for one in many}) == len(many)
    assert all(len(one["text"]) <= 1_200 for one in few)


def test_chunk_says_where_it_comes_from_and_what_it_names(snapshot: Snapshot) -> None:
    (one,) = [one for one in _read(snapshot) if "formula" in one["text"]]
    assert one["source_uri"] == "b.txt"
    assert "influenza" in {concept["label"].lower() for concept in one["concepts"]}
    raw = {row["doc_id"]: row["text"] for row in snapshot.read("raw").to_pylist()}
    assert "influenza" in raw[one["doc_id"]][one["raw_start"] : one["raw_end"]]


def test_limit_must_hold_something() -> None:
    with pytest.raises(ValueError, match="expected 1 or more"):
        ChunkOptions(max_characters=0)
