from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from opsonin.components.documents import Documents
from opsonin.stages.calling import call, failure


def batch(*texts: str) -> Documents:
    return Documents(
        pa.record_batch(
            {"doc_id": pa.array(list(texts), pa.string()), "text": pa.array(texts, pa.string())}
        )
    )


def noted(calls: list[list[str]], bad: str = "") -> Callable[[Documents], int]:
    def component(documents: Documents) -> int:
        calls.append(documents.ids)
        if bad in documents.ids:
            raise ValueError(bad)
        return len(documents)

    return component


def test_batch_is_passed_on_whole() -> None:
    calls: list[list[str]] = []
    outcome = call(noted(calls), batch("a", "b"))
    assert calls == [["a", "b"]]
    assert [result for _, result in outcome.results] == [2]
    assert outcome.failures == []


def test_empty_batch_is_not_passed_on() -> None:
    calls: list[list[str]] = []
    assert call(noted(calls), batch()).results == []
    assert calls == []


def test_bad_document_costs_only_itself() -> None:
    calls: list[list[str]] = []
    outcome = call(noted(calls, "b"), batch("a", "b", "c"))
    assert calls == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert [documents.ids for documents, _ in outcome.results] == [["a"], ["c"]]
    (bad,) = outcome.failures
    assert (bad.doc_id, bad.reason) == ("b", "error")
    assert bad.detail.startswith("ValueError: b (tests/opsonin/stages/test_calling.py, line ")


def test_small_batches_are_retried_on_their_own() -> None:
    calls: list[list[str]] = []
    outcome = call(noted(calls, "c"), batch("a", "b", "c"), batch_documents=2)
    assert calls == [["a", "b"], ["c"]]
    assert [one.doc_id for one in outcome.failures] == ["c"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError("x"), "io"),
        (TimeoutError("x"), "timeout"),
        (MemoryError("x"), "memory"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), "error"),
        (KeyError("x"), "error"),
    ],
)
def test_reason_tells_whether_another_time_may_help(error: Exception, reason: str) -> None:
    assert failure("a", error).reason == reason


def test_detail_can_be_written_to_a_table() -> None:
    detail = failure("a", ValueError("\ud800\0" + "x" * 600)).detail
    assert detail.startswith("ValueError: ?\\0xxx")
    assert len(detail) == 500
