from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from conftest import COUNTING, counting_settings
from opsonin.components.documents import Documents
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner import isolation
from opsonin.runner.frames import pack_tables
from opsonin.runner.isolation import WorkerError, isolated_cleaner, isolated_tagger, stop_workers
from opsonin.runner.shards import open_pipeline
from opsonin.runner.worker import _answer, _carry_out, _find
from opsonin.spans.edit import Edit
from opsonin.stages.calling import call


@pytest.fixture
def pipeline(counting: dict[str, list[str]], tmp_path: Path) -> Pipeline:
    assert counting == {}
    settings = counting_settings(tmp_path, tmp_path / "data").to_json()
    return open_pipeline(orjson.dumps(settings))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", str(COUNTING))
    yield
    stop_workers()
    assert isolation._STARTED == []


def named(pipeline: Pipeline, name: str) -> Installed[Any]:
    found = _find(name, pipeline.settings)
    return replace(found, component=replace(found.component, isolation="process"))


def batch(*texts: str, **tables: pa.Table) -> Documents:
    ids = [f"{number:032x}" for number in range(len(texts))]
    arrow = pa.record_batch(
        {
            "doc_id": pa.array(ids, pa.string()),
            "text": pa.array(texts, pa.string()),
            "media_type": pa.array(["text/plain"] * len(texts), pa.string()),
        }
    )
    return Documents(arrow, {name: lambda rows=rows: rows for name, rows in tables.items()})  # type: ignore[misc] # mypy wants no default


def test_worker_gives_what_the_component_would(pipeline: Pipeline, workers: None) -> None:
    assert workers is None
    one = named(pipeline, "squeeze")
    settings = pipeline.settings.to_json()
    cleaner = isolated_cleaner(one, settings)
    given = batch("a  b\t", "\u05d0  \U0001f9ec")
    inline = one.component.clean(given, one.context)
    for _ in range(2):
        assert cleaner.clean(given, one.context) == inline
    assert inline[0].edits == [Edit(2, 3, "", "blank")]
    assert len(isolation._STARTED) == 1
    outcome = call(lambda documents: cleaner.clean(documents, one.context), batch("a", "BOOM"))
    assert [(one.reason, one.detail) for one in outcome.failures] == [
        ("error", "WorkerError: ValueError: BOOM")
    ]
    isolation._STARTED[0].process.send_signal(signal.SIGSTOP)
    isolation._STARTED[0].process.kill()
    isolation._STARTED[0].process.wait()
    assert cleaner.clean(given, one.context) == inline


def test_tables_go_to_the_worker_and_come_back(pipeline: Pipeline, workers: None) -> None:
    assert workers is None
    one = named(pipeline, "gather")
    tagger = isolated_tagger(one, pipeline.settings.to_json())
    mentions = pa.table({"doc_id": [f"{0:032x}"], "text": ["Ada"], "is_preferred": [True]})
    rows = tagger.tag(batch("Ada", mentions=mentions), one.context)["entities"]
    assert rows["canonical"].to_pylist() == ["Ada"]


def test_inline_components_stay_as_they_are(pipeline: Pipeline) -> None:
    cleaner, tagger = _find("squeeze", pipeline.settings), _find("numbers", pipeline.settings)
    assert isolated_cleaner(cleaner, {}) is cleaner.component
    assert isolated_tagger(tagger, {}) is tagger.component
    with pytest.raises(LookupError, match="nobody"):
        _find("nobody", pipeline.settings)


PROGRAMS = {
    "os.kill(os.getpid(), signal.SIGKILL)": (MemoryError, "probably for its memory"),
    "os.kill(os.getpid(), signal.SIGXCPU)": (TimeoutError, "used up its processor time"),
    "os.kill(os.getpid(), signal.SIGSEGV)": (WorkerError, "died: SIGSEGV"),
    "sys.exit(3)": (WorkerError, "died: exit status 3"),
    "time.sleep(60)": (TimeoutError, "no answer within 1 s"),
    "answer('OSError')": (OSError, "told"),
    "answer('KeyError')": (WorkerError, "KeyError: told"),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_end_of_a_worker_is_told_in_words(
    program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "worker.sh"
    code = (
        "import os, signal, struct, sys, time\n"
        "def answer(kind):\n"
        '    found = b\'{"type":"\' + kind.encode() + b\'","message":"told"}\'\n'
        "    parts = b''.join(struct.pack('>Q', len(p)) + p for p in (b'error', found))\n"
        "    os.write(1, struct.pack('>Q', 2) + parts)\n"
        "    time.sleep(60)\n"
        f"{program}\n"
    )
    (tmp_path / "program.py").write_text(code)
    python = sys.executable
    script.write_text(f"#!/bin/sh\nexec {python} {tmp_path}/program.py\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(isolation, "START_TIMEOUT_S", 1.0 if "sleep" in program[:10] else 30.0)
    monkeypatch.setattr(isolation, "TIMEOUT_S", 0.0)
    error, message = PROGRAMS[program]
    with pytest.raises(error, match=message), isolation._borrowed("x", {}) as worker:
        worker.request("clean", batch("a"))
    stop_workers()


def test_worker_answers_errors_instead_of_dying(pipeline: Pipeline) -> None:
    def refuse(error: Exception) -> Any:
        def work() -> list[bytes]:
            raise error

        return work

    for error, kind in (
        (PermissionError("x"), "OSError"),
        (TimeoutError("x"), "TimeoutError"),
        (ValueError("\ud800"), "ValueError"),
    ):
        status, answer = _answer(refuse(error))
        assert (status, orjson.loads(answer)["type"]) == (b"error", kind)
    assert _answer(lambda: [b"x"]) == [b"ok", b"x"]
    one = _find("squeeze", pipeline.settings)
    frames = pack_tables({"": pa.Table.from_batches([batch("a").arrow])})
    assert orjson.loads(_carry_out(one, b"clean", frames)[0]) == [
        {"edits": [], "rows": {"flags": []}}
    ]
    with pytest.raises(TypeError, match="tag"):
        _carry_out(one, b"tag", frames)
