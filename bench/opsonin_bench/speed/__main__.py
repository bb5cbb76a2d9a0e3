"""``python -m opsonin_bench.speed``: measures, prints tables, and writes them into the docs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

import click

from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin_bench.folders import DOCS, SCRATCH, bench_folder
from opsonin_bench.machine import circumstances
from opsonin_bench.pages import write_between
from opsonin_bench.speed.breakdown import PhaseCost, costs_of
from opsonin_bench.speed.comparing import Measured, Sized, measure
from opsonin_bench.speed.content import content_figures
from opsonin_bench.speed.contestants import Contestant, our_module, ours
from opsonin_bench.speed.core import (
    CoreFigure,
    Setting,
    core_figures,
    engine_phases,
    workers_figures,
)
from opsonin_bench.speed.evidence import evidence_figures
from opsonin_bench.speed.inputs import Corpus, find_corpus, seeds_corpus, write_sized
from opsonin_bench.speed.jobs import JOBS, Job
from opsonin_bench.speed.measuring import MeasuringError
from opsonin_bench.speed.peers import PEERS, PeerMissingError, contestant
from opsonin_bench.speed.reporting import (
    CORE_HEADER,
    COST_HEADER,
    JOB_HEADER,
    OURS,
    PHASE_HEADER,
    core_rows,
    cost_rows,
    job_rows,
    phase_rows,
    section,
)

_CORE = "core"
_WORKERS = "workers"
_EVIDENCE = "evidence"
_CONTENT = "content"
_ALL = (*JOBS, _CORE, _WORKERS, _EVIDENCE, _CONTENT)
_CORE_SIZES = (1000, 4000)
_WORKER_SIZES = (1000, 4000)
_EVIDENCE_SIZES = (250, 1000)
_CONTENT_SIZES = (60, 150)
#: Of every four documents of the larger size one is in the smaller.
_SIZE_RATIO = 4


@click.command(context_settings={"show_default": True})
@click.option("--jobs", default=",".join(_ALL), help="Jobs, with commas between them.")
@click.option("--limit", type=click.IntRange(min=8), help="Documents of the larger size.")
@click.option("--runs", type=click.IntRange(min=1), default=3, help="Repetitions.")
@click.option("--peers/--no-peers", default=True, help="Whether peers take part.")
@click.option(
    "--page",
    type=click.Path(path_type=Path),
    show_default="that of the docs, if all jobs are measured",
    help="The page that gets the tables.",
)
@click.option("--write/--no-write", default=True, help="Whether a page gets the tables.")
def main(
    jobs: str, limit: int | None, runs: int, *, peers: bool, page: Path | None, write: bool
) -> None:
    """Measure ours beside the peers, and what the engine costs."""
    names = [name for name in jobs.replace(",", " ").split() if name]
    for name in names:
        if name not in _ALL:
            raise click.UsageError(f"There is no job {name!r}; there are {', '.join(_ALL)}.")
    SCRATCH.mkdir(exist_ok=True)
    scratch = Path(mkdtemp(prefix="run-", dir=SCRATCH))
    try:
        text = _measured(names, limit, runs, scratch, with_peers=peers)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    click.echo(text)
    if write and (page is not None or {*names} == {*_ALL}):
        write_between(page or DOCS / "performance.md", "bench", text)
    elif write:
        _tell("The page is left as it is, because only some jobs were measured.")


def _measured(
    names: Sequence[str], limit: int | None, runs: int, scratch: Path, *, with_peers: bool
) -> str:
    before = circumstances()
    corpus = find_corpus(bench_folder(), SCRATCH)
    notes = [before, f"{runs} repetitions; slopes between two sizes."]
    if corpus is None:
        notes.append(
            f"There is no bench corpus in {bench_folder().name}/ (OPSONIN_BENCH names the "
            "folder): copies of the seeds stand in for it, and HTML is not measured."
        )
        corpus = seeds_corpus(scratch, limit or max(_CORE_SIZES))
    bench = _Bench(corpus, limit, runs, scratch, with_peers=with_peers)
    sections = [*bench.compare([JOBS[name] for name in names if name in JOBS])]
    sections += bench.engine([name for name in names if name not in JOBS])
    return "\n\n".join([" ".join(notes), *sections])


class _Bench:
    """One call of the command: corpus, sizes and repetitions are the same for all jobs."""

    def __init__(
        self, corpus: Corpus, limit: int | None, runs: int, scratch: Path, *, with_peers: bool
    ) -> None:
        self._corpus = corpus
        self._limit = limit
        self._runs = runs
        self._scratch = scratch
        self._with_peers = with_peers

    def compare(self, jobs: Sequence[Job]) -> Iterator[str]:
        """Measure jobs beside the peers; yields sections of the page."""
        rows: list[list[str]] = []
        whole: Measured | None = None
        for job in jobs:
            _tell(f"{job.name}: {job.title}")
            found, missing = self._compare(job)
            rows += job_rows(job.title, found, missing)
            if job.name == "full":
                whole = found.get(OURS)
        if rows:
            note = f"Documents: {self._corpus.name}. Peers: {_peer_versions(jobs)}."
            yield section("Beside the peers", note, JOB_HEADER, rows)
        if whole is not None:
            report = json.loads(whole.last.output)
            note = "The last run of the whole pipeline at the larger size, one worker, wall time."
            yield section("Where the time goes", note, COST_HEADER, cost_rows(costs_of(report)))

    def engine(self, names: Sequence[str]) -> Iterator[str]:
        """Measure the engine and the taggers of evidence; yields sections of the page."""
        figures: list[CoreFigure] = []
        evidence: list[CoreFigure] = []
        content: list[CoreFigure] = []
        phases: list[PhaseCost] = []
        failed: list[str] = []
        for name in names:
            _tell(name)
            sizes, measured = {
                _CORE: (_CORE_SIZES, core_figures),
                _WORKERS: (_WORKER_SIZES, workers_figures),
                _EVIDENCE: (_EVIDENCE_SIZES, evidence_figures),
                _CONTENT: (_CONTENT_SIZES, content_figures),
            }[name]
            files = self._corpus.pages if name == _CONTENT else self._corpus.texts
            if not files:
                failed.append(f"`{name}` is not measured without the bench corpus.")
                continue
            setting = Setting(self._inputs(files, sizes), self._runs, self._scratch, _tell)
            try:
                part = {_EVIDENCE: evidence, _CONTENT: content}.get(name, figures)
                part.extend(measured(setting))
                if name == _CORE:
                    phases = engine_phases(setting)
            except MeasuringError as error:
                _tell(f"  {error}")
                failed.append(f"`{name}` is not complete: {error.reason}.")
        if figures or failed:
            note = "Components that do nothing, so that only the engine is left; two workers are "
            note += "processes over the whole pipeline."
            note = " ".join([note, *failed])
            yield section("The engine", note, CORE_HEADER, core_rows(figures))
        if evidence:
            note = f"Documents: {self._corpus.name}. Taggers of evidence inside runs, without what "
            note += "the engine does with their rows."
            yield section("The evidence", note, CORE_HEADER, core_rows(evidence))
        if content:
            note = "Pages in turns, in one process. Provenance: a run with all cleaners over the "
            note += f"{self._corpus.name}."
            yield section("Main content of HTML", note, CORE_HEADER, core_rows(content))
        if phases:
            note = "Slopes of wall time over documents with a row each and over further rows, in "
            note += "one process; the source's own time is not in it."
            yield section("The engine by phase", note, PHASE_HEADER, phase_rows(phases))

    def _compare(self, job: Job) -> tuple[Mapping[str, Measured], Mapping[str, str]]:
        files = self._corpus.files(job.kind)
        if not files:
            return {}, {OURS: f"there are no {job.kind} without the bench corpus"}
        contestants: list[tuple[Contestant, tuple[Sized, Sized]]] = []
        missing: dict[str, str] = {}
        try:
            if job.module:
                own = our_module(OURS, job.module)
            else:
                own = ours(OURS, job.selection(load_plugins(Settings())), self._scratch)
            contestants.append((own, self._inputs(files, job.own_sizes)))
        except LookupError as error:
            missing[OURS] = str(error.args[0])
        for name in job.peers if self._with_peers else ():
            try:
                peer = contestant(PEERS[name], job.name)
                contestants.append((peer, self._inputs(files, job.sizes)))
            except PeerMissingError as error:
                missing[name] = str(error)
        found, failed = measure(contestants, self._runs, self._scratch, _tell)
        return found, {**missing, **failed}

    def _inputs(self, files: Sequence[Path], sizes: tuple[int, int]) -> tuple[Sized, Sized]:
        small, large = sizes
        if self._limit is not None:
            small, large = self._limit // _SIZE_RATIO, self._limit
        second = self._sized(files, large)
        # A corpus may have fewer documents than were asked for; two sizes it must have.
        first = self._sized(files, min(small, second.n_documents // _SIZE_RATIO))
        return first, second

    def _sized(self, files: Sequence[Path], n_documents: int) -> Sized:
        folder = self._scratch / f"in-{files[0].parent.name}-{n_documents}"
        folder.mkdir(exist_ok=True)
        path = folder / "documents.jsonl"
        return Sized(write_sized(files, n_documents, path), path)


def _peer_versions(jobs: Sequence[Job]) -> str:
    names = dict.fromkeys(name for job in jobs for name in job.peers)
    return ", ".join(f"{name} {PEERS[name].version}" for name in names) or "none"


def _tell(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    main()
