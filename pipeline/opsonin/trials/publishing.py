"""Tries what works on a whole run's tables: exporters, and taggers of corpus scope."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc

from opsonin.manager.order import taggers_before
from opsonin.manager.pipeline import build_pipeline
from opsonin.runner.commit.corpus import strict
from opsonin.runner.local import carry_out, run_locally
from opsonin.runner.run import open_run
from opsonin.store.store import Store
from opsonin.tables.cells import readable_rows
from opsonin.tables.contract import INTERNAL
from opsonin.tables.model import info_of
from opsonin.trials.bench import Bench
from opsonin.trials.faults import fault_of
from opsonin.trials.trial import Fault, Trial

#: What a run writes into the data folder besides exports.
_OURS = frozenset({"store", "snapshots", "cache"})


def try_exporter(bench: Bench) -> Trial:
    """Run everything else over a file in a temporary folder, and publish what comes of it.

    Raises:
        OpsoninError: The run that comes first cannot finish.
    """
    settings = replace(bench.pipeline.settings, exporters=())
    run_locally(settings)
    store = Store(settings.data, {**bench.pipeline.tables, **INTERNAL})
    own = bench.own(bench.pipeline.exporters)
    trial = Trial(subject=bench.subject, before=("a run over the file",))
    before = _files(settings.data)
    # A relative path is meant to lead somewhere: here it leads into the temporary folder.
    home = Path.cwd()
    os.chdir(settings.data.parent)
    started = time.perf_counter()
    place: object = None
    fault: Fault | None = None
    try:
        place = own.component.export(store.snapshot(), own.context)
    except Exception as error:  # noqa: BLE001 - it is the author's to see, whatever it is
        fault = fault_of(error, bench.chosen.places)
    finally:
        seconds = time.perf_counter() - started
        os.chdir(home)
    if fault is None and not isinstance(place, str):
        fault = Fault(f"export() gave {type(place).__name__}, expected a str: where to look.")
    after = _files(settings.data)
    written = {path: stamp[0] for path, stamp in after.items() if before.get(path) != stamp}
    return replace(
        trial,
        place=place if isinstance(place, str) else None,
        files=written,
        seconds=seconds,
        fault=fault,
    )


def try_corpus_tagger(bench: Bench) -> Trial:
    """Run a tagger of corpus scope over all documents of the files, in a temporary folder."""
    own = bench.own(bench.pipeline.corpus_taggers)
    everybody = (*bench.pipeline.taggers, *bench.pipeline.corpus_taggers)
    chosen = (*(one.name for one in taggers_before(own.component, everybody)), own.name)
    # A folder of its own: the tagger may have changed since the last trial, its version not.
    data = Path(tempfile.mkdtemp(dir=_folder(bench.pipeline.settings.data.parent))) / "data"
    settings = replace(bench.pipeline.settings, exporters=(), taggers=chosen, data=data)
    before = tuple(one.name for one in bench.pipeline.cleaners) + chosen[:-1]
    trial = Trial(subject=bench.subject, before=before)
    try:
        run = open_run(settings)
        carry_out(replace(run, pipeline=strict(run.pipeline)))
    except Exception as error:  # noqa: BLE001 - it is the author's to see, whatever it is
        return replace(trial, fault=fault_of(error, bench.chosen.places))
    store = Store(settings.data, {**build_pipeline(settings).tables, **INTERNAL})
    # Tables between components say nothing to who reads a trial.
    shown = [name for name in own.component.fills if info_of(store.tables[name]).is_exported]
    found = {name: store.scan(name) for name in shown}
    rows = {
        name: readable_rows(table.filter(pc.equal(table["component"], own.name)))
        for name, table in found.items()
    }
    documents = store.scan("documents", ["doc_id", "source_uri"]).to_pylist()
    places = {row["doc_id"]: row["source_uri"] for row in documents}
    return replace(trial, rows=rows, places=places, notes=(_seen(len(documents)),))


def _seen(n_documents: int) -> str:
    if n_documents == 1:
        return "It saw 1 document: name several files, or one that holds several documents."
    return f"It saw all {n_documents:,} documents."


def _files(data: Path) -> dict[str, tuple[int, int]]:
    """Return size in bytes and time of change of the files beside those that a run writes."""
    found = {}
    for folder, names, files in os.walk(data.parent):
        if Path(folder) == data:
            names[:] = [name for name in names if name not in _OURS]
        for name in files:
            path = Path(folder) / name
            status = path.lstat()
            found[str(path.relative_to(data.parent))] = (status.st_size, status.st_mtime_ns)
    return found


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
