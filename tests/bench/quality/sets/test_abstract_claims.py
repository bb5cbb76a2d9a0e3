from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from opsonin_bench.quality.sets import abstract_claims
from opsonin_bench.quality.sets.abstract_claims import PARTS, agreement, documents, load


def _corpora(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write corpora of other texts, and the claims as if they had been read in these."""
    entries = documents()
    for one in entries:
        text = f"text of {one['doc_id']}"
        one["sha256"] = hashlib.sha256(text.encode()).hexdigest()[:16]
        with (folder / f"{one['corpus']}.dev.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"doc_id": one["doc_id"], "text": text}) + "\n")
    written = folder / "claims.json"
    written.write_text(json.dumps({"documents": entries}), "utf-8")
    monkeypatch.setattr(abstract_claims, "WRITTEN", written)
    return folder / "biored.dev.jsonl"


def test_claims_are_read_with_the_abstracts_of_all_corpora(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _corpora(tmp_path, monkeypatch)
    for part in PARTS:
        entries = [one for one in documents() if one["part"] == part]
        cases = load(path, part)
        assert [one.item.content for one in cases] == [
            f"text of {one['doc_id']}" for one in entries
        ]
        assert [len(one.gold) for one in cases] == [len(one["claims"]) for one in entries]


def test_another_text_than_the_one_that_was_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _corpora(tmp_path, monkeypatch)
    path.write_text(path.read_text("utf-8").replace("text of", "words of"), "utf-8")
    with pytest.raises(ValueError, match="is not the one whose claims were annotated") as caught:
        load(path, "known")
    assert "use the corpus as published" in str(caught.value)


def test_claims_are_stretches_in_order() -> None:
    for one in documents():
        for reading in (one["claims"], one["again"] or []):
            spans = [(start, end) for start, end, *_ in reading]
            assert spans == sorted(spans)
            assert all(0 <= start < end for start, end in spans)


def test_each_abstract_is_in_one_half() -> None:
    assert Counter(one["part"] for one in documents()) == {"known": 50, "unseen": 50}
    assert len({one["doc_id"] for one in documents()}) == 100


def test_two_readings_of_nearly_all_abstracts_agree() -> None:
    found = agreement()
    assert found.n_documents == 98
    assert min(found.first, found.second) > 0.94
    assert found.predicates > 0.94
    assert found.negations > 0.98
