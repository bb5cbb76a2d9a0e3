from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from opsonin.manager.fingerprint import fingerprint
from opsonin.runner.tasks import Manifest, Task, Treated, results_table, treated
from opsonin.runner.written import FileRows
from opsonin.stages.output import ShardResult, StageOutput

TASK = Task(
    stage="clean",
    settings={"workers": 1},
    fingerprints={"first": "f1", "second": "f2"},
    documents=["a", "b", "c", "d"],
    uris={one: f"{one}.txt" for one in "abcd"},
    reads={"raw": {"file": ["a", "b", "c", "d"]}},
    compute=["first", "second"],
)


def result(component: str, done: str, **rejected: str) -> ShardResult:
    return ShardResult(component, f"f-{component}", pa.array(list(done), pa.string()), rejected)


def manifest_of(task: Task, output: StageOutput) -> Manifest:
    return Manifest(
        key="k",
        stage=task.stage,
        documents=task.documents,
        tables={},
        parts={},
        index=[FileRows.of("documents", "f0", [("a", 1, "d1")])],
        results=treated(output, task, ("opsonin.clean", "m")),
        counts={},
        seconds={},
        touched=["documents"],
    )


def ended(manifest: Manifest) -> dict[tuple[str, str], str | None]:
    rows = results_table(manifest).to_pylist()
    assert all((row["status"] == "rejected") == (row["reason"] is not None) for row in rows)
    return {(row["component"], row["doc_id"]): row["reason"] for row in rows}


def test_key_tells_the_work_not_how_it_is_done() -> None:
    assert replace(TASK, settings={"workers": 9}).key == TASK.key
    assert replace(TASK, retries={"a": "shard"}).key != TASK.key
    assert replace(TASK, compute=["second"]).key != TASK.key


def test_key_is_another_one_than_that_of_versions_with_other_manifests() -> None:
    work = TASK.to_json()
    del work["settings"]
    assert TASK.key != fingerprint(work)


def test_document_that_was_rejected_is_absent_from_what_comes_later() -> None:
    # Document d has no text: no component is given it, and none rejects it.
    output = StageOutput(results=[result("first", "ab", c="error"), result("second", "b", a="io")])
    assert ended(manifest_of(TASK, output)) == {
        ("first", "a"): None,
        ("first", "b"): None,
        ("first", "c"): "error",
        ("second", "b"): None,
        ("second", "a"): "io",
        ("opsonin.clean", "b"): None,
        ("opsonin.clean", "d"): None,
    }


def test_cached_component_has_no_new_result() -> None:
    output = StageOutput(results=[result("first", "abcd"), result("second", "abcd")])
    found = treated(output, replace(TASK, compute=["second"]), ("opsonin.clean", "m"))
    assert [one.component for one in found] == ["second", "opsonin.clean"]
    assert all(one.done(TASK.documents) == TASK.documents for one in found)


def test_merge_of_the_tag_stage_is_done_with_every_document() -> None:
    task = replace(TASK, stage="tag")
    output = StageOutput(results=[result("first", "abd", c="error"), result("second", "abcd")])
    *_, merge = treated(output, task, ("opsonin.tag", "m"))
    assert merge == Treated("opsonin.tag", "m", {}, [])


def test_manifest_survives_json() -> None:
    output = StageOutput(results=[result("first", "ab", c="error")])
    manifest = manifest_of(TASK, output)
    assert Manifest.from_json(manifest.to_json()) == manifest
    assert manifest.owners("documents") == {"a"}


def test_results_of_no_components_are_those_of_the_merge() -> None:
    assert ended(manifest_of(replace(TASK, documents=[]), StageOutput())) == {}
