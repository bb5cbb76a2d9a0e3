from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.duplicates import DUPLICATES, DuplicateOptions, candidates
from opsonin_plugins.taggers.shingles import BAND_ROWS, BANDS, shingles, words_of
from opsonin_plugins.taggers.signatures import SIGNATURES

_SEGMENTS = pa.schema(
    {
        "doc_id": pa.string(),
        "segment_id": pa.int32(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "kind": pa.string(),
        "is_main": pa.bool_(),
    }
)
_WORDS = [f"word{n}" for n in range(200)]
_ARTICLE = " ".join(_WORDS)


def _id(n: int) -> str:
    return f"{n:032x}"


def _changed(n_words: int) -> str:
    """Return the article with its last words changed."""
    return " ".join([*_WORDS[:-n_words], *(f"other{n}" for n in range(n_words))])


def _documents(texts: dict[str, str], order: Sequence[str]) -> Documents:
    rows: list[dict[str, object]] = []
    for doc_id in order:
        text = texts[doc_id]
        if text:
            common = {"doc_id": doc_id, "clean_end": len(text), "is_main": True}
            rows.append({**common, "segment_id": 0, "clean_start": 0, "kind": "paragraph"})
            rows.append({**common, "segment_id": 1, "clean_start": 0, "kind": "sentence"})
    batch = pa.record_batch({"doc_id": list(order), "text": [texts[doc_id] for doc_id in order]})
    segments = pa.Table.from_pylist(rows, _SEGMENTS)
    signatures = SIGNATURES.tag(
        Documents(batch, {"segments": lambda: segments}), Context(NoOptions())
    )["signatures"]
    return Documents(batch, {"segments": lambda: segments, "signatures": lambda: signatures})


def _tag(
    texts: dict[str, str],
    options: DuplicateOptions | None = None,
    order: Sequence[str] | None = None,
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    documents = _documents(texts, order or list(texts))
    tables = DUPLICATES.tag(documents, Context(options or DuplicateOptions()))
    links, evidence = tables["links"].to_pylist(), tables["link_evidence"].to_pylist()
    return links, evidence


def test_equal_texts_are_linked_to_the_smallest_id() -> None:
    links, _ = _tag({_id(n): _ARTICLE for n in (7, 3, 5)})
    assert [(row["link_id"], row["from_doc_id"], row["to_doc_id"]) for row in links] == [
        (0, _id(3), _id(5)),
        (1, _id(3), _id(7)),
    ]
    assert all(row["kind"] == "duplicate" and row["score"] == 1.0 for row in links)


def test_near_duplicate_has_the_exact_similarity() -> None:
    texts = {_id(1): _ARTICLE, _id(2): _changed(9), _id(3): "Something else, and short."}
    links, _ = _tag(texts)
    left, right = (shingles(words_of(texts[_id(n)], [(0, len(texts[_id(n)]))])) for n in (1, 2))
    [link] = links
    assert link["kind"] == "near_duplicate"
    assert link["score"] == pytest.approx(len(left & right) / len(left | right))


def test_threshold_is_exact() -> None:
    texts = {_id(1): _ARTICLE, _id(2): _changed(20)}
    shared = 200 - 20 - 4
    similarity = shared / (2 * 196 - shared)
    assert len(_tag(texts, DuplicateOptions(threshold=similarity - 0.001))[0]) == 1
    assert _tag(texts, DuplicateOptions(threshold=similarity + 0.001))[0] == []


def test_evidence_is_the_longest_shared_run_on_both_sides() -> None:
    texts = {_id(1): _ARTICLE, _id(2): "Reprinted: " + _changed(5)}
    _, evidence = _tag(texts)
    runs = []
    for row, side in zip(evidence, ("from", "to"), strict=True):
        start, end = row["clean_start"], row["clean_end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        runs.append(texts[str(row["doc_id"])][start:end])
        assert row["side"] == side
        assert (row["table_name"], row["row_id"], row["link_id"]) == ("segments", 0, 0)
        assert row["from_doc_id"] == _id(1)
    assert runs == [" ".join(_WORDS[:-5])] * 2


def test_order_of_documents_does_not_matter() -> None:
    texts = {_id(n): _changed(1 + n % 4) for n in range(12)} | {_id(99): ""}
    expected = _tag(texts)
    order = list(texts)
    order.sort(key=lambda doc_id: doc_id[::-1], reverse=True)
    assert _tag(texts, order=order) == expected
    assert expected[0]


def test_documents_without_words_are_no_duplicates() -> None:
    links, evidence = _tag({_id(1): "", _id(2): "", _id(3): "..."})
    assert links == evidence == []


def test_one_document_and_none() -> None:
    assert _tag({_id(1): _ARTICLE}) == ([], [])
    assert _tag({}) == ([], [])


def test_large_bucket_is_compared_with_its_first_document_only() -> None:
    signatures = np.zeros((50, BANDS * BAND_ROWS), dtype=np.int32)
    assert len(list(candidates(signatures, 0.8, 50))) == 50 * 49 // 2
    assert list(candidates(signatures, 0.8, 49)) == [(0, n) for n in range(1, 50)]


def test_pairs_at_the_threshold_become_candidates() -> None:
    generator = np.random.default_rng(5)
    n_pairs, width = 300, BANDS * BAND_ROWS
    left = generator.integers(-(2**31), 2**31, (n_pairs, width), dtype=np.int64).astype(np.int32)
    agree = generator.random((n_pairs, width)) < 0.8
    signatures = np.concatenate([left, np.where(agree, left, ~left)])
    found = set(candidates(signatures, 0.8, 100))
    assert sum((n, n + n_pairs) in found for n in range(n_pairs)) >= 0.99 * n_pairs
