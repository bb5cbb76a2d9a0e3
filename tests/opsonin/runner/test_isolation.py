from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from opsonin.components.documents import Documents
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import build_pipeline
from opsonin.runner import isolation
from opsonin.stages.calling import ISOLATED_BATCH

pytestmark = pytest.mark.slow

SETTINGS = Settings(cleaners=("html",), taggers=(), vocabularies=(), exporters=())


@pytest.fixture(autouse=True)
def workers() -> Iterator[None]:
    isolation.stop_workers()
    yield
    isolation.stop_workers()


def pages(word: str, number: int = ISOLATED_BATCH) -> Documents:
    texts = [f"<html><body><p>{word} {one} reads.</p></body></html>" for one in range(number)]
    columns = {
        "doc_id": [f"{one:032x}" for one in range(number)],
        "text": texts,
        "media_type": ["text/html"] * number,
        "metadata": ["{}"] * number,
    }
    return Documents(pa.RecordBatch.from_pydict(columns), {})


def clean(word: str) -> list[str]:
    (html,) = build_pipeline(SETTINGS).cleaners
    isolated = isolation.isolated_cleaner(html, SETTINGS.to_json())
    documents = pages(word)
    kept = []
    for text, cleaned in zip(documents.texts, isolated.clean(documents, html.context), strict=True):
        left, at = "", 0
        for edit in cleaned.edits:
            left += text[at : edit.start] + edit.replacement
            at = edit.end
        kept.append(left + text[at:])
    return kept


def test_threads_get_their_own_answers() -> None:
    words = ["alpha", "beta"] * 3
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(clean, words))
    for word, texts in zip(words, found, strict=True):
        assert [f"{word} {one} reads." in text for one, text in enumerate(texts)] == [True] * 16
    assert 1 <= len(isolation._STARTED) <= 2


def test_one_thread_keeps_one_worker() -> None:
    clean("alpha")
    (first,) = isolation._STARTED
    clean("beta")
    assert [first] == isolation._STARTED


def test_dead_worker_is_replaced() -> None:
    clean("alpha")
    (first,) = isolation._STARTED
    first.process.kill()
    first.process.wait()
    assert clean("beta")[0].strip() == "beta 0 reads."
    assert first not in isolation._STARTED


def test_interrupted_conversation_is_not_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> list[bytes]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(isolation, "receive", interrupt)
        with pytest.raises(KeyboardInterrupt):
            clean("alpha")
    assert isolation._STARTED == []
    assert clean("beta")[0].strip() == "beta 0 reads."


def test_workers_end_with_their_process() -> None:
    clean("alpha")
    (worker,) = isolation._STARTED
    isolation.stop_workers()
    assert worker.process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(worker.process.pid, 0)
