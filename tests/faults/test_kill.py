from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.parts import has_span

HERE = Path(__file__).parent
#: Each costs a run of the program: more of them with OPSONIN_KILLS=30.
KILLS = int(os.environ.get("OPSONIN_KILLS", "12"))
N_DOCUMENTS = 60
HISTORY = {"runs", "ledger", "changes"}
CONFIG = """
[run]
plugins = ["counting"]
shard_documents = 10

[stages]
cleaners = ["squeeze", "blocks"]
taggers = ["capitals", "numbers", "choose", "gather", "pairs", "identifiers"]
exporters = ["parquet"]
vocabularies = []
"""
#: What components in processes of their own are called with is noted nowhere.
INLINE = CONFIG + '\n[limits]\nisolation = "inline"\n'
DISEASES = ("lupus", "influenza", "gout", "Crohn's disease", "asthma", "Behçet's disease")


class Program:
    """The real program over one input folder and one data folder."""

    def __init__(self, folder: Path, inputs: Path | None = None, config: str = CONFIG) -> None:
        self.inputs, self.data = inputs or folder / "in", folder / "data"
        self.calls, self.errors, self.config = (
            folder / name for name in ("calls", "errors", "opsonin.toml")
        )
        folder.mkdir()
        self.inputs.mkdir(exist_ok=True)
        self.config.write_text(config)
        self.seconds = 0.0
        paths = [str(HERE.parent / "counting"), os.environ.get("PYTHONPATH", "")]
        self.parent = subprocess.Popen(
            [sys.executable, str(HERE / "noted_run.py"), str(self.calls), str(self.errors)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            # A line that is read ahead would not be seen by `select`.
            bufsize=0,
        )

    def run(self, kill_after_s: float | None = None, kill_after_shards: int | None = None) -> bool:
        """Run the program; tell whether it came to its end before it was killed.

        It is killed after some time, or when so many shards are finished.
        """
        assert self.parent.stdin is not None
        assert self.parent.stdout is not None
        given = [str(self.inputs), "--data", str(self.data), "--config", str(self.config)]
        self.parent.stdin.write(json.dumps(["run", *given]).encode() + b"\n")
        child = int(self.parent.stdout.readline())
        started = time.perf_counter()
        if kill_after_shards is not None:
            kill_after_s = 0.0
            while self.n_finished() < kill_after_shards and not self._has_ended(0.001):
                pass
        if kill_after_s is not None:
            self._has_ended(kill_after_s)
            # The parent has not waited for a child that it has not told the end of.
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        status = int(self.parent.stdout.readline())
        assert status in {0, -signal.SIGKILL}, self.errors.read_text()
        if status == 0:
            self.seconds = time.perf_counter() - started
        return status == 0

    def _has_ended(self, timeout_s: float) -> bool:
        assert self.parent.stdout is not None
        return bool(select.select([self.parent.stdout], [], [], timeout_s)[0])

    def close(self) -> None:
        self.parent.communicate()

    def called(self) -> Counter[str]:
        """Return how often each document was given to a cleaner or tagger."""
        return Counter(line for line in self.calls.read_text().splitlines() if line)

    def digests(self) -> dict[str, str]:
        found = self.store().digests()
        return {name: found[name] for name in found if name in CONTRACT and name not in HISTORY}

    def store(self) -> Store:
        return Store(self.data, {**CONTRACT, **INTERNAL})

    def n_finished(self) -> int:
        return sum(1 for _ in self._manifests())

    def finished_shards(self) -> list[dict[str, object]]:
        return [json.loads(path.read_bytes()) for path in self._manifests()]

    def _manifests(self) -> Iterator[Path]:
        return (self.data / "store" / "staging").glob("*.json")


def news(number: int, version: int = 0) -> str:
    """Return a small made-up news item."""
    chooser = random.Random(f"{number} {version}")  # noqa: S311 - reproducible, nothing secret
    disease, other = chooser.sample(DISEASES, 2)
    return (
        f"Trial {number} of {disease} ends!\n\n"
        f"Doctors in  Lyon saw {chooser.randint(20, 900)} patients with {disease}. "
        f"Drop nobody, says Ada Novak; NCT{chooser.randint(10**7, 10**8 - 1)} goes on.\n"
        f"A further {chooser.randint(2, 90)} had {other}.\n"
    )


def write(folder: Path, number: int, version: int = 0) -> None:
    (folder / f"item{number:03}.txt").write_text(news(number, version), encoding="utf-8")


def check_export(export: Path) -> int:
    """Check that consumers find one whole snapshot; return the number of its documents."""
    folder = export.resolve()
    tables: dict[str, pa.Table] = {}
    for name in CONTRACT:
        files = sorted((folder / name).glob("*.parquet"))
        assert files, f"no file of {name} in {folder}"
        tables[name] = pa.concat_tables([pq.ParquetFile(path).read() for path in files])
    texts = dict(
        zip(*(tables["documents"][c].to_pylist() for c in ("doc_id", "text")), strict=True)
    )
    assert texts.keys() == set(tables["raw"]["doc_id"].to_pylist())
    for name, model in CONTRACT.items():
        rows = tables[name]
        if "doc_id" in rows.column_names and name not in {"changes", "sources", "rejects"}:
            assert set(rows["doc_id"].to_pylist()) <= texts.keys(), name
        if has_span(model):
            for row in rows.to_pylist():
                found = texts[row["doc_id"]][row["clean_start"] : row["clean_end"]]
                assert found == row["text"], name
    for name in ("segments", "identifiers", "mentions", "alignment"):
        assert set(tables[name]["doc_id"].to_pylist()) == texts.keys(), name
    return len(texts)


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Start programs, which end with the test."""
    with contextlib.ExitStack() as stack:

        def program(folder: Path, inputs: Path | None = None, config: str = CONFIG) -> Program:
            started = Program(folder, inputs, config)
            stack.callback(started.close)
            return started

        yield program


@pytest.mark.slow
def test_killed_runs_leave_a_whole_export_and_the_next_run_finishes_the_work(
    tmp_path: Path, start: Callable[..., Program]
) -> None:
    chooser = random.Random(20261121)  # noqa: S311 - reproducible, nothing secret
    program = start(tmp_path / "killed")
    for number in range(N_DOCUMENTS):
        write(program.inputs, number)
    fresh = start(tmp_path / "first", program.inputs)
    assert fresh.run()
    program.seconds = fresh.seconds
    n_killed = n_seen = n_runs = 0
    export = program.data / "export"
    while n_killed < KILLS:
        # A third of the kills strikes the first run, the others runs over what has changed.
        is_spared = n_killed == KILLS // 3 and not export.exists()
        latest = program.seconds * (1.0 if export.exists() else 0.8)
        is_killed = not program.run(None if is_spared else chooser.uniform(0, latest))
        n_killed += is_killed
        if export.exists():
            n_seen += is_killed
            assert check_export(export) >= N_DOCUMENTS
        n_runs += 1
        assert n_runs < 3 * KILLS, "the program is too fast to be killed"
        # There is always work: another document, or another version of one that is there.
        write(program.inputs, chooser.randrange(N_DOCUMENTS + KILLS), n_runs)
    assert program.run()
    assert check_export(export) == len(list(program.inputs.iterdir()))
    undisturbed = start(tmp_path / "undisturbed", program.inputs)
    assert undisturbed.run()
    assert program.digests() == undisturbed.digests()
    assert find_problems(program.store()) == []
    assert n_seen >= KILLS // 3, "too many kills came before the first commit"
    print(f"{n_runs} runs, {n_killed} killed, {n_seen} of them over an export")  # noqa: T201


@pytest.mark.slow
@pytest.mark.parametrize("n_shards", [2, 8])
def test_rerun_adopts_the_shards_that_a_killed_run_has_finished(
    tmp_path: Path, start: Callable[..., Program], n_shards: int
) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    for number in range(N_DOCUMENTS):
        write(inputs, number)
    fresh = start(tmp_path / "fresh", inputs, config=INLINE)
    assert fresh.run()
    assert sum(line.startswith("squeeze ") for line in fresh.called()) == N_DOCUMENTS
    program, finished = killed(tmp_path, inputs, start, n_shards)
    assert program.store().head() == 0
    written = {
        path: path.stat().st_mtime_ns for path in (program.data / "store").glob("*.parts/*.parquet")
    }
    assert program.run()
    called = program.called()
    for shard in finished:
        names = ("squeeze", "blocks") if shard["stage"] == "clean" else ("capitals", "numbers")
        documents = shard["documents"]
        assert isinstance(documents, list)
        assert len(documents) == 10
        for doc_id in documents:
            assert not any(called[f"{name} {doc_id}"] for name in names), shard["stage"]
    n_called = sum(n for line, n in called.items() if line.startswith("squeeze "))
    n_adopted = sum(shard["stage"] == "clean" for shard in finished)
    assert n_called == N_DOCUMENTS - 10 * n_adopted
    adopted = {
        str(ref["file"]) for shard in finished for refs in _parts(shard).values() for ref in refs
    }
    same = {path.stem for path, at in written.items() if path.stat().st_mtime_ns == at}
    assert adopted
    assert adopted <= same
    assert program.digests() == fresh.digests()
    print(f"{len(finished)} shards adopted")  # noqa: T201 - figures


def killed(
    folder: Path, inputs: Path, start: Callable[..., Program], n_shards: int
) -> tuple[Program, list[dict[str, object]]]:
    """Return a program that was killed at work after so many shards, and all it has finished."""
    for number in range(20):
        program = start(folder / f"killed{number}", inputs, config=INLINE)
        # On a busy machine it may come to its end before it is looked at again.
        if not program.run(kill_after_shards=n_shards) and program.store().head() == 0:
            finished = program.finished_shards()
            assert len(finished) >= n_shards
            return program, finished
    raise AssertionError("no run could be killed in time")


def _parts(shard: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    parts = shard["parts"]
    assert isinstance(parts, dict)
    return parts
