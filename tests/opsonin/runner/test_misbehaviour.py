"""What a component does in its worker process costs the documents that make it do so."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from opsonin.cli.program import program
from opsonin.components.documents import Documents
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Installed, build_component, build_pipeline
from opsonin.runner.ingest.items import Found, Refused
from opsonin.runner.ingest.reading import Reader
from opsonin.runner.isolation import patience, pool
from opsonin.runner.isolation.isolation import (
    isolated_cleaner,
    isolated_exporter,
    isolated_source,
    isolated_tagger,
)
from opsonin.runner.isolation.patience import be_patient_again
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.stages.calling import call

Wild = Callable[..., tuple[Installed[Any], dict[str, object]]]
Batch = Callable[..., Documents]

pytestmark = pytest.mark.slow

MISBEHAVING = Path(__file__).parent / "misbehaving"
#: What the misbehaving components may take: long enough on a machine that others use as well.
LIMITS = {"timeout_s": 3.0, "memory_mb": 512}


@pytest.fixture
def misbehaving(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(MISBEHAVING))
    monkeypatch.setenv("PYTHONPATH", str(MISBEHAVING))
    open_pipeline.cache_clear()
    be_patient_again()
    pool.stop_workers()
    yield importlib.import_module("misbehaving_plugin")
    pool.stop_workers()
    assert pool._STARTED == []
    open_pipeline.cache_clear()
    sys.modules.pop("misbehaving_plugin", None)


@pytest.fixture
def wild(misbehaving: ModuleType) -> Wild:
    """Give a component of that plugin as a run would have it, and the settings as JSON."""
    assert misbehaving

    def build(name: str, **limits: object) -> tuple[Installed[Any], dict[str, object]]:
        settings = Settings(plugins=("misbehaving",), limits={**LIMITS, **limits})
        return build_component(settings, name, "misbehaving (misbehaving)"), settings.to_json()

    return build


#: Deed -> reason and words of its reject.
FATAL = {
    "LEAVE": ("error", "exit status 7"),
    "LOOP": ("timeout", "no answer within 3 s"),
    "EXPLODE": ("timeout", "no answer within 3 s"),
    "LEAK": ("memory", "MemoryError"),
    "ORPHAN": ("error", "exit status 9"),
    "CLOSE": ("error", "the worker process"),
    "SCRIBBLE": ("error", "gave an answer that is none"),
    "RAGE": ("error", "Fury: nothing stops it"),
    "INTERRUPT": ("error", "KeyboardInterrupt"),
}
HARMLESS = ("FORK", "THREADS", "PRINT")


def children() -> set[int]:
    """Return the living processes whose session is that of a worker of ours."""
    sessions = {worker.process.pid for worker in pool._STARTED}
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(session) in sessions and state != "Z":
                found.add(int(folder.name))
    return found


@pytest.mark.parametrize("deed", FATAL)
def test_deed_costs_its_own_document(wild: Wild, batch: Batch, deed: str) -> None:
    one, settings = wild("wild_tagger")
    tagger = isolated_tagger(one, settings)
    outcome = call(
        lambda documents: tagger.tag(documents, one.context),
        batch("good 1", deed, "good 2"),
        batch_documents=16,
    )
    (failure,) = outcome.failures
    reason, words = FATAL[deed]
    assert (failure.doc_id, failure.reason) == (f"{1:032x}", reason)
    assert words in failure.detail
    rows = [
        ids for _, tables in outcome.results for ids in tables["identifiers"]["doc_id"].to_pylist()
    ]
    assert rows == [f"{0:032x}", f"{2:032x}"]


@pytest.mark.parametrize("deed", HARMLESS)
def test_deed_without_harm_costs_nothing(
    wild: Wild, batch: Batch, deed: str, capfd: pytest.CaptureFixture[str]
) -> None:
    one, settings = wild("wild_tagger")
    tagger = isolated_tagger(one, settings)
    for _ in range(3):
        rows = tagger.tag(batch("good", deed), one.context)["identifiers"]
        assert rows.num_rows == 2
    assert capfd.readouterr().out == ""
    pool.stop_workers()
    assert children() == set()


def test_cleaner_that_dies_costs_its_own_document(wild: Wild, batch: Batch) -> None:
    one, settings = wild("wild_cleaner")
    cleaner = isolated_cleaner(one, settings)
    outcome = call(lambda given: cleaner.clean(given, one.context), batch("a", "LEAVE"))
    assert [failure.reason for failure in outcome.failures] == ["error"]
    assert len(outcome.results) == 1


def test_what_cannot_leave_a_worker_is_there_for_the_stage_to_judge(
    wild: Wild, batch: Batch
) -> None:
    one, settings = wild("wild_tagger")
    given = isolated_tagger(one, settings).tag(batch("GENERATE"), one.context)
    assert type(given).__name__ == "generator"
    one, settings = wild("wild_cleaner")
    cleaned = isolated_cleaner(one, settings).clean(batch("GENERATE"), one.context)
    assert type(cleaned).__name__ == "generator"


def test_orphans_of_a_killed_worker_go_with_it(
    wild: Wild, batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WILD_ORPHAN", str(tmp_path / "pid"))
    # It tells us of the orphan in a file.
    one, settings = wild("wild_tagger", timeout_s=60.0, is_confined=False)
    tagger = isolated_tagger(one, settings)
    # The orphan holds the pipe: that the worker has gone was not noticed by the pipe.
    with pytest.raises(Exception, match="exit status 9"):
        tagger.tag(batch("ORPHAN"), one.context)
    stat = Path("/proc") / (tmp_path / "pid").read_text() / "stat"
    for _ in range(100):
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the orphan is still there")


def test_worker_does_not_outlive_its_run() -> None:
    worker = (
        "import os, sys; from opsonin.runner.isolation.worker import _end_with; "
        "os.setsid(); print(os.getpid(), flush=True); _end_with(int(sys.argv[1]))"
    )
    run = (
        "import os, subprocess, sys, time; "
        "subprocess.Popen([sys.executable, '-c', sys.argv[1], str(os.getpid())]); "
    )
    with subprocess.Popen(
        [sys.executable, "-c", run + "time.sleep(600)", worker], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 60
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _is_alive(pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    # What nobody has waited for is no longer alive either.
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_component_that_only_costs_time_is_given_up(
    wild: Wild, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "MAX_LOST_TIMEOUTS", 2)
    one, settings = wild("wild_tagger", timeout_s=1.0)
    tagger = isolated_tagger(one, settings)
    texts = ["LOOP"] * 20
    outcome = call(lambda documents: tagger.tag(documents, one.context), batch(*texts))
    assert {failure.reason for failure in outcome.failures} == {"timeout"}
    given_up = [
        one for one in outcome.failures if "is not called any more in this run" in one.detail
    ]
    assert len(given_up) == 19
    patience.be_patient_again()
    assert tagger.tag(batch("good"), one.context)["identifiers"].num_rows == 1


def test_worker_that_cannot_start_costs_no_document_for_good(
    wild: Wild, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, settings = wild("wild_tagger")
    tagger = isolated_tagger(one, settings)
    monkeypatch.delenv("PYTHONPATH")
    texts = ["good"] * 5
    outcome = call(lambda documents: tagger.tag(documents, one.context), batch(*texts))
    reasons = [failure.reason for failure in outcome.failures]
    assert reasons == ["io", "io", "timeout", "timeout", "timeout"]
    assert "its worker process did not start" in outcome.failures[0].detail
    assert "No module named 'misbehaving_plugin'" in outcome.failures[0].detail or (
        "registers no 'wild_tagger'" in outcome.failures[0].detail
    )


def test_idle_worker_that_has_gone_costs_nothing(wild: Wild, batch: Batch) -> None:
    one, settings = wild("wild_tagger")
    tagger = isolated_tagger(one, settings)
    for _ in range(3):
        assert tagger.tag(batch("good"), one.context)["identifiers"].num_rows == 1
        (worker,) = pool._STARTED
        worker.process.kill()


def read_all(source: Any, folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    ours = build_pipeline(Settings()).sources
    reader = Reader((source, *ours), 1 << 20, "1")
    items = list(reader.read([str(folder)]))
    texts = [(one.text or b"").decode() for one in items if isinstance(one, Found)]
    return texts, [(one.reason, one.detail) for one in items if isinstance(one, Refused)]


def test_workers_that_have_waited_longest_are_ended(
    wild: Wild, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "MAX_IDLE", 2)
    for timeout_s in (11.0, 12.0, 13.0, 11.5):
        one, settings = wild("wild_tagger", timeout_s=timeout_s)
        isolated_tagger(one, settings).tag(batch("calm"), one.context)
    left = [worker.order.limits.timeout_s for worker in pool._STARTED]
    assert left == [13.0, 11.5]
    assert not any(worker.has_ended() for worker in pool._STARTED)


def test_source_in_a_worker_reads_what_the_run_opens(wild: Wild, tmp_path: Path) -> None:
    one, settings = wild("wild_source")
    isolated = replace(one, component=isolated_source(one, settings))
    lines = [f"line {number} \u00e9\U0001f9ec" for number in range(300)]
    (tmp_path / "a.wild").write_text("\n".join(lines))
    (tmp_path / "b.txt").write_text("plain")
    texts, refused = read_all(isolated, tmp_path)
    assert texts == [*lines, "plain"]
    assert refused == []
    assert len(pool._STARTED) == 1


@pytest.mark.parametrize("deed", ["LEAVE", "LOOP", "RAGE"])
def test_source_that_dies_keeps_what_it_had_given(wild: Wild, tmp_path: Path, deed: str) -> None:
    one, settings = wild("wild_source")
    isolated = replace(one, component=isolated_source(one, settings))
    (tmp_path / "a.wild").write_text(f"first\nsecond\n{deed}\nnever read")
    (tmp_path / "b.wild").write_text("third\n")
    texts, refused = read_all(isolated, tmp_path)
    assert texts == ["first", "second", "third"]
    ((reason, detail),) = refused
    assert (reason, FATAL[deed][1] in detail) == (FATAL[deed][0], True)


def test_exporter_that_dies_does_not_take_the_run_down(
    misbehaving: ModuleType, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert misbehaving
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Some text.")
    data = tmp_path / "data"
    data.mkdir()
    (data / "deed.txt").write_text("LEAVE")
    settings = Settings(
        inputs=(str(tmp_path / "in"),),
        data=data,
        plugins=("misbehaving",),
        vocabularies=(),
        disabled=("concepts", "preferred", "report", "wild_tagger", "wild_linker", "wild_source"),
    )
    report = run_locally(settings)
    assert (report.status, report.snapshot) == ("committed", 1)
    (failure,) = report.unpublished
    assert failure.startswith("wild_exporter of misbehaving 1.0 failed on snapshot 1: ")
    assert "exit status 7" in failure
    # The log may go where `forget` does not reach.
    assert "wild_exporter of misbehaving 1.0 failed on snapshot 1: WorkerDiedError" in caplog.text
    assert "exit status 7" not in caplog.text
    # The built-in exporter has published all the same.
    assert report.export == (str(data / "export"),)
    (data / "deed.txt").unlink()
    again = run_locally(settings)
    assert (again.status, again.unpublished) == ("unchanged", ())
    assert (data / "published.txt").read_text() == "1 1"


def test_run_whose_exporter_dies_says_so_and_has_another_exit_code(
    misbehaving: ModuleType, tmp_path: Path
) -> None:
    assert misbehaving
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Some text.")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "deed.txt").write_text("LEAVE")
    config = tmp_path / "opsonin.toml"
    config.write_text(
        '[run]\nplugins = ["misbehaving"]\n[stages]\nvocabularies = []\n'
        'taggers = ["identifiers"]\nexporters = ["wild_exporter"]\n'
        "[limits.wild_cleaner]\nisolation = 'inline'\n"
        "[limits.wild_source]\nisolation = 'inline'\n"
    )
    folders = [str(tmp_path / "in"), "--data", str(tmp_path / "data")]
    result = CliRunner().invoke(program, ["run", *folders, "--config", str(config)])
    assert result.exit_code == 1
    assert "committed snapshot 1" in result.stdout
    assert "not published: wild_exporter of misbehaving 1.0 failed on snapshot 1" in result.stdout
    assert "The tables are committed" in result.stdout


def test_corpus_tagger_reads_the_store_from_its_worker(
    misbehaving: ModuleType, tmp_path: Path
) -> None:
    assert misbehaving
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Some text.")
    settings = Settings(
        inputs=(str(tmp_path / "in"),),
        data=tmp_path / "data",
        plugins=("misbehaving",),
        vocabularies=(),
        limits={"wild_cleaner": {"isolation": "inline"}, "wild_tagger": {"isolation": "inline"}},
        disabled=("concepts", "preferred", "wild_source", "wild_exporter"),
    )
    assert run_locally(settings).status == "committed"
    assert [worker.order.component for worker in pool._STARTED] == ["wild_linker"]
    (tmp_path / "in" / "b.txt").write_text("LEAVE")
    disabled = (*settings.disabled, "wild_cleaner", "wild_tagger")
    changed = replace(settings, disabled=disabled)
    report = run_locally(changed)
    assert (report.status, report.snapshot) == ("committed", 2)
    (failure,) = report.unlinked
    assert failure.startswith("wild_linker 1 of misbehaving 1.0 failed: the worker process died: ")
    assert failure.endswith("exit status 7")


def test_exporter_gets_the_snapshot_in_its_worker(wild: Wild, misbehaving: ModuleType) -> None:
    assert misbehaving
    one, settings = wild("wild_exporter", isolation="inline")
    assert isolated_exporter(one, settings).export is not one.component.export
