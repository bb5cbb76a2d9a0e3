from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotated_texts import annotated, write
from opsonin_statistical.training.corpora import Annotation, by_corpus, distinct, read


def test_a_corpus_is_read_as_it_was_written(tmp_path: Path) -> None:
    documents = annotated()[:3]
    found = read(write(tmp_path / "made.train.jsonl", documents), ("disease", "gene"))
    assert found == documents


def test_a_line_that_is_no_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('\n{"doc_id": "1", "text": "a", "mentions": [{"start": 0, "end": 9}]}\n')
    with pytest.raises(ValueError, match=r"bad.jsonl, line 2: no annotated document"):
        read(path, ("disease",))


def test_each_type_of_a_document_is_annotated_once() -> None:
    first = annotated()[0]
    gene = Annotation(0, 2, "gene", ())
    other = replace(first, types=frozenset({"disease", "gene"}), mentions=(*first.mentions, gene))
    found = distinct([first, other, first], left_out=())
    assert [(sorted(one.types), len(one.mentions)) for one in found] == [
        (["disease"], 1),
        (["gene"], 1),
    ]


def test_documents_of_a_test_set_are_left_out() -> None:
    documents = annotated()
    assert distinct(documents, {one.doc_id for one in documents[1:]}) == [documents[0]]


def test_a_digest_depends_on_text_and_annotations() -> None:
    first = annotated()[0]
    moved = replace(first, mentions=(replace(first.mentions[0], start=0),))
    digests = by_corpus([first, replace(first, doc_id="9"), moved])["made"]
    assert len(digests) == 3
    assert len(set(digests)) == 2
