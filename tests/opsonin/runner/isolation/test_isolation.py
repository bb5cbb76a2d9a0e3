from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from conftest import COUNTING, counting_settings
from opsonin.components.component import RawDocument, Reject, Resource
from opsonin.components.documents import Documents
from opsonin.manager.installed import PluginInfo
from opsonin.manager.limits import Limits
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.isolation import pool
from opsonin.runner.isolation.failures import WorkerError, pack_failure, unpack_failure
from opsonin.runner.isolation.isolation import isolated, isolated_cleaner, isolated_tagger, order_of
from opsonin.runner.isolation.pool import call_worker, stop_workers
from opsonin.runner.isolation.wire import pack_item, unpack_item
from opsonin.runner.isolation.worker import find_component
from opsonin.runner.isolation.workers import Order
from opsonin.runner.shards import open_pipeline
from opsonin.spans.edit import Edit
from opsonin.stages.calling import call

Batch = Callable[..., Documents]


@pytest.fixture
def pipeline(counting: dict[str, list[str]], tmp_path: Path) -> Pipeline:
    assert counting == {}
    settings = counting_settings(tmp_path, tmp_path / "data").to_json()
    return open_pipeline(orjson.dumps(settings))


@pytest.fixture
def ending(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", str(COUNTING))
    stop_workers()
    yield
    stop_workers()
    assert pool._STARTED == []


@pytest.fixture
def batch() -> Batch:
    """Make a batch of documents out of texts, with the rows of tables if there are any."""

    def make(*texts: str, **tables: pa.Table) -> Documents:
        arrow = pa.record_batch(
            {
                "doc_id": pa.array([f"{number:032x}" for number in range(len(texts))], pa.string()),
                "text": pa.array(texts, pa.string()),
                "media_type": pa.array(["text/plain"] * len(texts), pa.string()),
            }
        )
        return Documents(arrow, {name: lambda rows=rows: rows for name, rows in tables.items()})  # type: ignore[misc] # mypy wants no default

    return make


def apart(pipeline: Pipeline, name: str) -> Installed[Any]:
    found = find_component(pipeline, name)
    component = replace(found.component, isolation="process")
    return replace(found, component=component, isolation="process")


@pytest.mark.slow
def test_worker_gives_what_the_component_would(
    pipeline: Pipeline, batch: Batch, ending: None
) -> None:
    assert ending is None
    one = apart(pipeline, "squeeze")
    cleaner = isolated_cleaner(one, pipeline.settings.to_json())
    given = batch("a  b\t", "\u05d0  \U0001f9ec")
    inline = one.component.clean(given, one.context)
    for _ in range(2):
        assert cleaner.clean(given, one.context) == inline
    assert inline[0].edits == [Edit(2, 3, "", "blank")]
    assert len(pool._STARTED) == 1
    outcome = call(lambda documents: cleaner.clean(documents, one.context), batch("a", "BOOM"))
    assert [(one.reason, one.detail) for one in outcome.failures] == [
        ("error", "ValueError: BOOM (counting_plugin.py, line 54)")
    ]
    tagger = apart(pipeline, "gather")
    mentions = pa.table({"doc_id": [f"{0:032x}"], "text": ["Ada"], "is_preferred": [True]})
    tag = isolated_tagger(tagger, pipeline.settings.to_json()).tag
    rows = tag(batch("Ada", mentions=mentions), tagger.context)["entities"]
    assert rows["canonical"].to_pylist() == ["Ada"]


def test_third_party_runs_in_a_process_unless_it_is_trusted(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}

    def isolation(**limits: object) -> dict[str, str]:
        settings = counting_settings(tmp_path, tmp_path / "data", limits=limits)
        found = open_pipeline(orjson.dumps(settings.to_json()))
        everything: list[Installed[Any]] = [*found.sources, *found.cleaners, *found.taggers]
        assert all(one.component.isolation == one.isolation for one in everything)
        return {one.name: one.isolation for one in everything}

    by_rule = isolation()
    assert (by_rule["squeeze"], by_rule["numbers"]) == ("process", "process")
    assert by_rule["text"] == "inline"
    assert isolation(isolation="inline")["numbers"] == "inline"
    chosen = isolation(squeeze={"isolation": "inline"}, text={"isolation": "process"})
    assert (chosen["squeeze"], chosen["numbers"], chosen["text"]) == (
        *("inline", "process"),
        "process",
    )


def test_inline_components_of_our_own_stay_as_they_are(pipeline: Pipeline) -> None:
    cleaner = find_component(pipeline, "squeeze")
    ours = replace(cleaner, plugin=PluginInfo("x", "opsonin", "1", "active", is_builtin=True))
    assert isolated_cleaner(ours, {}) is ours.component
    with pytest.raises(LookupError, match="nobody"):
        find_component(pipeline, "nobody")


def test_inline_component_of_others_cannot_leave_the_interpreter(
    pipeline: Pipeline, batch: Batch
) -> None:
    def leave(*_: object) -> Any:
        raise SystemExit(3)

    one = find_component(pipeline, "numbers")
    tagger = isolated_tagger(replace(one, component=replace(one.component, tag=leave)), {})
    with pytest.raises(WorkerError, match="SystemExit: 3"):
        tagger.tag(batch("a"), one.context)
    sources = isolated(pipeline).sources
    assert [source.name for source in sources] == [source.name for source in pipeline.sources]


def test_worker_is_told_one_plugin_unless_the_component_works_with_more(
    pipeline: Pipeline,
) -> None:
    told = orjson.loads(order_of(find_component(pipeline, "numbers"), {}).packed)
    assert (told["component"], told["plugin"]) == ("numbers", "counting (counting)")
    told = orjson.loads(order_of(find_component(pipeline, "pairs"), {}).packed)
    assert told["plugin"] == ""


PROGRAMS = {
    "os.kill(os.getpid(), signal.SIGKILL)": (MemoryError, "probably for its memory"),
    "os.kill(os.getpid(), signal.SIGXCPU)": (TimeoutError, "used up its processor time"),
    "os.kill(os.getpid(), signal.SIGSEGV)": (WorkerError, "died: SIGSEGV"),
    "sys.exit(3)": (WorkerError, "died: exit status 3"),
    "time.sleep(60)": (TimeoutError, "no answer within 1 s"),
    "os.write(1, b'\\xff' * 64); time.sleep(60)": (WorkerError, "gave an answer that is none"),
    "os.close(1); time.sleep(60)": (WorkerError, "closed its pipe"),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_end_of_a_worker_is_told_in_words(
    program: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = (
        "import os, signal, struct, sys, time\n"
        "part = struct.pack('>Q', 5) + b'ready'\n"
        "os.write(1, struct.pack('>Q', 1) + part)\n"
        "os.read(0, 8)\n"
        f"{program}\n"
    )
    (tmp_path / "program.py").write_text(code)
    script = tmp_path / "worker.sh"
    script.write_text(f"#!/bin/sh\nexec {sys.executable} {tmp_path}/program.py\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    error, message = PROGRAMS[program]
    order = Order.of("x", "", {}, Limits(timeout_s=1.0))
    with pytest.raises(error, match=message):
        call_worker(order, "clean", [b"a"])
    stop_workers()


@pytest.mark.parametrize(
    ("raised", "kind", "message"),
    [
        (PermissionError("x"), OSError, "x"),
        (TimeoutError("x"), TimeoutError, "x"),
        (MemoryError("x"), MemoryError, "x"),
        (ValueError("\ud800"), WorkerError, r"ValueError: \?"),
    ],
)
def test_kind_of_an_error_survives(raised: Exception, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        raise unpack_failure(pack_failure(raised))


def test_items_of_a_source_come_back_as_they_were() -> None:
    document = RawDocument(
        payload=b"\xff",
        text="lone \ud800",
        media_type="text/plain",
        key="k",
        metadata={"n": 1},
        observed_at="2021-01-01",
    )
    reject = Reject("empty", "nothing", "k")
    for item in (document, replace(document, text=None), reject):
        assert unpack_item(pack_item(item, -1), lambda _: None) == item
    resource = Resource(uri="a\udcff", location="/x", open=lambda: None, head=b"\x00")  # type: ignore[arg-type,return-value] # never opened
    packed = unpack_item(pack_item(resource, 3), lambda number: number)
    assert replace(packed, open=resource.open) == resource  # type: ignore[arg-type] # a resource
    assert getattr(packed, "open", None) == 3


def test_what_is_no_item_becomes_a_reject() -> None:
    (told,) = [unpack_item(pack_item(Reject("Not One", "x", "k"), -1), lambda _: None)]
    assert isinstance(told, Reject)
    assert (told.reason, told.key) == ("contract", "k")
    promise = unpack_item(pack_item("text", -1), lambda _: None)
    assert promise == Reject("contract", "The source gave str.")
    document = RawDocument(payload=b"", text="", media_type="text/plain", metadata={"at": object()})
    reject = unpack_item(pack_item(document, -1), lambda _: None)
    assert isinstance(reject, Reject)
    assert "The metadata is no JSON" in reject.detail
